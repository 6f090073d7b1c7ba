package softmetal.assembler.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;

/// Objects and executables as ELF64 files. The same input gives the same bytes.
///
/// File order: ELF header, program headers, contents of segments and sections, symbol and string tables, section
/// headers. In an object relocations stand behind the string table, and everything is where GNU as puts it.
public final class ElfWriter {
  private static final int PAGE = 4096;

  /// SHF_GNU_RETAIN: an extension, so that the file must say whose.
  private static final long RETAIN = 0x20_0000L;

  private final Parts out = new Parts();
  private final List<SectionHeader> headers = new ArrayList<>();
  private final StringTable sectionNames;

  private record SectionHeader(
      int name,
      int type,
      long flags,
      long address,
      long offset,
      long size,
      int link,
      int info,
      long alignment,
      long entrySize) {
    SectionHeader linkedTo(int section) {
      return new SectionHeader(
          name, type, flags, address, offset, size, section, info, alignment, entrySize);
    }
  }

  private ElfWriter(List<Section> sections) {
    List<String> names = new ArrayList<>(List.of(".symtab", ".strtab", ".shstrtab"));
    // As in GNU as, groups are named last.
    List<Section> inOrder = new ArrayList<>(sections);
    inOrder.sort(Comparator.comparing(section -> section.type() == Section.GROUP));
    for (Section section : inOrder) {
      names.add(section.name());
      if (!section.relocations().isEmpty()) {
        names.add(".rela" + section.name());
      }
    }
    sectionNames = new StringTable(names);
    headers.add(new SectionHeader(0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  /// A relocatable object: every section is followed by its relocations.
  public static byte[] write(ObjectFile object) {
    return new ElfWriter(object.sections()).object(object);
  }

  /// An executable: segments lie at file offsets equal to their addresses modulo the page size, so that they can be
  /// mapped.
  public static byte[] write(Executable executable) {
    return new ElfWriter(executable.sections().stream().map(PlacedSection::section).toList())
        .executable(executable);
  }

  private byte[] object(ObjectFile object) {
    out.add(new byte[Elf.HEADER_SIZE]);
    Map<Section, Integer> indexes = new HashMap<>();
    int next = 1;
    for (Section section : object.sections()) {
      indexes.put(section, next);
      next += section.relocations().isEmpty() ? 1 : 2;
    }
    int symbolTable = next;
    SymbolTable symbols = new SymbolTable(object.symbols(), indexes);
    boolean gnu = false;
    for (Section section : object.sections()) {
      gnu |= section.has(RETAIN);
      Symbol signature = section.signature();
      if (signature != null) {
        group(section, indexes, symbolTable, symbols.indexes.getOrDefault(signature, 0));
      } else {
        contents(section, 0);
        Section other = section.linkedTo();
        if (other != null) {
          headers.set(
              headers.size() - 1, headers.getLast().linkedTo(indexes.getOrDefault(other, 0)));
        }
      }
      if (!section.relocations().isEmpty()) {
        // Its header has its place here; its contents follow when those of all sections are
        // written.
        headers.add(headers.getFirst());
      }
    }
    symbols.append(symbolTable);
    for (Section section : object.sections()) {
      if (!section.relocations().isEmpty()) {
        relocations(section, indexes.getOrDefault(section, 0), symbolTable, symbols);
      }
    }
    for (Symbol symbol : object.symbols()) {
      gnu |= symbol.type() == Symbol.Type.INDIRECT_FUNCTION;
    }
    byte[] file = finish(Elf.RELOCATABLE, object.flags(), 0, List.of());
    file[7] = (byte) (gnu ? 3 : 0);
    return file;
  }

  private byte[] executable(Executable executable) {
    List<Segment> segments = executable.segments();
    Section attributes = null;
    for (PlacedSection placed : executable.sections()) {
      if (placed.section().type() == Section.RISCV_ATTRIBUTES) {
        attributes = placed.section();
      }
    }
    int programHeaders =
        segments.size() + executable.headers().size() + (attributes == null ? 0 : 1);
    out.add(new byte[Elf.HEADER_SIZE + programHeaders * Elf.PROGRAM_HEADER_SIZE]);

    List<byte[]> table = new ArrayList<>();
    long[] offsets = new long[segments.size()];
    for (int i = 0; i < offsets.length; i++) {
      Segment segment = segments.get(i);
      if (segment.contents().length > 0) {
        pad((segment.virtualAddress() - out.size()) & (PAGE - 1));
      }
      offsets[i] = out.size();
      out.add(segment.contents());
      // An empty segment has no place in the file, but its offset must still be congruent.
      long offset =
          segment.contents().length > 0 ? offsets[i] : segment.virtualAddress() & (PAGE - 1);
      table.add(
          programHeader(
              Elf.LOAD,
              segment.flags(),
              offset,
              segment.virtualAddress(),
              segment.physicalAddress(),
              segment.contents().length,
              segment.memorySize(),
              PAGE));
    }

    int interpreters = 0;
    for (Executable.Header header : executable.headers()) {
      table.add(
          // GNU ld wants the names of interpreters first.
          header.type() == Elf.INTERPRETER ? interpreters++ : table.size(),
          programHeader(
              header.type(),
              header.flags(),
              offset(header, segments, offsets),
              header.virtualAddress(),
              header.physicalAddress(),
              header.fileSize(),
              header.memorySize(),
              header.alignment()));
    }

    Map<Section, Integer> indexes = new HashMap<>();
    for (PlacedSection placed : executable.sections()) {
      Section section = placed.section();
      indexes.put(section, headers.size());
      int home = section.has(Section.ALLOC) ? segmentOf(placed, segments) : -1;
      if (home < 0) {
        contents(section, placed.address());
      } else {
        long inside = placed.address() - segments.get(home).virtualAddress();
        // Where the segment has no contents left (NOBITS), the section stands at its end.
        long offset = offsets[home] + Math.min(inside, segments.get(home).contents().length);
        header(section, placed.address(), offset);
      }
      if (section == attributes) {
        SectionHeader header = headers.getLast();
        table.add(
            interpreters,
            programHeader(Elf.LOAD_RISCV_ATTRIBUTES, 4, header.offset, 0, 0, header.size, 0, 1));
      }
    }
    List<Symbol> ordered = new ArrayList<>();
    executable.symbols().stream().filter(s -> s.binding() == Binding.LOCAL).forEach(ordered::add);
    executable.symbols().stream().filter(s -> s.binding() != Binding.LOCAL).forEach(ordered::add);
    new SymbolTable(ordered, indexes).append(headers.size());
    return finish(Elf.EXECUTABLE, executable.flags(), executable.entry(), table);
  }

  /// Where the bytes of a program header are, in the segment that loads them.
  private static long offset(Executable.Header header, List<Segment> segments, long[] offsets) {
    for (int i = 0; i < offsets.length; i++) {
      long inside = header.virtualAddress() - segments.get(i).virtualAddress();
      if (inside >= 0 && inside <= segments.get(i).contents().length) {
        return offsets[i] + inside;
      }
    }
    return 0;
  }

  /// The segment that holds a section, or -1: then the section is stored by itself.
  private static int segmentOf(PlacedSection placed, List<Segment> segments) {
    int home = segmentOf(placed, segments, true);
    return home >= 0 ? home : segmentOf(placed, segments, false);
  }

  private static int segmentOf(PlacedSection placed, List<Segment> segments, boolean asLoaded) {
    long size = placed.section().size();
    boolean stored = placed.section().type() != Section.NOBITS;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (asLoaded
          && placed.loadAddress() - placed.address()
              != segment.physicalAddress() - segment.virtualAddress()) {
        continue;
      }
      long inside = placed.address() - segment.virtualAddress();
      long room = stored ? segment.contents().length : segment.memorySize();
      if (Long.compareUnsigned(inside, room) <= 0
          && Long.compareUnsigned(size, room - inside) <= 0) {
        return i;
      }
    }
    return -1;
  }

  private void contents(Section section, long address) {
    pad(-out.size() & (Math.min(section.alignment(), PAGE) - 1));
    header(section, address, out.size());
    out.add(section.contents());
  }

  private void header(Section section, long address, long offset) {
    headers.add(
        new SectionHeader(
            sectionNames.offset(section.name()),
            section.type(),
            section.flags(),
            address,
            offset,
            section.size(),
            0,
            0,
            section.alignment(),
            section.entrySize()));
  }

  /// A group: a word of flags, and the numbers of its sections and of their relocations.
  private void group(Section section, Map<Section, Integer> indexes, int symbolTable, int name) {
    ByteBuffer words = littleEndian(new byte[4 + 8 * section.members().size()]);
    words.put(section.contents());
    for (Section member : section.members()) {
      int index = indexes.getOrDefault(member, 0);
      words.putInt(index);
      if (!member.relocations().isEmpty()) {
        words.putInt(index + 1);
      }
    }
    byte[] bytes = new byte[words.position()];
    words.get(0, bytes);
    pad(-out.size() & 3);
    headers.add(
        new SectionHeader(
            sectionNames.offset(section.name()),
            section.type(),
            section.flags(),
            /* address= */ 0,
            /* offset= */ out.size(),
            /* size= */ bytes.length,
            symbolTable,
            /* info= */ name,
            section.alignment(),
            section.entrySize()));
    out.add(bytes);
  }

  private void relocations(Section section, int target, int symbolTable, SymbolTable symbols) {
    byte[] bytes = new byte[section.relocations().size() * Elf.RELA_SIZE];
    ByteBuffer table = littleEndian(bytes);
    for (Relocation relocation : section.relocations()) {
      Integer symbol = symbols.indexes.get(relocation.symbol());
      if (symbol == null) {
        throw new IllegalArgumentException(
            "relocation at %s+%#x refers to `%s`, which is not in the object"
                .formatted(section, relocation.offset(), relocation.symbol()));
      }
      table.putLong(relocation.offset());
      table.putLong(((long) symbol << 32) | relocation.type().number());
      table.putLong(relocation.addend());
    }
    pad(-out.size() & 7);
    headers.set(
        target + 1,
        new SectionHeader(
            sectionNames.offset(".rela" + section.name()),
            Elf.RELA,
            Elf.INFO_LINK | (section.flags() & Section.IN_GROUP),
            /* address= */ 0,
            /* offset= */ out.size(),
            bytes.length,
            symbolTable,
            target,
            /* alignment= */ 8,
            Elf.RELA_SIZE));
    out.add(bytes);
  }

  /// Appends one of the tables that ELF itself needs.
  private void table(
      String name, int type, long flags, byte[] bytes, int link, int info, int entrySize) {
    int alignment = type == Elf.STRTAB ? 1 : 8;
    pad(-out.size() & (alignment - 1));
    headers.add(
        new SectionHeader(
            /* name= */ sectionNames.offset(name),
            type,
            flags,
            /* address= */ 0,
            /* offset= */ out.size(),
            /* size= */ bytes.length,
            link,
            info,
            alignment,
            entrySize));
    out.add(bytes);
  }

  private byte[] finish(int type, int flags, long entry, List<byte[]> programHeaders) {
    table(".shstrtab", Elf.STRTAB, 0, sectionNames.bytes(), 0, 0, 0);
    if (headers.size() >= Elf.FIRST_RESERVED_INDEX) {
      throw new IllegalArgumentException(headers.size() + " sections");
    }
    pad(-out.size() & 7);
    long headersAt = out.size();
    for (SectionHeader header : headers) {
      byte[] row = new byte[Elf.SECTION_HEADER_SIZE];
      ByteBuffer bytes = littleEndian(row);
      bytes.putInt(header.name).putInt(header.type).putLong(header.flags).putLong(header.address);
      bytes.putLong(header.offset).putLong(header.size).putInt(header.link).putInt(header.info);
      bytes.putLong(header.alignment).putLong(header.entrySize);
      out.add(row);
    }
    byte[] bytes = out.toByteArray();
    ByteBuffer file = littleEndian(bytes);
    file.putInt(Elf.MAGIC).put((byte) Elf.CLASS_64).put((byte) Elf.LITTLE_ENDIAN).put((byte) 1);
    file.position(16);
    file.putShort((short) type).putShort((short) Elf.MACHINE_RISCV).putInt(1).putLong(entry);
    file.putLong(programHeaders.isEmpty() ? 0 : Elf.HEADER_SIZE).putLong(headersAt).putInt(flags);
    file.putShort((short) Elf.HEADER_SIZE);
    file.putShort((short) (programHeaders.isEmpty() ? 0 : Elf.PROGRAM_HEADER_SIZE));
    file.putShort((short) programHeaders.size());
    file.putShort((short) Elf.SECTION_HEADER_SIZE).putShort((short) headers.size());
    file.putShort((short) (headers.size() - 1));
    programHeaders.forEach(file::put);
    return bytes;
  }

  private static byte[] programHeader(
      int type,
      int flags,
      long offset,
      long virtualAddress,
      long physicalAddress,
      long fileSize,
      long memorySize,
      long alignment) {
    byte[] row = new byte[Elf.PROGRAM_HEADER_SIZE];
    ByteBuffer bytes = littleEndian(row);
    bytes.putInt(type).putInt(flags).putLong(offset).putLong(virtualAddress);
    bytes.putLong(physicalAddress).putLong(fileSize).putLong(memorySize).putLong(alignment);
    return row;
  }

  private void pad(long count) {
    out.add(new byte[(int) count]);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The symbol table and its strings, with the place of each symbol in it.
  private final class SymbolTable {
    private final Map<Symbol, Integer> indexes;
    private final StringTable names;
    private final byte[] table;
    private final int firstGlobal;

    private SymbolTable(List<Symbol> symbols, Map<Section, Integer> sections) {
      List<String> named = new ArrayList<>(symbols.size());
      for (Symbol symbol : symbols) {
        if (symbol.type() != Symbol.Type.SECTION) {
          named.add(symbol.name());
        }
      }
      names = new StringTable(named);
      indexes = HashMap.newHashMap(symbols.size() + 1);
      table = new byte[(symbols.size() + 1) * Elf.SYMBOL_SIZE];
      ByteBuffer bytes = littleEndian(table);
      bytes.position(Elf.SYMBOL_SIZE);
      indexes.put(Symbol.NONE, 0);
      int locals = 1;
      for (Symbol symbol : symbols) {
        indexes.put(symbol, bytes.position() / Elf.SYMBOL_SIZE);
        if (symbol.binding() == Binding.LOCAL) {
          if (locals != bytes.position() / Elf.SYMBOL_SIZE) {
            throw new IllegalArgumentException("local symbol `" + symbol + "` behind global ones");
          }
          locals++;
        }
        bytes.putInt(symbol.type() == Symbol.Type.SECTION ? 0 : names.offset(symbol.name()));
        bytes.put((byte) ((symbol.binding().number() << 4) | symbol.type().number()));
        bytes.put((byte) symbol.visibility().number());
        bytes.putShort(
            (short)
                (symbol.home() instanceof Home.InSection(Section section)
                    ? sections.getOrDefault(section, Elf.ABSOLUTE_INDEX)
                    : symbol.home() instanceof Home.Absolute
                        ? Elf.ABSOLUTE_INDEX
                        : symbol.home() instanceof Home.Common
                            ? Elf.COMMON_INDEX
                            : Elf.UNDEFINED_INDEX));
        bytes.putLong(symbol.value()).putLong(symbol.size());
      }
      firstGlobal = locals;
    }

    /// Writes `.symtab`, which must get the given number, and `.strtab` behind it.
    private void append(int index) {
      if (index != headers.size()) {
        throw new IllegalStateException("symbol table is section " + headers.size());
      }
      table(".symtab", Elf.SYMTAB, 0, table, index + 1, firstGlobal, Elf.SYMBOL_SIZE);
      table(".strtab", Elf.STRTAB, 0, names.bytes(), 0, 0, 0);
    }
  }
}
