package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The file that `--trace` writes. When it cannot be written any more the machine goes on, and closing it tells.
final class TraceFile implements AutoCloseable {
  private final BufferedWriter writer;
  private @Nullable IOException failure;

  TraceFile(Path path) throws IOException {
    writer = new BufferedWriter(new OutputStreamWriter(HostFile.create(path), UTF_8));
  }

  void write(String line) {
    if (failure != null) {
      return;
    }
    try {
      writer.write(line);
      writer.write('\n');
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public void close() throws IOException {
    if (failure != null) {
      throw failure;
    }
    writer.close();
  }
}
