package softmetal.monitor.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs programs on QEMU.
final class QemuRunner implements Runner {
  private final Path directory;

  /// @param directory an existing one for temporary files
  QemuRunner(Path directory) {
    this.directory = directory;
  }

  @Override
  public List<FinalState> run(ProgramBatch batch) {
    try {
      Path files = Files.createTempDirectory(directory, "batch");
      try {
        byte[] image = batch.image();
        var board = new QemuBoard(files);
        board.write(Harness.ENTRY, image);
        board.run();
        return batch.finalStates(board.readBytes(Harness.ENTRY, image.length));
      } finally {
        Files.deleteIfExists(files.resolve("memory"));
        Files.deleteIfExists(files);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
