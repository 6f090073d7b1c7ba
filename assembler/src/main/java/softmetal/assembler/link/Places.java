package softmetal.assembler.link;

import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.LineTable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// Where in a source something comes from, for messages: the operand itself where this process assembled it, the line
/// where there is debug information, and always the place in the object with the function around it.
final class Places {
  private Places() {}

  static SourceSpan span(InputSection section, Relocation relocation) {
    return relocation
        .source()
        .or(() -> line(section, relocation).map(line -> SourceText.binary(line).whole()))
        .orElseGet(() -> section.source().whole());
  }

  /// Adds the place in the object, where there is no source to point at.
  static Diagnostic placed(Diagnostic diagnostic, InputSection section, Relocation relocation) {
    return relocation.source().isPresent()
        ? diagnostic
        : diagnostic.note("at " + inObject(section, relocation));
  }

  /// `main.c:12, boot.o(.text+0x10) in `main``.
  static String shown(InputSection section, Relocation relocation) {
    String place = inObject(section, relocation);
    return line(section, relocation).map(line -> line + ", " + place).orElse(place);
  }

  /// Where a symbol is defined.
  static Optional<String> line(ObjectFile object, Section section, long offset) {
    return LineTable.find(object, section, offset)
        .filter(line -> !line.name().isEmpty() && !line.name().equals("?"))
        .map(line -> line.name() + ":" + line.line());
  }

  private static Optional<String> line(InputSection section, Relocation relocation) {
    return section
        .section()
        .flatMap(home -> line(section.object(), home, assembledOffset(section, relocation)));
  }

  private static String inObject(InputSection section, Relocation relocation) {
    long offset = assembledOffset(section, relocation);
    Optional<Symbol> around =
        section.section().flatMap(home -> around(section.object(), home, offset));
    return section.at(offset)
        + around.map(symbol -> " in `%s`".formatted(symbol.name())).orElse("");
  }

  /// Where it was before relaxation moved it: relocations keep their order.
  private static long assembledOffset(InputSection section, Relocation relocation) {
    List<Relocation> now = section.relocations();
    List<Relocation> before = section.section().map(Section::relocations).orElse(List.of());
    int index = now.indexOf(relocation);
    return index >= 0 && index < before.size() ? before.get(index).offset() : relocation.offset();
  }

  /// The nearest label at or before an offset that a programmer wrote.
  private static Optional<Symbol> around(ObjectFile object, Section section, long offset) {
    Symbol best = null;
    for (Symbol symbol : object.symbols()) {
      boolean named =
          symbol.type() != Symbol.Type.SECTION
              && symbol.type() != Symbol.Type.FILE
              && !symbol.name().isEmpty()
              && !symbol.name().startsWith("$")
              && !symbol.name().startsWith(".L");
      if (named
          && symbol.home() instanceof Symbol.Home.InSection(Section home)
          && home == section
          && symbol.value() <= offset
          && (best == null || symbol.value() >= best.value())) {
        best = symbol;
      }
    }
    return Optional.ofNullable(best);
  }
}
