package softmetal.assembler.diagnostic;

import static softmetal.assembler.diagnostic.Severity.ERROR;
import static softmetal.assembler.diagnostic.Severity.NOTE;
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
  BAD_ESCAPE             ("W0114", WARNING, "unknown escape `%s` in a string stands for the character itself: known are \\b \\f \\n \\r \\t \\v \\\\ \\\" \\ooo (octal) and \\xhh"),
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
  BAD_FILE_TEXT          ("E0125", ERROR, "byte 0x%02x is not UTF-8 text"),
  PREPROCESSOR_LINE      ("W0126", WARNING, "`%s` is a comment here: the C preprocessor does not run"),
  SEMICOLON_COMMENT      ("E0127", ERROR, "`;` separates statements, and what follows is none"),
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
  UNKNOWN_MACRO          ("W0145", WARNING, "no macro is named `%s`"),
  UNKNOWN_PARAMETER      ("E0146", ERROR, "macro `%s` has no parameter `%s`"),
  PARAMETER_TWICE        ("W0147", WARNING, "parameter `%s` of macro `%s` is given twice: the last one counts"),
  POSITION_BEHIND_KEYWORD("E0148", ERROR, "an argument by position stands behind one by name, in the call of macro `%s`"),
  TOO_MANY_ARGUMENTS     ("E0149", ERROR, "macro `%s` takes %s: nothing takes `%s`"),
  REQUIRED_ARGUMENT      ("E0150", ERROR, "argument `%s` of macro `%s` is missing"),
  MISSING_MACRO_ARGUMENT ("W0151", WARNING, "argument `%s` of macro `%s` is missing, and so empty"),
  AMPERSAND_PARAMETER    ("W0152", WARNING, "in a macro, `&%s` is the value of the parameter, and the `&` is gone: to keep it, write `& (\\%s)`"),
  PARAMETER_IN_CHARACTER ("W0159", WARNING, "`'\\%s'` is the character `%s`: parameters are not replaced between single quotes"),
  EXIT_OUTSIDE_MACRO     ("W0153", WARNING, "`.exitm` outside a macro does nothing"),
  NEGATIVE_COUNT         ("W0154", WARNING, "a count of %s repeats nothing"),
  MACRO_ARGUMENT_SPLIT   ("W0162", WARNING, "`%s` is one argument of macro `%s`, and none is left for `%s`"),
  NESTED_TOO_DEEP        ("E0155", ERROR, "macros and repetitions nest more than %s deep: does one call itself without end?"),
  INCLUDES_TOO_DEEP      ("E0156", ERROR, "files include each other more than %s deep: does one include itself?"),
  TOO_MANY_STATEMENTS    ("E0157", ERROR, "the source expands to more than %s statements"),
  EXPANSION_TOO_LARGE    ("E0158", ERROR, "the expansions have more than %s characters"),
  TOO_MANY_EXPANSIONS    ("E0160", ERROR, "macros are called more than %s times"),
  DIRECTIVE_AS_MACRO     ("W0161", WARNING, "`%s` is a directive, and stays one: no macro can have its name"),

  // --- instructions (encode): 02xx
  UNKNOWN_INSTRUCTION    ("E0201", ERROR, "unknown instruction `%s`"),
  MISSING_EXTENSION      ("E0202", ERROR, "`%s` needs the extension %s, which %s does not have"),
  WRONG_XLEN             ("E0203", ERROR, "`%s` exists on %s only, not on %s"),
  TOO_FEW_OPERANDS       ("E0204", ERROR, "`%s` takes %s, but there %s"),
  TOO_MANY_OPERANDS      ("E0205", ERROR, "`%s` takes %s, but there %s"),
  UNKNOWN_REGISTER       ("E0206", ERROR, "unknown register `%s`"),
  UNEXPECTED_OPERAND     ("E0207", ERROR, "expected %s, found %s"),
  REGISTER_NOT_ALLOWED   ("E0208", ERROR, "`%s` cannot have `%s` here: %s"),
  IMMEDIATE_RANGE        ("E0209", ERROR, "immediate %s does not fit in %s %s bits (%s..%s)"),
  NUMBER_RANGE           ("E0210", ERROR, "%s %s is not in %s..%s"),
  NOT_A_MULTIPLE         ("E0211", ERROR, "immediate %s is not a multiple of %s"),
  ZERO_NOT_ALLOWED       ("E0212", ERROR, "`%s` cannot have the immediate 0"),
  NOT_CONSTANT           ("E0213", ERROR, "`%s` is not a number that is known here"),
  UNKNOWN_CSR            ("E0214", ERROR, "unknown CSR `%s`"),
  UNKNOWN_MODIFIER       ("E0215", ERROR, "`%%%s` does not fit here"),
  UNKNOWN_ROUNDING_MODE  ("E0216", ERROR, "unknown rounding mode `%s`"),
  SAME_OPERAND           ("E0217", ERROR, "`%s` works in place: operand %s must be `%s` again"),
  READ_ONLY_CSR          ("W0218", WARNING, "CSR `%s` (0x%x) is read-only: writing to it is an illegal instruction"),
  MISALIGNED_TARGET      ("W0219", WARNING, "this jump goes to an odd address: instructions are at even ones"),
  INSN_FORMAT            ("E0231", ERROR, "`.insn` knows no format `%s`: there are %s"),
  INSN_OPERAND           ("E0232", ERROR, "`%s` does not fit here: it takes %s"),
  INSN_LENGTH            ("E0233", ERROR, "0x%s is no instruction of this length: its low bits say that it has %s bytes"),

  // --- directives, symbols, layout: 03xx
  UNKNOWN_DIRECTIVE      ("E0301", ERROR, "unknown directive `%s`"),
  DIRECTIVE_USAGE        ("E0302", ERROR, "`%s` is written `%s`"),
  OPERAND_EXPECTED       ("E0303", ERROR, "an operand of `%s` is missing"),
  SURPLUS_OPERAND        ("E0304", ERROR, "`%s` takes no further operand"),
  NAME_EXPECTED          ("E0305", ERROR, "a symbol name is needed here"),
  NUMBER_EXPECTED        ("E0306", ERROR, "`%s` needs a number here"),
  NUMBER_NOT_TEXT        ("E0307", ERROR, "`%s` takes numbers: text is for `.ascii` and `.asciz`"),
  TEXT_EXPECTED          ("E0308", ERROR, "`%s` needs text in double quotes"),
  DECIMAL_EXPECTED       ("E0309", ERROR, "`%s` needs a number such as 1.5, -2e10, inf or nan"),
  NOT_ABSOLUTE           ("E0310", ERROR, "`%s` needs a value that is known at this point"),
  NOT_YET_DEFINED        ("E0311", ERROR, "symbol `%s` has no value yet, and `%s` needs one"),
  DIVISION_BY_ZERO       ("E0312", ERROR, "division by zero"),
  NO_RELOCATION          ("E0313", ERROR, "`%s` can be neither computed nor left to the linker"),
  MODIFIER_HERE          ("E0314", ERROR, "`%%%s(...)` has no meaning here: it is for operands of instructions"),
  ADDRESS_TOO_WIDE       ("E0315", ERROR, "the address `%s` does not fit in a number of %s bytes: only 4 or 8 can hold one"),
  TRUNCATED              ("W0316", WARNING, "%s does not fit in %s (%s..%s): it becomes %s"),
  MISALIGNED_DATA        ("W0317", WARNING, "%s bytes at offset %#x of section `%s`, which is no multiple of %s"),
  NORELAX_ALIGN          ("W0318", WARNING, "this alignment is filled with %s zero bytes, as GNU as 2.40 does: running into them traps"),
  DEFINED_TWICE          ("E0320", ERROR, "symbol `%s` is defined already"),
  NO_LOCAL_LABEL         ("E0321", ERROR, "there is no label `%s:` above for `%s`"),
  NO_LOCAL_LABEL_BELOW   ("E0322", ERROR, "there is no label `%s:` below"),
  UNDEFINED_LOCAL        ("E0323", ERROR, "local label `%s` is not defined"),
  LABEL_REDEFINES_EQU    ("E0326", ERROR, "label `%s` takes the place of a constant"),
  NO_VALUE               ("E0325", ERROR, "the value of `%s` cannot be computed: is it defined by itself, or by places in two sections?"),
  UNKNOWN_SYMBOL_TYPE    ("E0324", ERROR, "`%s` is no type of symbols: known are @function, @object and @notype"),
  UNKNOWN_SECTION_FLAG   ("E0330", ERROR, "section flag `%s` is not known: there are a (allocate), w (write), x (execute), M (merge), S (strings), T (thread-local), e (exclude)"),
  UNKNOWN_SECTION_TYPE   ("E0331", ERROR, "section type `%s` is not known: there are progbits, nobits, note, init_array, fini_array, preinit_array"),
  MERGE_NEEDS_SIZE       ("E0332", ERROR, "a section with flag M needs the size of its entries: .section name, \"aM\", @progbits, 8"),
  SECTION_CHANGED        ("E0333", ERROR, "section `%s` had other flags or another type before"),
  NO_SUBSECTIONS         ("E0334", ERROR, "subsections are not supported: use a section of its own"),
  NOTHING_TO_POP         ("E0335", ERROR, "`%s` without a `%s` before it"),
  NO_CONTENTS            ("E0336", ERROR, "section `%s` has no contents: nothing but zeros can stand in it"),
  SECTION_OVERSIZED      ("E0337", ERROR, "the object becomes larger than %s bytes"),
  BAD_SIZE               ("E0338", ERROR, "a size of %s bytes is negative, or too large"),
  ORG_BACKWARDS          ("E0339", ERROR, "the location is 0x%s already, and cannot go back to 0x%s"),
  ALIGNMENT_TOO_LARGE    ("E0340", ERROR, "the alignment is 2 to the power of %s: the exponent must be 0..31"),
  NOT_A_POWER            ("E0341", ERROR, "an alignment of %s bytes is no power of two"),
  LAYOUT_UNSTABLE        ("E0342", ERROR, "addresses depend on each other in a way that has no solution"),
  BEYOND_FILE            ("E0343", ERROR, "bytes from %s on, %s of them, are not in a file of %s bytes"),
  UNKNOWN_OPTION         ("E0350", ERROR, "unknown option `%s`: known are %s"),
  BAD_ARCHITECTURE       ("E0351", ERROR, "%s"),
  UNKNOWN_ATTRIBUTE      ("E0352", ERROR, "attribute `%s` is not known: there are arch, stack_align, unaligned_access, priv_spec, priv_spec_minor, priv_spec_revision"),
  ERROR_DIRECTIVE        ("E0360", ERROR, "%s"),
  WARNING_DIRECTIVE      ("W0361", WARNING, "%s"),
  PRINT_DIRECTIVE        ("N0362", NOTE, "%s"),

  // --- debug information: 037x
  FRAME_NOT_OPEN         ("E0370", ERROR, "`%s` belongs between `.cfi_startproc` and `.cfi_endproc`"),
  FRAME_STILL_OPEN       ("E0371", ERROR, "`.cfi_startproc` before the `.cfi_endproc` of the one above"),
  FRAME_WITHOUT_END      ("E0372", ERROR, "this `.cfi_startproc` has no `.cfi_endproc`"),
  NOTHING_REMEMBERED     ("E0373", ERROR, "`.cfi_restore_state` without a `.cfi_remember_state` before it"),
  FRAME_OFFSET           ("E0374", ERROR, "offset %s is not a multiple of 4"),
  BAD_POINTER_ENCODING   ("E0375", ERROR, "encoding 0x%x is not supported: known are 0 (8 bytes), 3 and 0xb (4 bytes), with 0x10 added relative ones of 4 bytes, and 0xff for none"),
  FILE_NUMBER_TAKEN      ("E0376", ERROR, "file %s of the line table is `%s` already"),
  FILE_NUMBER_UNKNOWN    ("E0377", ERROR, "file %s of the line table has no name: `.file %s \"name\"` gives it one"),
  LINES_WITHOUT_CODE     ("W0378", WARNING, "section `%s` is not for code: lines cannot be told for it"),
  BAD_LINE_WORD          ("E0379", ERROR, "`%s` means nothing here: `.loc` knows basic_block, prologue_end, epilogue_begin, is_stmt, isa, discriminator and view"),

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
  MISSING_ENTRY          ("W0412", WARNING, "entry symbol `%s` is not defined; the program starts at %#x"),
  UNUSED_START           ("W0416", WARNING, "without ENTRY or -e the program starts at the first byte of .text (%#x), not at `_start` (%#x)"),
  NOTHING_LOADED         ("E0413", ERROR, "the program is empty: no section of it is loaded into memory"),
  BAD_ATTRIBUTES         ("E0414", ERROR, "the `.riscv.attributes` of %s cannot be read: %s"),
  IMAGE_TOO_LARGE        ("E0415", ERROR, "the program would take %#x bytes in the file (at most %#x)"),

  UNSET_GLOBAL_POINTER   ("W0417", WARNING, "data is reached by way of register gp, but no object uses `__global_pointer$`"),
  ORPHAN_PLACED          ("W0418", WARNING, "section `%s` is not mentioned in the linker script"),
  ORPHAN_REFUSED         ("E0419", ERROR, "section `%s` is not mentioned in the linker script"),
  NO_LIBRARY             ("E0420", ERROR, "cannot find lib%s.a%s"),
  GROUP_OPEN             ("E0421", ERROR, "%s"),
  FATAL_WARNINGS         ("E0422", ERROR, "there are warnings, and --fatal-warnings makes them errors"),

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
  SECTION_BEYOND_END     ("E0468", ERROR, "section `%s` would end beyond the last address: it takes %#x bytes from %#x on"),
  SCRIPT_INPUTS          ("E0470", ERROR, "`%s` in a linker script is not supported: name the files on the command line"),
  SCRIPT_INCLUDE         ("E0471", ERROR, "cannot read the script `%s` that is to be included"),
  SCRIPT_NO_ANCHOR       ("E0472", ERROR, "there is no output section `%s` to insert beside"),
  LOADS_OVERLAP          ("E0469", ERROR, "section `%s` is loaded to %#x to %#x, over section `%s` (%#x to %#x)"),

  // --- files and executables: 05xx
  CANNOT_READ_FILE       ("E0501", ERROR, "cannot read %s: %s"),
  CANNOT_WRITE_FILE      ("E0502", ERROR, "cannot write %s: %s"),
  NOT_ELF                ("E0510", ERROR, "not an ELF file: %s, where 7f 45 4c 46 is right"),
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
  ENTRY_ODD              ("E0709", ERROR, "the entry %#x is odd: instructions are at multiples of 2"),
  PROJECT_ESCAPE         ("E0710", ERROR, "`\\u` needs four hexadecimal digits; for a backslash, write two"),
  NO_ROOM_IN_RAM         ("E0711", ERROR, "%s would be at %#x to %#x, which is not in RAM (%#x to %#x)"),
  OVERLAP_IN_RAM         ("E0712", ERROR, "%s (%#x to %#x) lies over %s (%#x to %#x)"),
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
