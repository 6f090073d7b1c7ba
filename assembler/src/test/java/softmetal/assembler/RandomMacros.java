package softmetal.assembler;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes texts of macros that use, call, join and stringify each other in any way, as long as each call is complete.
final class RandomMacros {
  /// No more macros than these, M0 and on.
  static final int MOST = 10;

  private static final String[] PLAIN = {
    "x", "y1", "42", "0x1f", "+", "-", "*", "<", "=", ".", "\"s\"", "'c'", "a0", "[", "]", ":",
    "#k", "sp"
  };

  private record Macro(String name, int parameters, boolean variadic) {}

  private final Random random;
  private final List<Macro> macros = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  RandomMacros(Random random) {
    this.random = random;
  }

  String text() {
    int count = 3 + random.nextInt(MOST - 2);
    for (int i = 0; i < count; i++) {
      int parameters = random.nextInt(5) - 1;
      macros.add(new Macro("M" + i, parameters, parameters > 0 && random.nextInt(4) == 0));
    }
    macros.forEach(this::define);
    for (int i = 0; i < 12; i++) {
      if (random.nextInt(5) == 0) {
        condition();
      } else {
        line();
      }
    }
    return out.toString();
  }

  private void define(Macro macro) {
    out.append("#define ").append(macro.name());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < macro.parameters(); i++) {
      boolean rest = macro.variadic() && i == macro.parameters() - 1;
      names.add(rest ? "__VA_ARGS__" : "p" + i);
    }
    if (macro.parameters() >= 0) {
      out.append('(').append(String.join(", ", names).replace("__VA_ARGS__", "...")).append(')');
    }
    out.append(' ');
    int length = random.nextInt(6);
    boolean joined = true;
    for (int i = 0; i < length; i++) {
      boolean join = i > 0 && !joined && random.nextInt(6) == 0;
      out.append(join ? random.nextBoolean() ? "##" : " ## " : random.nextBoolean() ? " " : "  ");
      boolean simple = join || random.nextInt(3) > 0;
      if (!names.isEmpty() && random.nextInt(2) == 0) {
        String name = names.get(random.nextInt(names.size()));
        out.append(!join && random.nextInt(5) == 0 ? "#" : "").append(name);
      } else if (simple) {
        out.append(join ? "j" + random.nextInt(3) : PLAIN[random.nextInt(PLAIN.length)]);
      } else {
        use(random.nextInt(2), names);
      }
      joined = join;
    }
    out.append('\n');
  }

  /// The use of a macro, with arguments most of the time.
  private void use(int depth, List<String> names) {
    Macro macro = macros.get(random.nextInt(macros.size()));
    out.append(macro.name());
    if (macro.parameters() < 0 || random.nextInt(8) == 0) {
      // What follows may be its arguments by accident: keep these complete.
      out.append(macro.parameters() < 0 ? "" : " ;");
      return;
    }
    out.append(random.nextInt(6) == 0 ? " (" : "(");
    int arguments = macro.parameters();
    if (macro.variadic()) {
      arguments += random.nextInt(3) - 1;
    }
    for (int i = 0; i < arguments; i++) {
      out.append(i > 0 ? "," : "").append(random.nextBoolean() ? " " : "");
      argument(depth, names);
    }
    out.append(')');
  }

  private void argument(int depth, List<String> names) {
    int length = random.nextInt(3);
    for (int i = 0; i < length; i++) {
      out.append(i > 0 ? " " : "");
      int kind = random.nextInt(6);
      if (kind == 0 && depth > 0) {
        use(depth - 1, names);
      } else if (kind == 1 && !names.isEmpty()) {
        out.append(names.get(random.nextInt(names.size())));
      } else if (kind == 2) {
        out.append("(a, b)");
      } else {
        out.append(PLAIN[random.nextInt(PLAIN.length)]);
      }
    }
  }

  private void line() {
    int length = 1 + random.nextInt(4);
    for (int i = 0; i < length; i++) {
      if (random.nextInt(3) == 0) {
        out.append(PLAIN[random.nextInt(PLAIN.length)]);
      } else {
        use(2, List.of());
      }
      out.append(random.nextInt(4) == 0 ? "" : " ");
    }
    out.append('\n');
  }

  private void condition() {
    out.append("#if ");
    expression(3);
    out.append("\nyes\n#else\nno\n#endif\n");
  }

  private void expression(int depth) {
    if (depth == 0 || random.nextInt(5) == 0) {
      String[] leaves = {
        "0", "1", "-1", "7u", "0x80000000", "'a'", "UNKNOWN", "defined(M1)", "defined M9", "3L"
      };
      out.append(leaves[random.nextInt(leaves.length)]);
      return;
    }
    String[] operators = {
      "+", "-", "*", "<", ">", "<=", ">=", "==", "!=", "&", "|", "^", "&&", "||", "<<", ">>", "?"
    };
    String operator = operators[random.nextInt(operators.length)];
    boolean parentheses = random.nextBoolean();
    out.append(parentheses ? random.nextBoolean() ? "(" : "!(" : "");
    expression(depth - 1);
    out.append(' ').append(operator).append(' ');
    if (operator.equals("<<") || operator.equals(">>")) {
      out.append(random.nextInt(70));
    } else {
      expression(depth - 1);
    }
    if (operator.equals("?")) {
      out.append(" : ");
      expression(depth - 1);
    }
    out.append(parentheses ? ")" : "");
  }
}
