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

  // --- instructions (encode): 02xx
  UNKNOWN_INSTRUCTION    ("E0201", ERROR, "unknown instruction `%s`"),

  // --- directives, symbols, layout: 03xx
  UNKNOWN_DIRECTIVE      ("E0301", ERROR, "unknown directive `%s`"),

  // --- objects and linking: 04xx
  UNDEFINED_SYMBOL       ("E0401", ERROR, "undefined symbol `%s`"),
  DUPLICATE_SYMBOL       ("E0402", ERROR, "symbol `%s` is defined again in %s"),
  DISCARDED_SYMBOL       ("E0403", ERROR, "symbol `%s` is in the section %s, which the linker script discards"),
  TARGET_OUT_OF_REACH    ("E0404", ERROR, "`%s` is %d bytes away, but %s reaches %d to %d"),
  TARGET_MISALIGNED      ("E0405", ERROR, "`%s` is at address %#x: %s only reaches multiples of %d"),
  ADDRESS_TOO_LARGE      ("E0406", ERROR, "the address %#x of `%s` does not fit in %s"),
  PCREL_LO_WITHOUT_HI    ("E0407", ERROR, "`%%pcrel_lo` of `%s`, where no `%%pcrel_hi` is: it takes the label of the auipc"),
  UNSUPPORTED_RELOCATION ("E0408", ERROR, "relocation %s is not supported: %s"),
  BAD_ALIGNMENT_ROOM     ("E0409", ERROR, "alignment at %s+%#x needs %d bytes to reach a multiple of %d, but has %d"),
  MIXED_FLOAT_ABI        ("E0410", ERROR, "%s passes floating-point arguments in %s registers, but %s in %s registers"),
  NO_OBJECTS             ("E0411", ERROR, "there is nothing to link"),
  NO_ENTRY               ("W0412", WARNING, "entry symbol `%s` is not defined; the program starts at %#x"),
  UNUSED_START           ("W0416", WARNING, "without ENTRY or -e the program starts at the first byte of .text (%#x), not at `_start` (%#x)"),
  NOTHING_LOADED         ("E0413", ERROR, "the program is empty: no section of it is loaded into memory"),
  BAD_ATTRIBUTES         ("E0414", ERROR, "the `.riscv.attributes` of %s cannot be read: %s"),
  IMAGE_TOO_LARGE        ("E0415", ERROR, "the program would take %#x bytes in the file (at most %#x)"),

  // --- linker scripts: 045x
  SCRIPT_SYNTAX          ("E0450", ERROR, "%s does not fit here in a linker script"),
  SCRIPT_NUMBER          ("E0451", ERROR, "`%s` is no number of at most 64 bits"),
  SCRIPT_REGION          ("E0452", ERROR, "a memory region is written as `name (rwx) : ORIGIN = address, LENGTH = size`"),
  SCRIPT_PROVIDES_DOT    ("E0453", ERROR, "the location counter cannot be provided: write `. = value;`"),
  SCRIPT_UNDEFINED       ("E0454", ERROR, "undefined symbol `%s` in an expression"),
  SCRIPT_NO_SECTION      ("E0455", ERROR, "there is no output section `%s`"),
  SCRIPT_NO_REGION       ("E0456", ERROR, "there is no memory region `%s`"),
  SCRIPT_NO_HEADER       ("E0457", ERROR, "there is no program header `%s`"),
  SCRIPT_DIVISION        ("E0458", ERROR, "division by zero"),
  SCRIPT_FUNCTION        ("E0459", ERROR, "unknown function `%s`"),
  SCRIPT_ARGUMENTS       ("E0460", ERROR, "`%s` takes %s arguments, not %d"),
  SCRIPT_BACKWARDS       ("E0461", ERROR, "the location counter cannot move backwards in section `%s`, from %#x to %#x"),
  SCRIPT_ALIGNMENT       ("E0462", ERROR, "%d is no power of two, as an alignment must be"),
  SCRIPT_ASSERTION       ("E0463", ERROR, "assertion failed: %s"),
  SCRIPT_UNSTABLE        ("E0464", ERROR, "the addresses do not settle: after %d rounds they still change"),
  SCRIPT_TOO_DEEP        ("E0465", ERROR, "this linker script is nested too deeply"),
  REGION_OVERFLOW        ("E0466", ERROR, "memory region `%s` has %#x bytes; it overflows by %#x"),
  SECTIONS_OVERLAP       ("E0467", ERROR, "section `%s` (%#x to %#x) overlaps section `%s` (%#x to %#x)"),
  SECTION_TOO_LARGE      ("E0468", ERROR, "section `%s` would end beyond the last address: it takes %#x bytes from %#x on"),

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
  NOT_AN_ARCHIVE         ("E0522", ERROR, "the member header at byte %#x of the archive is damaged: %s");
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
