package softmetal.monitor.disk;

import java.io.IOException;

/// Where the files of drives live. Files have plain names here; nothing outside of the place can be named.
interface Place extends AutoCloseable {
  boolean exists(String name) throws IOException;

  /// A new file, empty and sparse.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException when there is one of that name
  StoreFile create(String name) throws IOException;

  /// A file that is there.
  StoreFile open(String name) throws IOException;

  /// Gives a file another name at once, in place of the file that has it.
  void rename(String from, String to) throws IOException;

  /// Nothing happens when there is no such file.
  void delete(String name) throws IOException;

  /// On return all that was created, renamed and deleted is so on the medium.
  void force() throws IOException;

  /// The file as a message names it.
  String describe(String name);

  @Override
  void close() throws IOException;
}
