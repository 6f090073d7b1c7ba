package softmetal.monitor.disk;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;

/// Disks as plain files of the host: to be read, and to be written.
public final class ImageFiles {
  private ImageFiles() {}

  interface Target {
    void write(long position, ByteBuffer bytes) throws IOException;
  }

  /// How large a disk is that has the contents of a file.
  ///
  /// @throws InvalidInputException when the file cannot be read
  public static long size(Path image) throws InvalidInputException {
    try (StoreFile file = open(image)) {
      return file.size();
    } catch (IOException e) {
      throw unreadable(image, e);
    }
  }

  static long size(StoreFile file, Path image) throws InvalidInputException {
    try {
      return file.size();
    } catch (IOException e) {
      throw unreadable(image, e);
    }
  }

  static StoreFile open(Path image) throws InvalidInputException {
    String asked = image.toString();
    if (!Files.exists(image)) {
      throw Store.invalid(Problem.DISK_IMAGE_MISSING, asked);
    }
    if (!Files.isRegularFile(image)) {
      throw Store.invalid(
          Problem.DISK_IMAGE_NOT_A_FILE,
          asked,
          Files.isDirectory(image) ? "a directory" : "a device or a pipe");
    }
    try {
      return new ChannelFile(FileChannel.open(image, READ), asked);
    } catch (IOException e) {
      throw unreadable(image, e);
    }
  }

  private static InvalidInputException unreadable(Path image, IOException e) {
    return Store.invalid(Problem.DISK_IMAGE_UNREADABLE, image.toString(), FileProblem.reason(e));
  }

  /// Writes all chunks that are not zeros.
  static void copy(StoreFile image, long size, Target target, Progress progress)
      throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(Chunks.BYTES);
    ByteBuffer zeros = ByteBuffer.allocate(Chunks.BYTES);
    for (long position = 0; position < size; position += Chunks.BYTES) {
      chunk.clear().limit((int) Math.min(Chunks.BYTES, size - position));
      image.read(position, chunk);
      if (!chunk.flip().equals(zeros.clear().limit(chunk.limit()))) {
        target.write(position, chunk);
      }
      progress.at(position + chunk.limit(), size);
    }
  }

  /// Writes a file beside the one that is wanted, and gives it the name when it is whole.
  static void write(DiskImage moment, Path image, Progress progress) throws IOException {
    Path fresh = image.resolveSibling(".%s.%x".formatted(image.getFileName(), System.nanoTime()));
    try {
      try (FileChannel channel = FileChannel.open(fresh, CREATE_NEW, SPARSE, READ, WRITE)) {
        ChannelFile file = new ChannelFile(channel, fresh.toString());
        file.write(moment.size() - 1, ByteBuffer.allocate(1));
        moment.forEachChunkSince(
            null,
            (position, bytes) -> {
              file.write(position, bytes);
              progress.at(position, moment.size());
            });
        file.force();
      }
      Files.move(fresh, image, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }
}
