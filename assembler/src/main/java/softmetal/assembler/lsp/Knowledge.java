package softmetal.assembler.lsp;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Preprocessing;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Section;
import softmetal.isa.Csr;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.Instruction;

/// What the tables of the instruction set say about a word, as Markdown.
final class Knowledge {
  static final List<String> REGISTERS =
      List.of(
          "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3",
          "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11",
          "t3", "t4", "t5", "t6");

  /// The directives, with how they are written.
  static final List<String> DIRECTIVES =
      List.of(
          ".text",
          ".data",
          ".bss",
          ".section name, \"flags\", @type",
          ".globl symbol",
          ".local symbol",
          ".weak symbol",
          ".equ symbol, value",
          ".set symbol, value",
          ".byte value, ...",
          ".half value, ...",
          ".word value, ...",
          ".dword value, ...",
          ".ascii \"text\"",
          ".asciz \"text\"",
          ".string \"text\"",
          ".space size, fill",
          ".zero size",
          ".fill count, size, value",
          ".align exponent",
          ".balign bytes",
          ".p2align exponent",
          ".org place",
          ".type symbol, @function",
          ".size symbol, size",
          ".comm symbol, size, alignment",
          ".macro name parameters",
          ".endm",
          ".rept count",
          ".endr",
          ".irp name, values",
          ".if value",
          ".ifdef symbol",
          ".ifndef symbol",
          ".else",
          ".endif",
          ".include \"file\"",
          ".incbin \"file\"",
          ".option norvc",
          ".option push",
          ".option pop",
          ".option arch, +ext",
          ".error \"text\"",
          ".warning \"text\"",
          ".insn format, ...",
          ".pushsection name",
          ".popsection",
          ".previous");

  private Knowledge() {}

  static Optional<String> about(String word, String statement) {
    String name = word.toLowerCase(Locale.ROOT);
    List<Form> forms = Forms.of(name);
    if (!forms.isEmpty()) {
      return Optional.of(mnemonic(name, forms, statement));
    }
    int register = REGISTERS.indexOf(name.equals("fp") ? "s0" : name);
    if (register >= 0) {
      return Optional.of("**%s** is `x%d`: %s".formatted(word, register, role(name)));
    }
    if (name.matches("x([0-9]|[12][0-9]|3[01])")) {
      String called = REGISTERS.get(Integer.parseInt(name.substring(1)));
      return Optional.of("**%s** is `%s`: %s".formatted(word, called, role(called)));
    }
    Integer number = Csr.numberOf(name);
    if (number != null) {
      return Optional.of(
          "**%s** is CSR `0x%03x`, for %s mode%s"
              .formatted(
                  word,
                  number,
                  Csr.privilege(number).toString().toLowerCase(Locale.ROOT),
                  Csr.isReadOnly(number) ? ", read-only" : ""));
    }
    return DIRECTIVES.stream()
        .filter(directive -> (directive + " ").startsWith(name + " "))
        .findFirst()
        .map("Directive: `%s`"::formatted);
  }

  private static String role(String register) {
    return switch (register) {
      case "zero" -> "always 0";
      case "ra" -> "return address";
      case "sp" -> "stack pointer; kept across calls";
      case "gp" -> "global pointer";
      case "tp" -> "thread pointer";
      default ->
          switch (register.charAt(0)) {
            case 'a' -> "argument or result; not kept across calls";
            case 't' -> "temporary; not kept across calls";
            default -> "saved: a callee keeps its value";
          };
    };
  }

  private static String mnemonic(String name, List<Form> forms, String statement) {
    StringBuilder out = new StringBuilder();
    for (Form form : forms) {
      out.append("- `").append(form.usage()).append('`');
      if (!form.meaning().isEmpty()) {
        out.append(": ").append(form.meaning());
      }
      out.append('\n');
    }
    Instruction instruction = Instruction.named(name);
    if (instruction != null) {
      out.append("\n```\n").append(instruction.encoding().row().strip()).append("\n```\n");
    }
    bytes(statement).ifPresent(hex -> out.append("\nThis line: `").append(hex).append("`\n"));
    return out.toString();
  }

  /// What a statement becomes on its own, in the order of the bytes; empty where it needs what is around it.
  private static Optional<String> bytes(String statement) {
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withPreprocessing(Preprocessing.BY_NAME.withWhen(Preprocessing.When.NEVER));
    return new Assembler()
        .assemble(SourceText.file("line.s", statement + "\n"), options, new Diagnostics())
        .flatMap(object ->
            object.sections().stream()
                .filter(section -> section.name().equals(".text") && section.size() > 0)
                .map(Section::contents)
                .findFirst())
        .filter(contents -> contents.length <= 64)
        .map(contents -> HexFormat.ofDelimiter(" ").formatHex(contents));
  }
}
