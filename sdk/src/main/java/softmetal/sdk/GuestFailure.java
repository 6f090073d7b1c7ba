package softmetal.sdk;

/// A guest did not do what a test wanted. The message tells the whole story: what was expected, the console's
/// transcript, the last exits, and where the guest is.
public final class GuestFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  GuestFailure(String message) {
    super(message);
  }
}
