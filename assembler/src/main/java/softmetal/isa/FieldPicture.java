package softmetal.isa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An instruction word cut into the fields of its row in the manual, from the highest bit to the lowest.
public final class FieldPicture {
  /// One field.
  ///
  /// @param name as in the row, `imm[11:0]`; for fixed bits empty
  /// @param bits as zeros and ones
  /// @param value what they mean here, such as `a0`; or empty
  public record Part(String name, String bits, String value) {}

  private FieldPicture() {}

  /// The fields of a word.
  public static List<Part> of(Decoded decoded) {
    List<Part> parts = new ArrayList<>();
    int bit = decoded.instruction().length() * 8;
    for (String token : decoded.instruction().encoding().row().strip().split(" +", -1)) {
      boolean literal = token.matches("[01.]+");
      String name = token.replaceFirst("≠.*", "");
      int width = literal ? token.length() : width(name);
      bit -= width;
      StringBuilder bits = new StringBuilder();
      for (int i = width - 1; i >= 0; i--) {
        bits.append(decoded.word() >>> (bit + i) & 1);
      }
      parts.add(
          new Part(
              literal ? "" : name,
              bits.toString(),
              literal ? "" : value(name.replaceFirst("[\\['].*", ""), decoded)));
    }
    return parts;
  }

  private static int width(String name) {
    int open = name.indexOf('[');
    if (open >= 0) {
      return Arrays.stream(name.substring(open + 1, name.indexOf(']')).split("\\|", -1))
          .mapToInt(FieldPicture::rangeWidth)
          .sum();
    }
    return switch (name) {
      case "csr" -> 12;
      case "fm", "pred", "succ" -> 4;
      case "rm" -> 3;
      case "aq", "rl" -> 1;
      default -> name.endsWith("'") ? 3 : 5;
    };
  }

  private static int rangeWidth(String range) {
    int colon = range.indexOf(':');
    return colon < 0
        ? 1
        : Integer.parseInt(range.substring(0, colon))
            - Integer.parseInt(range.substring(colon + 1))
            + 1;
  }

  private static String value(String name, Decoded decoded) {
    return switch (name) {
      case "rd" -> register(decoded, decoded.rd(), "d");
      case "rs1" -> register(decoded, decoded.rs1(), "s1");
      case "rs2" -> register(decoded, decoded.rs2(), "s2");
      case "rs3" -> register(decoded, decoded.rs3(), "s3");
      case "imm", "uimm", "nzimm", "nzuimm", "shamt" -> Long.toString(decoded.immediate());
      case "csr" -> Csr.nameOf((int) decoded.immediate());
      case "zimm" -> Integer.toString(decoded.rs1());
      case "rm" -> decoded.roundingMode().lowerCaseName();
      default -> "";
    };
  }

  /// By its name as the operands have it: `fs1` is a floating-point register, `rs1` is not.
  private static String register(Decoded decoded, int number, String suffix) {
    boolean floating =
        decoded.instruction().signature().flattened().stream()
            .anyMatch(parameter ->
                parameter instanceof Parameter.FloatingRegister(String name)
                    && name.equals("f" + suffix));
    return floating
        ? FloatRegister.of(number).lowerCaseName()
        : Register.of(number).lowerCaseName();
  }
}
