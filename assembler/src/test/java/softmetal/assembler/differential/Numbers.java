package softmetal.assembler.differential;

import java.util.List;
import java.util.SplittableRandom;

/// Random numbers and expressions, as they are written.
final class Numbers {
  private static final List<String> OPERATORS =
      List.of(
          "+", "-", "*", "<<", ">>", "|", "&", "^", "!", "==", "!=", "<>", "<", "<=", ">", ">=",
          "&&", "||", "+", "-");
  private static final List<String> SMALL =
      List.of(
          "0", "1", "2", "3", "7", "0x10", "0b101", "017", "100", "'a'", "'\\n", "'#'", "';'", "-1",
          "~5", "!0", "- 3", "+4", "0X1f", "0B11");
  private static final List<String> LARGE =
      List.of(
          "255",
          "1000",
          "-128",
          "65535",
          "-32769",
          "0x7fffffff",
          "0x80000000",
          "0xffffffff",
          "0x100000000",
          "-0x80000000",
          "4294967296",
          "0x123456789abcdef0",
          "0xffffffffffffffff",
          "9223372036854775807",
          "-9223372036854775808",
          "0777777777777777777777");
  private static final List<String> DECIMALS =
      List.of(
          "0",
          "1",
          "1.5",
          "-2.25",
          "+.5",
          "5.",
          "1e10",
          "-2E-3",
          "3.141592653589793238",
          "0f1.5",
          "0d-2.5",
          "1e-320",
          "-0.0",
          "6.02214076e+23",
          "1e38",
          "-1e-45",
          "123456789",
          "0.1");

  private final SplittableRandom random;

  Numbers(SplittableRandom random) {
    this.random = random;
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  String small() {
    return pick(SMALL);
  }

  /// One that fits in so many bytes, most of the time.
  String of(int size) {
    return size >= 4 && random.nextInt(3) == 0 ? pick(LARGE) : pick(SMALL);
  }

  String decimal() {
    return pick(DECIMALS);
  }

  /// A number, of numbers and names that stand for numbers.
  ///
  /// @param names none of which need be defined
  String expression(int depth, List<String> names) {
    return switch (random.nextInt(depth <= 0 ? 4 : 9)) {
      case 0, 1 -> pick(SMALL);
      case 2 -> random.nextInt(3) == 0 ? pick(LARGE) : pick(SMALL);
      case 3 -> names.isEmpty() ? "9" : pick(names);
      case 4 -> "(" + expression(depth - 1, names) + ")";
      case 5 ->
          pick(List.of("-", "~", "!", "+")) + blank() + "(" + expression(depth - 1, names) + ")";
      case 6 ->
          expression(depth - 1, names)
              + blank()
              + pick(List.of("/", "%"))
              + blank()
              + pick(List.of("3", "0x10", "-7", "'a'"));
      default ->
          expression(depth - 1, names)
              + blank()
              + pick(OPERATORS)
              + blank()
              + expression(depth - 1, names);
    };
  }

  private String blank() {
    return random.nextInt(3) == 0 ? "" : " ";
  }
}
