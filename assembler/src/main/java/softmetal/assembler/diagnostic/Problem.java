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
