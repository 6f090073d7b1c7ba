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
    for (String operand : text.isEmpty() ? new String[0] : text.split(", *", -1)) {
      parameters.add(Parameter.parse(operand));
    }
    return new Signature(text, parameters);
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
