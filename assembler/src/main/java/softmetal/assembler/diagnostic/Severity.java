package softmetal.assembler.diagnostic;

/// How bad a problem is. Errors make a command fail; warnings do not.
public enum Severity {
  ERROR,
  WARNING;

  @Override
  public String toString() {
    return this == ERROR ? "error" : "warning";
  }
}
