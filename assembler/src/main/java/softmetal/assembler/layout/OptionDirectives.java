package softmetal.assembler.layout;

import java.util.List;
import java.util.TreeSet;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;

/// `.option`: the instruction set, and what a linker may do.
final class OptionDirectives {
  private final Layout layout;

  OptionDirectives(Layout layout) {
    this.layout = layout;
  }

  void option(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    Options options = layout.options();
    String word = operands.isEmpty() ? "" : operands.getFirst().span().text();
    switch (word) {
      case "push" -> options.push();
      case "pop" -> {
        if (!options.pop()) {
          layout.report(Problem.NOTHING_TO_POP.at(directive.span(), ".option pop", ".option push"));
        }
      }
      case "rvc" -> options.instructionSet(options.instructionSet().with(Extension.C));
      case "norvc" -> options.instructionSet(options.instructionSet().without(Extension.C));
      case "relax" -> options.relax(true);
      case "norelax" -> options.relax(false);
      case "pic" -> options.positionIndependent(true);
      case "nopic" -> options.positionIndependent(false);
      case "arch" -> operands.subList(1, operands.size()).forEach(this::architecture);
      case "csr-check", "no-csr-check", "arch_attr" -> {}
      default -> {
        List<String> known =
            List.of("push", "pop", "rvc", "norvc", "relax", "norelax", "pic", "nopic", "arch");
        SourceSpan span = operands.isEmpty() ? directive.span() : operands.getFirst().span();
        Diagnostic unknown =
            Problem.UNKNOWN_OPTION.at(span, word, String.join(", ", new TreeSet<>(known)));
        layout.report(
            Spelling.nearest(word, known)
                .map(near -> unknown.suggest(span, near, "did you mean `%s`?".formatted(near)))
                .orElse(unknown));
      }
    }
  }

  private void architecture(Operand operand) {
    String text = operand.span().text().strip();
    Options options = layout.options();
    InstructionSet set = options.instructionSet();
    try {
      options.instructionSet(
          switch (text.isEmpty() ? ' ' : text.charAt(0)) {
            case '+' -> set.with(text.substring(1).strip());
            case '-' -> set.without(text.substring(1).strip());
            default -> InstructionSet.parse(text);
          });
    } catch (IllegalArgumentException e) {
      layout.report(Problem.BAD_ARCHITECTURE.at(operand.span(), String.valueOf(e.getMessage())));
    }
  }
}
