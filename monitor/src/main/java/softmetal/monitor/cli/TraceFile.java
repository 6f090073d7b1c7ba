package softmetal.monitor.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file that `--trace` writes.
final class TraceFile implements AutoCloseable {
  private final BufferedWriter writer;

  TraceFile(Path path) throws IOException {
    writer = Files.newBufferedWriter(path);
  }

  void write(String line) {
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the trace", e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
