package softmetal.monitor.disk;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.SequencedMap;

/// A file system that can be put on an empty disk, like `mkfs.NAME` on Unix.
///
/// Implementations are found with [java.util.ServiceLoader], so that a kernel project brings its own.
public interface FileSystemFormat {
  /// The name by which a project asks for it, such as `slate`.
  String name();

  /// Writes an empty file system and then the files.
  ///
  /// @param disk open for reading and writing; what it held before is lost
  /// @param size of the disk in bytes
  /// @param files contents by name, in the order in which they shall be written
  /// @throws IOException when the disk cannot be written, or when the files do not fit or have
  ///     names that the file system does not allow: the message is fit for a user
  void format(SeekableByteChannel disk, long size, SequencedMap<String, byte[]> files)
      throws IOException;
}
