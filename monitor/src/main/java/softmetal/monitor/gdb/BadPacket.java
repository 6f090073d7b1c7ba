package softmetal.monitor.gdb;

/// A packet that says something that makes no sense; it is answered with an error.
final class BadPacket extends RuntimeException {
  private static final long serialVersionUID = 1;

  BadPacket(String message) {
    super(message);
  }

  BadPacket(String message, Throwable cause) {
    super(message, cause);
  }
}
