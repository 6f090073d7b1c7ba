package softmetal.monitor.disk;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A directory of any file system. Links are not followed: a store is made of plain files.
record InDirectory(Path directory) implements Place {
  @Override
  public boolean exists(String name) {
    return Files.exists(directory.resolve(name), NOFOLLOW_LINKS);
  }

  @Override
  public StoreFile create(String name) throws IOException {
    Path file = directory.resolve(name);
    return new ChannelFile(FileChannel.open(file, CREATE_NEW, SPARSE, READ, WRITE), name);
  }

  @Override
  public StoreFile open(String name) throws IOException {
    Path file = directory.resolve(name);
    if (Files.exists(file, NOFOLLOW_LINKS) && !Files.isRegularFile(file, NOFOLLOW_LINKS)) {
      throw new IOException("it is no plain file");
    }
    return new ChannelFile(FileChannel.open(file, READ, WRITE, NOFOLLOW_LINKS), name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(directory.resolve(name));
  }

  /// Only Unix lets a directory be forced, and only there it is needed.
  @Override
  public void force() throws IOException {
    boolean unix = directory.getFileSystem().supportedFileAttributeViews().contains("unix");
    if (unix && directory.getFileSystem().equals(FileSystems.getDefault())) {
      try (FileChannel names = FileChannel.open(directory, READ)) {
        names.force(true);
      }
    }
  }

  @Override
  public String describe(String name) {
    return directory.resolve(name).toString();
  }

  @Override
  public void close() {}
}
