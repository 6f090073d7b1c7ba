package softmetal.assembler.cli;

/// How a command ends, for scripts to act on.
public final class ExitStatus {
  /// All was done.
  public static final int OK = 0;

  /// The input has errors; no output file was written.
  public static final int INPUT_HAS_ERRORS = 1;

  /// The command line was not understood; nothing was done.
  public static final int WRONG_COMMAND_LINE = 2;

  private ExitStatus() {}
}
