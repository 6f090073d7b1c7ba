package softmetal.isa;

import java.util.ArrayList;
import java.util.List;

/// The operands of an instruction or alias as assembly text has them, such as `rd, imm(rs1)`.
///
/// @param text as in the table; what error messages show
public record Signature(String text, List<Parameter> parameters) {
  public Signature {
    parameters = List.copyOf(parameters);
  }

  /// Understands a list of operands, separated by commas.
  ///
  /// @throws IllegalArgumentException if one is not among those that [Parameter] lists
  public static Signature parse(String text) {
    List<Parameter> parameters = new ArrayList<>();
    for (String operand : split(text)) {
      parameters.add(Parameter.parse(operand));
    }
    return new Signature(text, parameters);
  }

  /// The parts of a list that is separated by commas, without the spaces around them.
  static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int comma = text.indexOf(',', start);
      int end = comma < 0 ? text.length() : comma;
      parts.add(text.substring(start, end).strip());
      start = end + 1;
    }
    return parts;
  }

  /// The parameters one by one, `imm(rs1)` as two: the order in which a [Template] list names them.
  public List<Parameter> flattened() {
    List<Parameter> flat = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter instanceof Parameter.Memory(Parameter offset, Parameter base)) {
        flat.add(offset);
        flat.add(base);
      } else if (parameter instanceof Parameter.Address(Parameter base)) {
        flat.add(base);
      } else {
        flat.add(parameter);
      }
    }
    return flat;
  }

  /// How many operands must be written: a rounding mode may be left out.
  public int required() {
    return (int) parameters.stream().filter(p -> !(p instanceof Parameter.Rounding)).count();
  }
}
