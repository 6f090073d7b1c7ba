package softmetal.assembler.diagnostic;

/// How bad a problem is. Errors make a command fail; warnings do not; a note is what the source itself wanted to say.
public enum Severity {
  ERROR("error"),
  WARNING("warning"),
  NOTE("note");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  @Override
  public String toString() {
    return word;
  }
}
