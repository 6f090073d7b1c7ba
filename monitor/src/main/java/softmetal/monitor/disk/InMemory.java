package softmetal.monitor.disk;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import org.jspecify.annotations.Nullable;

/// A file system in memory that vanishes with the process.
///
/// jimfs is half of the start of a JVM, hence made only when something is written.
final class InMemory implements Place {
  private final long maxBytes;
  private @Nullable FileSystem fileSystem;

  InMemory(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  private synchronized InDirectory directory() {
    FileSystem made = fileSystem;
    if (made == null) {
      Configuration configuration =
          Configuration.unix().toBuilder().setMaxSize(maxBytes).setMaxCacheSize(0).build();
      made = Jimfs.newFileSystem(configuration);
      fileSystem = made;
    }
    return new InDirectory(made.getPath("/"));
  }

  private synchronized boolean isUnused() {
    return fileSystem == null;
  }

  @Override
  public boolean exists(String name) {
    return !isUnused() && directory().exists(name);
  }

  @Override
  public StoreFile create(String name) throws IOException {
    return directory().create(name);
  }

  @Override
  public StoreFile open(String name) throws IOException {
    return directory().open(name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    directory().rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    if (!isUnused()) {
      directory().delete(name);
    }
  }

  @Override
  public void force() {}

  @Override
  public String describe(String name) {
    return name;
  }

  @Override
  public synchronized void close() throws IOException {
    if (fileSystem != null) {
      fileSystem.close();
    }
  }
}
