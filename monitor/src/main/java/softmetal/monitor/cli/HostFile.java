package softmetal.monitor.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file of the host that is written while a machine runs; what goes wrong is told with its name, ready for the user.
final class HostFile extends FilterOutputStream {
  private final Path path;

  private HostFile(Path path, OutputStream file) {
    super(file);
    this.path = path;
  }

  /// Begins it, in place of what it held.
  static HostFile create(Path path) throws IOException {
    try {
      return new HostFile(path, Files.newOutputStream(path));
    } catch (IOException e) {
      throw told(path, e);
    }
  }

  private static IOException told(Path path, IOException cause) {
    return new IOException("cannot write %s: %s".formatted(path, reason(cause)), cause);
  }

  /// Why a file could not be written, in words.
  static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException _ -> "no such directory";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException failure when failure.getReason() != null -> failure.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int start, int count) throws IOException {
    try {
      out.write(bytes, start, count);
    } catch (IOException e) {
      throw told(path, e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      out.close();
    } catch (IOException e) {
      throw told(path, e);
    }
  }
}
