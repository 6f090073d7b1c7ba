package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Severity;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.syntax.Statement;
import softmetal.assembler.syntax.StatementParser;

/// One line of assembly, parsed and encoded.
final class Encoded {
  private Encoded() {}

  /// The pieces; empty if something is wrong.
  static List<Piece> pieces(String line, TestContext context) {
    SourceText source = SourceText.file("test.s", line);
    List<Statement> statements =
        new StatementParser(context.diagnostics).parse(source.span(0, line.length()));
    List<Piece> pieces = new ArrayList<>();
    for (Statement statement : statements) {
      if (statement instanceof Statement.Operation operation) {
        pieces.addAll(new InstructionEncoder().encode(operation, context));
      }
    }
    return context.diagnostics.hasErrors() ? List.of() : pieces;
  }

  /// Words in hexadecimal, relocations behind them: `00000517 (PCREL_HI20 foo)`.
  static String text(String line, TestContext context) {
    StringJoiner text = new StringJoiner(" ");
    for (Piece piece : pieces(line, context)) {
      switch (piece) {
        case Piece.Code code -> {
          if (code.label() != null) {
            text.add(code.label().name() + ":");
          }
          text.add(
              code.length() == 2 ? "%04x".formatted(code.word()) : "%08x".formatted(code.word()));
          for (Piece.Fixup fixup : code.fixups()) {
            String type = fixup.type().name().substring("R_RISCV_".length());
            boolean plain = type.equals("RELAX");
            text.add("(" + type + (plain ? "" : " " + name(fixup)) + ")");
          }
        }
        case Piece.Branch branch ->
            text.add(
                "%s %d %d %s %s"
                    .formatted(
                        branch.instruction().mnemonic(),
                        branch.rs1(),
                        branch.rs2(),
                        branch.compressed() == null ? "-" : branch.compressed().mnemonic(),
                        branch.span().text()));
      }
    }
    return text.toString();
  }

  private static String name(Piece.Fixup fixup) {
    return fixup.target() instanceof softmetal.assembler.syntax.Expression.Symbol symbol
        ? symbol.name()
        : fixup.target().span().text();
  }

  /// The first problem: `error at 'a9': unknown register ...; help: did you mean `a0`?`, or "" if there is none.
  static String problem(String line, TestContext context) {
    pieces(line, context);
    return context.diagnostics.all().stream().findFirst().map(Encoded::describe).orElse("");
  }

  private static String describe(Diagnostic diagnostic) {
    StringBuilder text = new StringBuilder();
    text.append(diagnostic.severity() == Severity.WARNING ? "warning at '" : "error at '");
    text.append(diagnostic.span().text()).append("': ").append(diagnostic.message());
    diagnostic.notes().forEach(note -> text.append("; note: ").append(note.text()));
    diagnostic
        .suggestion()
        .ifPresent(help ->
            text.append("; help: ")
                .append(help.text())
                .append(" '")
                .append(help.span().text())
                .append("' -> '")
                .append(help.replacement())
                .append('\''));
    return text.toString();
  }
}
