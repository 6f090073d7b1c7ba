package softmetal.assembler.link;

import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.LineTable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// Where in a source something comes from, for messages: the operand itself where this process assembled it, the line
/// where there is debug information, and always the place in the object with the function around it.
///
/// Looking up lines takes time: of very many messages only the first are worth it.
final class Places {
  private static final int MAX_LOCATED = 50;

  private final Diagnostics diagnostics;

  /// @param diagnostics says how many messages there are already
  Places(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  private boolean isWorthIt() {
    return diagnostics.errors() < MAX_LOCATED;
  }

  SourceSpan span(InputSection section, Relocation relocation) {
    return relocation
        .source()
        .or(() ->
            isWorthIt()
                ? line(section, relocation).map(line -> SourceText.binary(line).whole())
                : Optional.empty())
        .orElseGet(() -> section.source().whole());
  }

  /// Adds the place in the object, where there is no source to point at.
  Diagnostic placed(Diagnostic diagnostic, InputSection section, Relocation relocation) {
    return relocation.source().isPresent() || !isWorthIt()
        ? diagnostic
        : diagnostic.note("at " + inObject(section, relocation));
  }

  /// `main.c:12, boot.o(.text+0x10) in `main``.
  String shown(InputSection section, Relocation relocation) {
    if (!isWorthIt()) {
      return section.toString();
    }
    String place = inObject(section, relocation);
    return line(section, relocation).map(line -> line + ", " + place).orElse(place);
  }

  /// The label that stands right at a place in a section, if there is one.
  static Optional<String> label(InputSection section, long assembledOffset) {
    return section
        .section()
        .flatMap(home -> around(section.object(), home, assembledOffset))
        .filter(symbol -> symbol.value() == assembledOffset)
        .map(Symbol::name);
  }

  /// The label that a place in a section has, or its distance from the one before it; and its line, if that is known.
  static String named(InputSection section, long assembledOffset) {
    Optional<Section> home = section.section();
    String label =
        home.flatMap(h -> around(section.object(), h, assembledOffset))
            .map(symbol -> within(symbol, assembledOffset))
            .orElseGet(() -> section.at(assembledOffset));
    return home.flatMap(h -> line(section.object(), h, assembledOffset))
        .map(line -> label + " (" + line + ")")
        .orElse(label);
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

  /// `boot.o(.text+0x10) in `main`+0x4 of main.c`, as far as the object says it.
  private static String inObject(InputSection section, Relocation relocation) {
    long offset = assembledOffset(section, relocation);
    ObjectFile object = section.object();
    Optional<Symbol> around = section.section().flatMap(home -> around(object, home, offset));
    return section.at(offset)
        + around.map(symbol -> " in " + within(symbol, offset)).orElse("")
        + around.flatMap(symbol -> sourceOf(object, symbol)).map(file -> " of " + file).orElse("");
  }

  private static String within(Symbol symbol, long offset) {
    long inside = offset - symbol.value();
    return "`%s`".formatted(symbol.name()) + (inside == 0 ? "" : "+%#x".formatted(inside));
  }

  /// The file that a symbol comes from, by the file symbol before it. Global symbols stand behind all others: theirs is
  /// known only if there is one file.
  private static Optional<String> sourceOf(ObjectFile object, Symbol symbol) {
    String file = "";
    int files = 0;
    for (Symbol each : object.symbols()) {
      if (each.type() == Symbol.Type.FILE && !each.name().isEmpty()) {
        file = each.name();
        files++;
      }
      if (each == symbol && symbol.binding() == Symbol.Binding.LOCAL) {
        break;
      }
    }
    boolean known = files == 1 || symbol.binding() == Symbol.Binding.LOCAL;
    return known && !file.isEmpty() ? Optional.of(file) : Optional.empty();
  }

  /// Where it was before relaxation moved it: relocations keep their order.
  static long assembledOffset(InputSection section, Relocation relocation) {
    List<Relocation> now = section.relocations();
    List<Relocation> before = section.section().map(Section::relocations).orElse(List.of());
    int index = now.indexOf(relocation);
    return index >= 0 && index < before.size() ? before.get(index).offset() : relocation.offset();
  }

  /// The nearest label at or before an offset that a programmer wrote.
  private static Optional<Symbol> around(ObjectFile object, Section section, long offset) {
    Symbol best = null;
    for (Symbol symbol : object.symbols()) {
      if (isWritten(symbol)
          && symbol.home() instanceof Symbol.Home.InSection(Section home)
          && home == section
          && symbol.value() <= offset
          && (best == null || symbol.value() >= best.value())) {
        best = symbol;
      }
    }
    return Optional.ofNullable(best);
  }

  /// Whether a symbol has a name that a programmer wrote, as opposed to what tools need.
  static boolean isWritten(Symbol symbol) {
    return symbol.type() != Symbol.Type.SECTION
        && symbol.type() != Symbol.Type.FILE
        && !symbol.name().isEmpty()
        && !symbol.name().startsWith("$")
        && !symbol.name().startsWith(".L");
  }
}
