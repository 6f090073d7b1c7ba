package softmetal.assembler.diagnostic;

import static softmetal.assembler.diagnostic.Severity.ERROR;
import static softmetal.assembler.diagnostic.Severity.WARNING;

/// Every message that a user can get about a text or a file, to be read as one text.
///
/// A message says what was found and what would fit. Codes are stable: once given, never used for something else.
public enum Problem {
  // spotless:off
  // --- text and statements (syntax, expand): 01xx
  UNEXPECTED_CHARACTER   ("E0101", ERROR, "unexpected `%s`"),
  UNEXPECTED_TOKEN       ("E0102", ERROR, "unexpected `%s`"),
  BAD_STATEMENT_START    ("E0103", ERROR, "a statement cannot start with `%s`: it starts with a label, an instruction or a directive"),
  MISSING_COMMA          ("E0104", ERROR, "`,` is missing between `%s` and `%s`"),
  TRAILING_COMMA         ("E0105", ERROR, "an operand is missing behind the last `,`"),
  MISSING_OPERAND        ("E0106", ERROR, "an operand is missing behind `%s`"),
  EMPTY_EXPRESSION       ("E0107", ERROR, "an expression is missing"),
  UNMATCHED_OPEN         ("E0108", ERROR, "`(` without its `)`"),
  UNMATCHED_CLOSE        ("E0109", ERROR, "`)` without its `(`"),
  SQUARE_BRACKETS        ("E0110", ERROR, "square brackets mean nothing here"),
  SLASH_COMMENT          ("E0111", ERROR, "`//` does not start a comment"),
  UNTERMINATED_STRING    ("E0112", ERROR, "the string that starts here has no closing quote on its line"),
  UNTERMINATED_COMMENT   ("E0113", ERROR, "the comment that starts here has no `*/`"),
  BAD_ESCAPE             ("E0114", ERROR, "unknown escape `%s` in a string: known are \\b \\f \\n \\r \\t \\v \\\\ \\\" \\ooo (octal) and \\xhh"),
  BAD_NUMBER             ("E0115", ERROR, "`%s` is neither a number nor a name"),
  BAD_DIGIT              ("E0116", ERROR, "`%s` is no %s digit, in `%s`"),
  NO_DIGITS              ("E0117", ERROR, "a %s number needs digits behind `%s`"),
  BAD_OCTAL_DIGIT        ("E0118", ERROR, "octal number `%s` has the digit %s"),
  NUMBER_TOO_WIDE        ("E0119", ERROR, "`%s` does not fit in 64 bits"),
  BAD_LOCAL_LABEL        ("E0120", ERROR, "numeric label `%s` is too large (0..2147483647)"),
  DECIMAL_IN_EXPRESSION  ("E0121", ERROR, "floating-point number `%s` where an integer is needed"),
  MODIFIER_WITHOUT_OPERAND("E0122", ERROR, "`%%%s` needs an operand in parentheses, as in `%%hi(symbol)`"),
  EXPRESSION_TOO_DEEP    ("E0123", ERROR, "this expression is too large (more than %s levels)"),
  STRAY_BACKSLASH        ("E0124", ERROR, "`%s` stands for nothing here: no parameter has this name"),
  BAD_FILE_TEXT          ("E0125", ERROR, "`%s` is not UTF-8 text"),
  PREPROCESSOR_LINE      ("W0126", WARNING, "`%s` is a comment here: the C preprocessor does not run"),
  ELSE_WITHOUT_IF        ("E0130", ERROR, "`%s` without an `.if` before it"),
  ELSE_BEHIND_ELSE       ("E0131", ERROR, "`%s` behind the `.else`"),
  MISSING_END            ("E0132", ERROR, "`%s` has no `%s`"),
  END_WITHOUT_START      ("E0133", ERROR, "`%s` without a %s before it"),
  SYMBOL_NAME_EXPECTED   ("E0134", ERROR, "`%s` needs a name"),
  TWO_TEXTS_EXPECTED     ("E0135", ERROR, "`%s` needs two texts, separated by a comma"),
  FILE_NAME_EXPECTED     ("E0136", ERROR, "`%s` needs a file name in quotes"),
  MACRO_NAME_EXPECTED    ("E0140", ERROR, "`.macro` needs a name: `.macro name parameter, parameter=default`"),
  BAD_PARAMETER          ("E0141", ERROR, "`%s` is no macro parameter: write `name`, `name=default`, `name:req` or `name:vararg`"),
  PARAMETER_NAME_TWICE   ("E0142", ERROR, "two parameters are named `%s`"),
  REST_NOT_LAST          ("E0143", ERROR, "parameter `%s:vararg` takes the rest of the line, so that none can follow"),
  MACRO_TWICE            ("E0144", ERROR, "macro `%s` is defined already"),
  UNKNOWN_MACRO          ("E0145", ERROR, "no macro is named `%s`"),
  UNKNOWN_PARAMETER      ("E0146", ERROR, "macro `%s` has no parameter `%s`"),
  PARAMETER_TWICE        ("E0147", ERROR, "parameter `%s` of macro `%s` is given twice"),
  POSITION_BEHIND_KEYWORD("E0148", ERROR, "an argument by position stands behind one by name, in the call of macro `%s`"),
  TOO_MANY_ARGUMENTS     ("E0149", ERROR, "macro `%s` takes %s arguments: nothing takes `%s`"),
  REQUIRED_ARGUMENT      ("E0150", ERROR, "argument `%s` of macro `%s` is missing"),
  MISSING_ARGUMENT       ("W0151", WARNING, "argument `%s` of macro `%s` is missing, and so empty"),
  AMPERSAND_PARAMETER    ("W0152", WARNING, "in a macro, `&%s` is the value of the parameter, and the `&` is gone: to keep it, write `& (\\%s)`"),
  EXIT_OUTSIDE_MACRO     ("W0153", WARNING, "`.exitm` outside a macro does nothing"),
  NEGATIVE_COUNT         ("W0154", WARNING, "a count of %s repeats nothing"),
  NESTED_TOO_DEEP        ("E0155", ERROR, "macros and repetitions nest more than %s deep: does one call itself without end?"),
  INCLUDES_TOO_DEEP      ("E0156", ERROR, "files include each other more than %s deep: does one include itself?"),
  TOO_MANY_STATEMENTS    ("E0157", ERROR, "the source expands to more than %s statements"),
  EXPANSION_TOO_LARGE    ("E0158", ERROR, "one expansion has more than %s characters"),

  // --- instructions (encode): 02xx
  UNKNOWN_INSTRUCTION    ("E0201", ERROR, "unknown instruction `%s`"),

  // --- directives, symbols, layout: 03xx
  UNKNOWN_DIRECTIVE      ("E0301", ERROR, "unknown directive `%s`"),

  // --- objects and linking: 04xx
  UNDEFINED_SYMBOL       ("E0401", ERROR, "undefined symbol `%s`"),

  // --- files and executables: 05xx
  CANNOT_READ_FILE       ("E0501", ERROR, "cannot read %s: %s"),
  CANNOT_WRITE_FILE      ("E0502", ERROR, "cannot write %s: %s"),
  NOT_ELF                ("E0510", ERROR, "not an ELF file: it starts with the bytes %s, where 7f 45 4c 46 is right"),
  ELF_TRUNCATED          ("E0511", ERROR, "%s takes %d bytes from byte %#x on, but the file ends at byte %#x"),
  ELF_WRONG_VALUE        ("E0512", ERROR, "%s at byte %#x is %s; it should be %s"),
  ELF_WRONG_SIZE         ("E0513", ERROR, "%s has %d bytes, which is no whole number of entries of %d bytes"),
  ELF_NO_SUCH_ENTRY      ("E0514", ERROR, "%s at byte %#x is %d, but the last %s has number %d"),
  ELF_OVERLAP            ("E0515", ERROR, "%s (%#x to %#x) overlaps %s (%#x to %#x)"),
  ELF_TOO_LARGE          ("E0516", ERROR, "%s would end beyond the last address: it takes %#x bytes from %#x on"),
  ELF_BAD_STRING         ("E0517", ERROR, "%s at byte %#x: there is no complete string at offset %#x of a string table of %#x bytes"),
  ELF_NAMES_TOO_LONG     ("E0518", ERROR, "the names in its tables take more than %d bytes, far more than the file has"),
  ELF_WRONG_KIND         ("E0519", ERROR, "this is %s, not %s"),
  ELF_UNSUPPORTED        ("E0520", ERROR, "%s at byte %#x: %s is not supported"),
  RELOCATION_OUTSIDE     ("E0521", ERROR, "relocation %d of section `%s` patches %d bytes at offset %#x, but the section has %#x bytes"),
  NOT_AN_ARCHIVE         ("E0522", ERROR, "the member header at byte %#x of the archive is damaged: %s"),

  // --- disks and drives: 06xx
  DISK_IMAGE_MISSING     ("E0601", ERROR, "there is no such disk image"),
  DISK_IMAGE_NOT_A_FILE  ("E0602", ERROR, "a disk image must be a regular file, and this is %s"),
  DISK_IMAGE_UNREADABLE  ("E0603", ERROR, "cannot read this disk image: %s"),
  DISK_EMPTY             ("E0604", ERROR, "a disk holds at least one sector of 512 bytes, and this is empty"),
  DISK_NOT_IN_SECTORS    ("E0605", ERROR, "a disk is made of whole sectors of 512 bytes; %d bytes are %d more than %d sectors"),
  DISK_TOO_LARGE         ("E0606", ERROR, "a disk of %d bytes does not fit; the largest room on any of the drives is %d bytes"),
  DRIVE_EXISTS           ("E0607", ERROR, "this file is in the way: drives are made anew, so move it or name another directory"),
  DRIVES_UNUSABLE        ("E0608", ERROR, "cannot keep drives here: %s"),

  // --- projects and machines: 07xx
  UNKNOWN_PROJECT_KEY    ("E0701", ERROR, "unknown key `%s` in a project file"),
  NO_SOURCES             ("E0702", ERROR, "no `.s` or `.S` file in %s"),
  UNKNOWN_DISK_FORMAT    ("E0703", ERROR, "there is no disk format `%s`; there are: %s"),
  NOT_A_SIZE             ("E0704", ERROR, "`%s` is not a size; write bytes, or a number with K, M or G, such as `4M`"),
  NOT_AN_ARCHITECTURE    ("E0705", ERROR, "`%s`: %s"),
  OUTSIDE_RAM            ("E0706", ERROR, "the segment at %#x to %#x is not in RAM, which is at %#x to %#x"),
  ENTRY_OUTSIDE_RAM      ("E0707", ERROR, "the entry %#x is not in RAM, which is at %#x to %#x"),
  DISK_CANNOT_BE_MADE    ("E0708", ERROR, "cannot make the disk: %s");
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
