package softmetal.monitor.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Files without a name, to be mapped as RAM: nothing is left behind however the process ends.
final class RamFile {
  /// What Linux offers for memory that is shared by name.
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  private RamFile() {}

  /// Where to create a file that may grow to so many bytes.
  static Path place(long size) throws IOException {
    return Files.isWritable(IN_MEMORY) && Files.getFileStore(IN_MEMORY).getUsableSpace() >= size
        ? IN_MEMORY
        : Path.of(System.getProperty("java.io.tmpdir"));
  }

  /// Whether files there are kept in memory, so that a page of a file costs its own size once.
  static boolean isInMemory(Path place) {
    return place.equals(IN_MEMORY);
  }

  static FileChannel create(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "softmetal-", ".ram");
    try {
      return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } finally {
      Files.delete(file);
    }
  }
}
