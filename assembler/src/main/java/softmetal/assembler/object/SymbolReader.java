package softmetal.assembler.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.SectionHeaders.Header;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;

/// Reads the symbol table of a file.
final class SymbolReader {
  /// @param table the number of the symbol table's section, or 0
  /// @param byIndex null for the symbol 0, and for symbols of sections that are not kept
  record Symbols(int table, List<Symbol> inOrder, @Nullable Symbol[] byIndex) {}

  private final ElfBytes file;
  private final SectionHeaders headers;
  private final Map<Integer, Section> sections;
  private final UnaryOperator<String> wanted;

  /// @param sections those that are kept, by their numbers
  SymbolReader(ElfBytes file, SectionHeaders headers, Map<Integer, Section> sections) {
    this(file, headers, sections, UnaryOperator.identity());
  }

  /// @param wanted what is meant by the name of an undefined symbol
  SymbolReader(
      ElfBytes file,
      SectionHeaders headers,
      Map<Integer, Section> sections,
      UnaryOperator<String> wanted) {
    this.wanted = wanted;
    this.file = file;
    this.headers = headers;
    this.sections = sections;
  }

  Symbols read() throws InvalidInputException {
    Header table = null;
    for (Header header : headers.rows()) {
      if (header.type() == Elf.SYMTAB) {
        if (table != null) {
          throw file.unsupported(header.toString(), header.at(), "a second symbol table");
        }
        table = header;
      }
    }
    if (table == null) {
      return new Symbols(0, List.of(), new Symbol[1]);
    }
    int count = headers.entries(table, Elf.SYMBOL_SIZE);
    Header strings = headers.get(table.link(), "the string table of " + table, table.at() + 40);
    if (count > 1 && strings.type() != Elf.STRTAB) {
      throw file.wrong(
          "the type of " + strings + ", which should hold the symbol names,",
          strings.at() + 4,
          strings.type(),
          "3 (string table)");
    }
    if (Integer.compareUnsigned(table.info(), Math.max(count, 1)) > 0) {
      throw file.refuse(
          Problem.ELF_NO_SUCH_ENTRY,
          "the first global symbol of " + table,
          table.at() + 44,
          Integer.toUnsignedLong(table.info()),
          "symbol",
          count - 1);
    }
    List<Symbol> inOrder = new ArrayList<>();
    @Nullable Symbol[] byIndex = new Symbol[Math.max(1, count)];
    for (int i = 1; i < count; i++) {
      Symbol symbol = symbol(i, table.start() + i * Elf.SYMBOL_SIZE, strings);
      if (symbol == null) {
        continue;
      }
      if ((symbol.binding() == Binding.LOCAL) != (i < table.info())) {
        throw file.wrong(
            "the binding of symbol %s".formatted(numbered(i, symbol.name())),
            table.start() + i * Elf.SYMBOL_SIZE + 4,
            symbol.binding(),
            "LOCAL before symbol " + table.info() + " and GLOBAL or WEAK from there on");
      }
      byIndex[i] = symbol;
      inOrder.add(symbol);
    }
    return new Symbols(table.index(), inOrder, byIndex);
  }

  private @Nullable Symbol symbol(int index, int at, Header strings) throws InvalidInputException {
    String text = headers.text(strings, file.getInt(at), "the name of symbol " + index, at);
    int info = file.get(at + 4) & 0xff;
    Binding binding =
        Binding.of(info >> 4)
            .orElseThrow(() ->
                file.wrong(
                    "the binding of symbol %s".formatted(numbered(index, text)),
                    at + 4,
                    info >> 4,
                    "0 (local), 1 (global) or 2 (weak)"));
    Symbol.Type type =
        Symbol.Type.of(info & 15)
            .orElseThrow(() ->
                file.unsupported(
                    "symbol %s".formatted(numbered(index, text)),
                    at + 4,
                    "type " + (info & 15) + ((info & 15) == 6 ? " (thread-local)" : "")));
    Symbol.Visibility visibility =
        Symbol.Visibility.of(file.get(at + 5) & 3).orElse(Symbol.Visibility.DEFAULT);
    long value = file.getLong(at + 8);
    int home = file.unsignedShort(at + 6);
    Home found;
    if (home == Elf.UNDEFINED_INDEX) {
      found = new Home.Undefined();
    } else if (home == Elf.ABSOLUTE_INDEX) {
      found = new Home.Absolute();
    } else if (home == Elf.COMMON_INDEX) {
      if (Long.bitCount(value) != 1) {
        throw file.wrong(
            "the alignment of the common symbol %s".formatted(numbered(index, text)),
            at + 8,
            Long.toUnsignedString(value),
            "a power of two");
      }
      found = new Home.Common();
    } else {
      Header header =
          headers.get(home, "the section of symbol %s".formatted(numbered(index, text)), at + 6);
      Section section = sections.get(header.index());
      if (section == null) {
        return null;
      }
      found = new Home.InSection(section);
    }
    boolean nameless =
        type == Symbol.Type.SECTION && text.isEmpty() && found instanceof Home.InSection;
    String shown = nameless ? headers.rows().get(home).name() : text;
    if (found instanceof Home.Undefined) {
      shown = wanted.apply(shown);
    }
    return new Symbol(shown, value, file.getLong(at + 16), binding, type, visibility, found);
  }

  private static String numbered(int index, String name) {
    return name.isEmpty() ? String.valueOf(index) : index + " (`" + name + "`)";
  }
}
