package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.file.Path;

/// Where the files of drives live.
interface Place extends AutoCloseable {
  /// Whether a hole in a file takes no room.
  boolean sparse();

  /// Exists from the first call on.
  Path directory() throws IOException;

  @Override
  void close() throws IOException;
}
