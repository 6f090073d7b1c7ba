package softmetal.monitor.gdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// The one file that gdb may read through the connection: the program that runs, for its symbols. No other can be opened.
///
/// Source: Debugging with GDB, "Host I/O Packets", "Protocol-specific Representation of Datatypes".
final class SharedFile {
  private static final String DESCRIPTOR = "5";
  private static final String NO_SUCH_FILE = "F-1,2";
  private static final String BAD_DESCRIPTOR = "F-1,9";
  private static final int STAT_BYTES = 64;
  private static final int REGULAR_AND_READABLE = 0100444;

  private final Optional<Path> file;
  private byte[] contents = new byte[0];

  SharedFile(Optional<Path> file) {
    this.file = file.map(path -> path.toAbsolutePath().normalize());
  }

  boolean exists() {
    return file.isPresent();
  }

  String path() {
    return file.map(Path::toString).orElse("");
  }

  /// @param request what stands behind `vFile:`
  String answer(String request) {
    String[] parts = request.split(":", 2);
    String[] arguments = parts.length == 2 ? parts[1].split(",", -1) : new String[0];
    return switch (parts[0]) {
      case "setfs" -> "F0";
      case "open" -> open(arguments);
      case "close" ->
          arguments.length == 1 && arguments[0].equals(DESCRIPTOR) ? "F0" : BAD_DESCRIPTOR;
      case "pread" -> read(arguments);
      case "fstat" -> status(arguments);
      default -> "";
    };
  }

  private String open(String[] arguments) {
    if (arguments.length != 3 || !exists()) {
      return NO_SUCH_FILE;
    }
    String wanted = new String(Hex.parseBytes(arguments[0]), StandardCharsets.UTF_8);
    if (!wanted.equals(path()) || Hex.parse(arguments[1]) != 0) {
      return NO_SUCH_FILE;
    }
    try {
      contents = Files.readAllBytes(file.orElseThrow());
    } catch (IOException e) {
      return NO_SUCH_FILE;
    }
    return "F" + DESCRIPTOR;
  }

  private String read(String[] arguments) {
    if (arguments.length != 3 || !arguments[0].equals(DESCRIPTOR)) {
      return BAD_DESCRIPTOR;
    }
    long offset = Math.clamp(Hex.parse(arguments[2]), 0, contents.length);
    long length = Math.clamp(Hex.parse(arguments[1]), 0, PacketReader.MAX_BYTES / 2);
    int end = (int) Math.min(contents.length, offset + length);
    byte[] bytes = Arrays.copyOfRange(contents, (int) offset, end);
    return "F%x;%s".formatted(bytes.length, new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private String status(String[] arguments) {
    if (arguments.length != 1 || !arguments[0].equals(DESCRIPTOR)) {
      return BAD_DESCRIPTOR;
    }
    ByteBuffer status = ByteBuffer.allocate(STAT_BYTES);
    status.putInt(8, REGULAR_AND_READABLE).putInt(12, 1).putLong(28, contents.length);
    return "F%x;%s".formatted(STAT_BYTES, new String(status.array(), StandardCharsets.ISO_8859_1));
  }
}
