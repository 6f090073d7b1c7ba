package softmetal.monitor.state;

/// What was saved is not a state that the component could ever be in. Caught by whoever reads a snapshot, who knows what file it is.
public final class InvalidStateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// @param message what was found, and what would have been right
  public InvalidStateException(String message) {
    super(message);
  }
}
