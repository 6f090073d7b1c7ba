package softmetal.assembler.differential;

import java.util.List;
import java.util.regex.Pattern;

/// Lines that this project accepts and GNU as 2.40 does not, on purpose: `docs/assembly-language.md` has the reasons.
final class Intended {
  private static final List<Pattern> LINES =
      List.of(
          Pattern.compile("fcvt\\.d\\.(s|w|wu) .*,\\s*(rne|rtz|rdn|rup|rmm|dyn)"),
          Pattern.compile("c\\.s[lr][la]i .*,\\s*0"),
          Pattern.compile("fence (0,.*|.*,\\s*0)"),
          Pattern.compile("lga .*"),
          Pattern.compile("czero\\..*"));

  private static final List<Pattern> COMPLAINTS =
      List.of(
          Pattern.compile("`.endr` without .*"),
          Pattern.compile("`.popsection` without a .*"),
          Pattern.compile("`.endm` without .*"),
          Pattern.compile("there is no label `.*:` below"),
          Pattern.compile("a size of -\\d+ bytes is negative, or too large"),
          Pattern.compile("section `.*` has no contents: .*"),
          Pattern.compile("local label `.*` is not defined"),
          Pattern.compile("an operand is missing behind `.*`"),
          Pattern.compile("\\d+ bytes up to the boundary are no multiple of .*"),
          Pattern.compile("the line ends behind this `'`: .*"),
          Pattern.compile("the program is empty: .*"));

  /// What GNU says of that which is accepted here.
  private static final List<Pattern> EXTENSIONS =
      List.of(
          Pattern.compile(".*non-constant \\.[us]leb128 is not supported"),
          Pattern.compile(".*cannot create floating-point number"),
          Pattern.compile(".*this string may not contain '\\\\0'"),
          Pattern.compile(".*unknown pseudo-op: `\\.(ln|addrsig|addrsig_sym)'"),
          Pattern.compile(".*\\.[us]leb128.*junk at end of line.*"));

  private Intended() {}

  /// Whether a complaint of GNU is about what only this project can do.
  static boolean allows(String complaint) {
    return EXTENSIONS.stream().anyMatch(pattern -> pattern.matcher(complaint).matches());
  }

  /// Whether a complaint is one that GNU does not have.
  static boolean complains(String complaint) {
    return COMPLAINTS.stream().anyMatch(pattern -> pattern.matcher(complaint).matches());
  }

  static boolean accepts(String line) {
    return LINES.stream().anyMatch(pattern -> pattern.matcher(line).matches());
  }
}
