package softmetal.monitor.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Runs programs on QEMU, and puts right what is known to differ there.
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
        var board = new QemuBoard(batch.kind(), files);
        board.write(Harness.ENTRY, image);
        board.run();
        byte[] after = board.readBytes(Harness.ENTRY, image.length);
        List<FinalState> states = batch.finalStates(after);
        return IntStream.range(0, states.size())
            .mapToObj(slot -> QemuDifferences.corrected(states.get(slot), batch, slot))
            .toList();
      } finally {
        Files.deleteIfExists(files.resolve("memory"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
