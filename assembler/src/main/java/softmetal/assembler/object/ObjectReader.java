package softmetal.assembler.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.SectionHeaders.Header;
import softmetal.assembler.object.SymbolReader.Symbols;

/// Reads objects that are to be linked: their sections, symbols, relocations and groups.
final class ObjectReader {
  private final String name;
  private final ElfBytes file;
  private final SectionHeaders headers;
  private final UnaryOperator<String> wanted;

  /// @param wanted what is meant by the name of an undefined symbol
  ObjectReader(String name, ElfBytes file, UnaryOperator<String> wanted)
      throws InvalidInputException {
    this.wanted = wanted;
    this.name = name;
    this.file = file;
    this.headers = new SectionHeaders(file);
  }

  ObjectFile read() throws InvalidInputException {
    List<Header> tables = new ArrayList<>();
    for (Header header : headers.rows()) {
      if (header.type() == Elf.RELA) {
        headers.get(header.info(), "the section that " + header + " belongs to", header.at() + 44);
        tables.add(header);
      } else if (header.type() == Elf.REL) {
        throw file.unsupported(header.toString(), header.at() + 4, "type REL (RISC-V uses RELA)");
      }
    }
    Map<Integer, Section> sections = new HashMap<>();
    Map<Integer, List<Relocation>> relocations = new HashMap<>();
    List<Section> inOrder = new ArrayList<>();
    for (Header header : headers.rows()) {
      if (SectionHeaders.isKept(header)) {
        List<Relocation> list = new ArrayList<>();
        relocations.put(header.index(), list);
        Section section = headers.section(header, list);
        sections.put(header.index(), section);
        inOrder.add(section);
      }
    }
    Symbols symbols = new SymbolReader(file, headers, sections, wanted).read();
    for (Header table : tables) {
      Section target = sections.get(table.info());
      if (target != null) {
        readRelocations(table, target, symbols, relocations.getOrDefault(table.info(), List.of()));
      }
    }
    for (List<Relocation> list : relocations.values()) {
      list.sort(Comparator.comparingLong(Relocation::offset));
    }
    List<ObjectFile.Group> groups = groups(sections);
    return new ObjectFile(name, inOrder, symbols.inOrder(), file.getInt(48), groups);
  }

  private List<ObjectFile.Group> groups(Map<Integer, Section> sections)
      throws InvalidInputException {
    List<ObjectFile.Group> groups = new ArrayList<>();
    for (Header group : headers.rows()) {
      if (group.type() != Elf.GROUP) {
        continue;
      }
      int count = headers.entries(group, 4);
      if (count == 0) {
        throw file.refuse(Problem.ELF_WRONG_SIZE, group, group.size(), 4);
      }
      List<Section> members = new ArrayList<>();
      for (int i = 1; i < count; i++) {
        int at = group.start() + 4 * i;
        Header member = headers.get(file.getInt(at), "a member of " + group, at);
        Section section = sections.get(member.index());
        if (section != null) {
          members.add(section);
        }
      }
      boolean isCommon = (file.getInt(group.start()) & 1) != 0;
      groups.add(new ObjectFile.Group(signature(group), isCommon, members));
    }
    return groups;
  }

  /// The name of the symbol that a group names; of a section symbol, the name of its section.
  private String signature(Header group) throws InvalidInputException {
    Header table = headers.get(group.link(), "the symbol table of " + group, group.at() + 40);
    int count = table.type() == Elf.SYMTAB ? headers.entries(table, Elf.SYMBOL_SIZE) : 0;
    if (Integer.compareUnsigned(group.info(), count) >= 0) {
      throw file.refuse(
          Problem.ELF_NO_SUCH_ENTRY,
          "the symbol of " + group,
          group.at() + 44,
          Integer.toUnsignedLong(group.info()),
          "symbol",
          count - 1);
    }
    int at = table.start() + group.info() * Elf.SYMBOL_SIZE;
    Header strings = headers.get(table.link(), "the string table of " + table, table.at() + 40);
    int home = file.unsignedShort(at + 6);
    boolean isSection = (file.get(at + 4) & 15) == Symbol.Type.SECTION.number();
    return isSection && home > 0 && home < headers.rows().size()
        ? headers.rows().get(home).name()
        : headers.text(strings, file.getInt(at), "the signature of " + group, at);
  }

  private void readRelocations(
      Header table, Section target, Symbols symbols, List<Relocation> relocations)
      throws InvalidInputException {
    int count = headers.entries(table, Elf.RELA_SIZE);
    if (count > 0 && table.link() != symbols.table()) {
      throw file.wrong(
          "the symbol table of " + table,
          table.at() + 40,
          table.link(),
          symbols.table() + ", the only one");
    }
    for (int i = 0; i < count; i++) {
      int at = table.start() + i * Elf.RELA_SIZE;
      long offset = file.getLong(at);
      RelocationType type = RelocationType.of(file.getInt(at + 8));
      if (type == null) {
        throw file.unsupported(
            "relocation %d of section `%s`".formatted(i, target.name()),
            at + 8,
            "type " + Integer.toUnsignedString(file.getInt(at + 8)));
      }
      if (Long.compareUnsigned(offset, target.size()) > 0
          || type.bytes() > target.size() - offset
          || (target.type() == Section.NOBITS && type.bytes() > 0)) {
        throw file.refuse(
            Problem.RELOCATION_OUTSIDE,
            i,
            target.name(),
            type.bytes(),
            offset,
            target.contents().length);
      }
      int index = file.getInt(at + 12);
      if (Integer.compareUnsigned(index, symbols.byIndex().length) >= 0) {
        throw file.refuse(
            Problem.ELF_NO_SUCH_ENTRY,
            "the symbol of relocation %d of section `%s`".formatted(i, target.name()),
            at + 12,
            Integer.toUnsignedLong(index),
            "symbol",
            symbols.byIndex().length - 1);
      }
      // Without a symbol, the addend alone is the value.
      Symbol symbol = index == 0 ? Symbol.NONE : symbols.byIndex()[index];
      if (symbol == null) {
        throw file.unsupported(
            "relocation %d of section `%s`".formatted(i, target.name()),
            at + 12,
            "symbol " + index + ", whose section is not linked,");
      }
      relocations.add(
          new Relocation(offset, type, symbol, file.getLong(at + 16), Optional.empty()));
    }
  }
}
