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
          Pattern.compile("local label `.*` is not defined"),
          Pattern.compile("the program is empty: .*"));

  private Intended() {}

  /// Whether a complaint is one that GNU does not have.
  static boolean complains(String complaint) {
    return COMPLAINTS.stream().anyMatch(pattern -> pattern.matcher(complaint).matches());
  }

  static boolean accepts(String line) {
    return LINES.stream().anyMatch(pattern -> pattern.matcher(line).matches());
  }
}
