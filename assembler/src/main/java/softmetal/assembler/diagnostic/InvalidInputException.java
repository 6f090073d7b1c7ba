package softmetal.assembler.diagnostic;

/// An input that cannot be used at all, such as a file that is no ELF file. Carries the message for the user.
public final class InvalidInputException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Diagnostic diagnostic;

  public InvalidInputException(Diagnostic diagnostic) {
    super(diagnostic.message());
    this.diagnostic = diagnostic;
  }

  public Diagnostic diagnostic() {
    return diagnostic;
  }
}
