package softmetal.assembler.diagnostic;

import static softmetal.assembler.diagnostic.Severity.ERROR;

/// Every message that a user can get about a text or a file, to be read as one text.
///
/// A message says what was found and what would fit. Codes are stable: once given, never used for something else.
public enum Problem {
  // spotless:off
  // --- text and statements (syntax, expand): 01xx
  UNEXPECTED_CHARACTER   ("E0101", ERROR, "unexpected `%s`"),

  // --- instructions (encode): 02xx
  UNKNOWN_INSTRUCTION    ("E0201", ERROR, "unknown instruction `%s`"),

  // --- directives, symbols, layout: 03xx
  UNKNOWN_DIRECTIVE      ("E0301", ERROR, "unknown directive `%s`"),

  // --- objects and linking: 04xx
  UNDEFINED_SYMBOL       ("E0401", ERROR, "undefined symbol `%s`"),

  // --- files and executables: 05xx
  CANNOT_READ_FILE       ("E0501", ERROR, "cannot read %s: %s");
  // spotless:on

  private final String code;
  private final Severity severity;
  private final String format;

  Problem(String code, Severity severity, String format) {
    this.code = code;
    this.severity = severity;
    this.format = format;
  }

  public String code() {
    return code;
  }

  public Severity severity() {
    return severity;
  }

  /// This problem, found at a place, with the values that its message has room for.
  public Diagnostic at(SourceSpan span, Object... values) {
    return Diagnostic.of(this, span, format.formatted(values));
  }
}
