package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random macro definitions, calls of them, and repetitions: arguments of every kind in every place.
final class MacroTexts {
  private static final List<String> ARGUMENTS =
      List.of(
          "1", "2", "x0", "5 + 2", "(3)", "\"q r\"", "-4", "a(b)", "'c'", "2*3", "", "7", "0x1f",
          "\"\"", "(1, 2)", "a b", "[4 5]", "~1", "1 -1", "q", "a0", "a.b", "$x", "1f-1b", "%lo(q)",
          "16(sp)", "a=b", "\\@", "c0", "c1+1", "- 1", "'x", "a:b", "{z}", "3 ");
  private static final List<String> ALTERNATE =
      List.of(
          "%1+2",
          "%(3*4)",
          "% 5",
          "<a b>",
          "<c,d>",
          "<x <y> z>",
          "<a!>b>",
          "\"p q\"",
          "%c0",
          "<>",
          "6",
          "r",
          "a!b",
          "%c1*2",
          "'t u'",
          "<1>");
  private static final List<String> NAMES = List.of("a", "b", "size", "x_1", "A", "r.s", "v$");

  private record Macro(String name, List<String> parameters, boolean rest) {}

  private final SplittableRandom random;
  private final Numbers numbers;
  private final List<String> constants;
  private final List<Macro> macros = new ArrayList<>();
  private int made;
  private boolean alternate;

  /// @param constants names that stand for numbers
  MacroTexts(SplittableRandom random, Numbers numbers, List<String> constants) {
    this.random = random;
    this.numbers = numbers;
    this.constants = constants;
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  /// `.altmacro`, or its end.
  String turn() {
    alternate = !alternate;
    return alternate ? ".altmacro" : ".noaltmacro";
  }

  List<String> definition(int depth) {
    List<String> out = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    List<String> written = new ArrayList<>();
    int count = random.nextInt(4);
    boolean rest = count > 0 && one(4);
    for (int i = 0; i < count; i++) {
      String name = pick(NAMES) + i;
      parameters.add(name);
      written.add(name + kind(rest && i == count - 1));
    }
    String name = pick(List.of("m", "M", ".m", "k_")) + made++;
    String separator = pick(List.of(", ", " ", ",", "  ,  "));
    String behindName = written.isEmpty() ? "" : pick(List.of(" ", " ", ", ", "  "));
    out.add(
        pick(List.of(".macro ", ".MACRO ", "\t.macro\t"))
            + name
            + behindName
            + String.join(separator, written));
    body(out, parameters, depth);
    out.add(pick(List.of(".endm", ".endm", " .ENDM")));
    macros.add(new Macro(name, parameters, rest));
    return out;
  }

  private String kind(boolean rest) {
    if (rest) {
      return pick(List.of(":vararg", ":vararg", " : vararg", ":vararg=4 5"));
    }
    return pick(
        List.of(
            "", "", "", "=7", "=\"d e\"", ":req", " = 9", "=(1 2)", "=", "=x+y", "='c'", ":req=3"));
  }

  private void body(List<String> out, List<String> parameters, int depth) {
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      String parameter = parameters.isEmpty() ? "none" : pick(parameters);
      switch (random.nextInt(alternate ? 17 : 15)) {
        case 0, 1 -> out.add(text(parameter));
        case 2 -> out.add(".ifnb \\" + parameter + "; .byte 1; .endif");
        case 3 ->
            out.add(
                ".ifc \\"
                    + parameter
                    + ", "
                    + pick(List.of("1", "x0", "", "a b", "7"))
                    + "; .byte 2; .else; .byte 3; .endif");
        case 4 -> out.add(".byte 0\\" + parameter + "\\()0");
        case 5 -> out.add(pick(List.of("l", ".L")) + "m\\@_" + made + ": .byte \\@ & 255");
        case 6 -> {
          out.add(".if \\@ " + pick(List.of(">", "==", "&", "<")) + " " + random.nextInt(6));
          out.add(".exitm");
          out.add(".endif");
        }
        case 7 -> {
          if (depth > 0 && one(2)) {
            out.addAll(definition(depth - 1));
          }
        }
        case 8 -> call().ifPresentOrElse(out::add, () -> out.add(".byte 4"));
        case 9 -> {
          out.add(".irp " + pick(List.of("y", parameter)) + ", \\" + parameter + ", 2");
          out.add(".ascii \"\\y|\\" + parameter + "\"");
          out.add(".endr");
        }
        case 10 -> out.add(".ascii \"&" + parameter + " \\(z)\"");
        case 11 -> out.add(".byte " + numbers.expression(1, constants));
        case 12 -> out.add("# \\" + parameter + " ; .byte 1");
        case 13 -> out.add(".ascii \"" + parameter + "\" /* \\" + parameter + " */");
        case 14 -> out.add(".rept 2; .byte \\@ & 127, 0\\" + parameter + "; .endr");
        case 15 -> {
          out.add("LOCAL here" + (one(3) ? ", there" : ""));
          out.add("here: .byte .-here");
        }
        default ->
            out.add(
                ".ascii \""
                    + parameter
                    + "& &"
                    + parameter
                    + "\"; .byte "
                    + pick(List.of("1", "c0")));
      }
    }
  }

  private String text(String parameter) {
    return pick(List.of(
            ".ascii \"[\\%s]\"",
            ".asciz \"\\%s\\()_\\@\"", ".ascii \"x\\%sy\"", ".ascii \"'\\%s'\", \"\\%s\""))
        .replace("%s", parameter);
  }

  java.util.Optional<String> call() {
    if (macros.isEmpty()) {
      return java.util.Optional.empty();
    }
    Macro macro = macros.get(random.nextInt(macros.size()));
    List<String> arguments = new ArrayList<>();
    boolean keywords = !alternate && one(4);
    for (String parameter : macro.parameters()) {
      String value = argument();
      if (one(6)) {
        continue;
      }
      keywords |= !alternate && one(10);
      arguments.add(keywords ? parameter + pick(List.of("=", "=", " = ", "= ")) + value : value);
    }
    if (macro.rest() ? one(2) : one(25)) {
      arguments.add(argument());
    }
    String name = one(6) ? macro.name().toUpperCase(java.util.Locale.ROOT) : macro.name();
    return java.util.Optional.of(
        name
            + pick(List.of(" ", " ", "\t", "  "))
            + String.join(pick(List.of(", ", ",", " ", " , ")), arguments));
  }

  private String argument() {
    return pick(alternate && one(2) ? ALTERNATE : ARGUMENTS);
  }

  /// A repetition, without its end.
  List<String> repetition(String parameter) {
    List<String> out = new ArrayList<>();
    switch (random.nextInt(4)) {
      case 0, 1 ->
          out.add(
              pick(List.of(".rept ", ".rep "))
                  + pick(List.of("0", "1", "2", "3", "c0 & 3", "(2)", "1+1")));
      case 2 -> {
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          values.add(argument());
        }
        out.add(
            pick(List.of(".irp ", ".irep "))
                + parameter
                + pick(List.of(", ", " ", ","))
                + String.join(pick(List.of(", ", " ", ",")), values));
      }
      default ->
          out.add(
              pick(List.of(".irpc ", ".irepc "))
                  + parameter
                  + pick(List.of(", ", " ", ","))
                  + pick(List.of("12", "abc", "1a-", "\"x y\"", "a,b", "", "1 2", "(3)", "'a'")));
    }
    out.add(
        pick(List.of(
                ".ascii \"<\\%s>\"",
                ".string \"\\%s\\()s\\@\"",
                ".ascii \"-\"",
                ".ifb \\%s; .byte 5; .endif",
                ".byte 0\\%s"))
            .replace("%s", parameter));
    return out;
  }
}
