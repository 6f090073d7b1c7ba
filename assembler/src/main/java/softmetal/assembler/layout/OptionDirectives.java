package softmetal.assembler.layout;

import java.util.List;
import java.util.TreeSet;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
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
      case "rvc" -> options.compressed(true);
      case "norvc" -> options.compressed(false);
      case "relax" -> options.relax(true);
      case "norelax" -> options.relax(false);
      case "pic" -> options.positionIndependent(true);
      case "nopic" -> options.positionIndependent(false);
      case "arch" -> architecture(operands.subList(1, operands.size()));
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

  private void architecture(List<Operand> operands) {
    Options options = layout.options();
    InstructionSet.Changes changes = new InstructionSet.Changes(options.instructionSet());
    for (Operand operand : operands) {
      String text = operand.span().text().strip();
      try {
        if (text.startsWith("+") || text.startsWith("-")) {
          options.instructionSet(changes.make(text));
        } else {
          InstructionSet whole = InstructionSet.parse(text);
          changes = new InstructionSet.Changes(whole);
          options.instructionSet(whole);
        }
      } catch (IllegalArgumentException e) {
        layout.report(Problem.BAD_ARCHITECTURE.at(operand.span(), String.valueOf(e.getMessage())));
      }
    }
  }
}
