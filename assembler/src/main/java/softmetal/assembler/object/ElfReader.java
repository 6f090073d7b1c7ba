package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;

/// Reads ELF files that may come from a stranger: everything is checked before it is used.
///
/// Memory is proportional to the size of the file, never to a number in it.
public final class ElfReader {
  private final String name;
  private final SourceText source;
  private final ByteBuffer file;

  /// One row of the section header table.
  ///
  /// @param at byte offset of the row in the file
  private record Header(
      int index,
      int at,
      String name,
      int type,
      long flags,
      long address,
      long offset,
      long size,
      int link,
      int info,
      long alignment,
      long entrySize) {

    int start() {
      return (int) offset;
    }

    int end() {
      return (int) (offset + size);
    }

    @Override
    public String toString() {
      return name.isEmpty()
          ? "section header " + index
          : "section header " + index + " (`" + name + "`)";
    }
  }

  private ElfReader(String name, byte[] bytes) {
    this.name = name;
    this.source = SourceText.binary(name);
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asReadOnlyBuffer();
    this.file.order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Either kind of file.
  ///
  /// @param name how the user calls the file, for messages
  public static ElfFile read(String name, byte[] bytes) throws InvalidInputException {
    return new ElfReader(name, bytes).read();
  }

  public static ObjectFile readObject(String name, byte[] bytes) throws InvalidInputException {
    ElfReader reader = new ElfReader(name, bytes);
    if (reader.read() instanceof ObjectFile object) {
      return object;
    }
    throw new InvalidInputException(
        Problem.ELF_WRONG_KIND
            .at(reader.source.whole(), "an executable", "an object to be linked")
            .note("`softmetal run` boots it, `softmetal dump` shows what is in it"));
  }

  public static Executable readExecutable(String name, byte[] bytes) throws InvalidInputException {
    ElfReader reader = new ElfReader(name, bytes);
    if (reader.read() instanceof Executable executable) {
      return executable;
    }
    throw new InvalidInputException(
        Problem.ELF_WRONG_KIND
            .at(reader.source.whole(), "an object that was not linked yet", "an executable")
            .note(
                "`softmetal ld -Ttext=0x80000000 -o kernel.elf ...` links objects for this machine"));
  }

  /// Whether a file starts as every ELF file does.
  public static boolean looksLikeElf(byte[] bytes) {
    return bytes.length >= 4
        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == Elf.MAGIC;
  }

  private ElfFile read() throws InvalidInputException {
    int type = readHeader();
    List<Header> headers = readSectionHeaders();
    return type == Elf.RELOCATABLE ? object(headers) : executable(headers);
  }

  private static String numbered(int index, String name) {
    return name.isEmpty() ? String.valueOf(index) : index + " (`" + name + "`)";
  }

  // --- the ELF header

  /// Checks the ELF header and returns `e_type`.
  private int readHeader() throws InvalidInputException {
    if (file.limit() < 4 || file.getInt(0) != Elf.MAGIC) {
      byte[] start = new byte[Math.min(4, file.limit())];
      file.get(0, start);
      String found =
          start.length == 0
              ? "it is empty"
              : "it starts with the bytes " + HexFormat.ofDelimiter(" ").formatHex(start);
      throw refuse(Problem.NOT_ELF, found);
    }
    inFile("the ELF header", 0, Elf.HEADER_SIZE);
    int machine = unsignedShort(18);
    if (file.get(5) != Elf.LITTLE_ENDIAN) {
      throw wrong(
          "the byte order",
          5,
          file.get(5) == 2 ? "2 (big-endian)" : file.get(5),
          "1 (little-endian)");
    }
    if (machine != Elf.MACHINE_RISCV) {
      throw wrong("the machine", 18, machine + machineName(machine), "243 (RISC-V)");
    }
    if (file.get(4) != Elf.CLASS_64) {
      throw wrong(
          "the class",
          4,
          file.get(4) == Elf.CLASS_32 ? "1 (32-bit)" : file.get(4),
          "2 (64-bit): RV32 is not supported yet");
    }
    if (file.get(6) != 1) {
      throw wrong("the ELF version", 6, file.get(6), "1");
    }
    int type = unsignedShort(16);
    if (type != Elf.RELOCATABLE && type != Elf.EXECUTABLE) {
      String kind =
          switch (type) {
            case Elf.SHARED -> " (shared object or position-independent executable)";
            case Elf.CORE -> " (core dump)";
            default -> "";
          };
      throw wrong("the file type", 16, type + kind, "1 (object) or 2 (executable)");
    }
    return type;
  }

  private static String machineName(int machine) {
    return switch (machine) {
      case 3 -> " (x86)";
      case 8 -> " (MIPS)";
      case 20, 21 -> " (PowerPC)";
      case 22 -> " (S/390)";
      case 40 -> " (ARM)";
      case 62 -> " (x86-64)";
      case 183 -> " (AArch64)";
      case 258 -> " (LoongArch)";
      default -> "";
    };
  }

  // --- section headers

  private List<Header> readSectionHeaders() throws InvalidInputException {
    long table = file.getLong(40);
    int count = unsignedShort(60);
    int namesIndex = unsignedShort(62);
    if (table == 0) {
      if (count != 0) {
        throw wrong(
            "the number of section headers",
            60,
            count,
            "0, as the file has no section header table");
      }
      return List.of();
    }
    if (count == 0 || count >= Elf.FIRST_RESERVED_INDEX) {
      throw wrong("the number of section headers", 60, count, "1 to 65279");
    }
    int entry = unsignedShort(58);
    if (entry != Elf.SECTION_HEADER_SIZE) {
      throw wrong("the size of a section header", 58, entry, "64");
    }
    inFile("the section header table", table, (long) count * entry);

    List<Header> rows = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      int at = (int) table + index * entry;
      Header header = headerAt(index, at, "");
      if (index > 0 && header.type != 0 && header.type != Section.NOBITS) {
        inFile(header.toString(), header.offset, header.size);
      }
      // Row 0 stands for "no section", whatever it holds.
      rows.add(index > 0 ? header : new Header(0, at, "", 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }
    Names names = new Names();
    if (namesIndex != 0) {
      Header table0 = header(rows, namesIndex, "the index of the section names", 62);
      if (table0.type != Elf.STRTAB) {
        throw wrong(
            "the type of " + table0 + ", which should hold the section names,",
            table0.at + 4,
            table0.type,
            "3 (string table)");
      }
      for (int index = 1; index < count; index++) {
        int at = rows.get(index).at;
        String found = names.at(table0, file.getInt(at), "the name of section " + index, at);
        rows.set(index, headerAt(index, at, found));
      }
    }
    for (Header header : rows) {
      if (header.alignment != 0 && Long.bitCount(header.alignment) != 1) {
        throw wrong(
            "the alignment in " + header, header.at + 48, header.alignment, "0 or a power of two");
      }
    }
    sectionsMustNotOverlap(rows);
    return rows;
  }

  private Header headerAt(int index, int at, String found) {
    return new Header(
        index,
        at,
        found,
        file.getInt(at + 4),
        file.getLong(at + 8),
        file.getLong(at + 16),
        file.getLong(at + 24),
        file.getLong(at + 32),
        file.getInt(at + 40),
        file.getInt(at + 44),
        file.getLong(at + 48),
        file.getLong(at + 56));
  }

  /// Bytes that belong to two sections would let a small file ask for much memory.
  private void sectionsMustNotOverlap(List<Header> headers) throws InvalidInputException {
    List<Header> stored =
        headers.stream()
            .filter(h -> h.index > 0 && h.type != 0 && h.type != Section.NOBITS && h.size > 0)
            .sorted(Comparator.comparingLong(Header::offset))
            .toList();
    for (int i = 1; i < stored.size(); i++) {
      Header before = stored.get(i - 1);
      Header after = stored.get(i);
      if (after.offset < before.offset + before.size) {
        throw refuse(
            Problem.ELF_OVERLAP,
            after,
            after.start(),
            after.end(),
            before,
            before.start(),
            before.end());
      }
    }
  }

  // --- objects

  private ObjectFile object(List<Header> headers) throws InvalidInputException {
    Names names = new Names();
    List<Header> tables = new ArrayList<>();
    for (Header header : headers) {
      if (header.type == Elf.RELA) {
        header(headers, header.info, "the section that " + header + " belongs to", header.at + 44);
        tables.add(header);
      } else if (header.type == Elf.REL) {
        throw unsupported(header.toString(), header.at + 4, "type REL (RISC-V uses RELA)");
      }
    }
    Map<Integer, Section> sections = new HashMap<>();
    Map<Integer, List<Relocation>> relocations = new HashMap<>();
    List<Section> inOrder = new ArrayList<>();
    for (Header header : headers) {
      if (isKept(header)) {
        List<Relocation> list = new ArrayList<>();
        relocations.put(header.index, list);
        Section section = section(header, list);
        sections.put(header.index, section);
        inOrder.add(section);
      }
    }
    Symbols symbols = symbols(headers, names, sections);
    for (Header table : tables) {
      Section target = sections.get(table.info);
      if (target != null) {
        readRelocations(table, target, symbols, relocations.getOrDefault(table.info, List.of()));
      }
    }
    for (List<Relocation> list : relocations.values()) {
      list.sort(Comparator.comparingLong(Relocation::offset));
    }
    List<ObjectFile.Group> groups = groups(headers, names, sections);
    return new ObjectFile(name, inOrder, symbols.inOrder, file.getInt(48), groups);
  }

  private List<ObjectFile.Group> groups(
      List<Header> headers, Names names, Map<Integer, Section> sections)
      throws InvalidInputException {
    List<ObjectFile.Group> groups = new ArrayList<>();
    for (Header group : headers) {
      if (group.type != Elf.GROUP) {
        continue;
      }
      int count = entries(group, 4);
      if (count == 0) {
        throw refuse(Problem.ELF_WRONG_SIZE, group, group.size, 4);
      }
      List<Section> members = new ArrayList<>();
      for (int i = 1; i < count; i++) {
        int at = group.start() + 4 * i;
        Header member = header(headers, file.getInt(at), "a member of " + group, at);
        Section section = sections.get(member.index);
        if (section != null) {
          members.add(section);
        }
      }
      boolean isCommon = (file.getInt(group.start()) & 1) != 0;
      groups.add(new ObjectFile.Group(signature(headers, names, group), isCommon, members));
    }
    return groups;
  }

  /// The name of the symbol that a group names; of a section symbol, the name of its section.
  private String signature(List<Header> headers, Names names, Header group)
      throws InvalidInputException {
    Header table = header(headers, group.link, "the symbol table of " + group, group.at + 40);
    int count = table.type == Elf.SYMTAB ? entries(table, Elf.SYMBOL_SIZE) : 0;
    if (Integer.compareUnsigned(group.info, count) >= 0) {
      throw refuse(
          Problem.ELF_NO_SUCH_ENTRY,
          "the symbol of " + group,
          group.at + 44,
          Integer.toUnsignedLong(group.info),
          "symbol",
          count - 1);
    }
    int at = table.start() + group.info * Elf.SYMBOL_SIZE;
    Header strings = header(headers, table.link, "the string table of " + table, table.at + 40);
    int home = unsignedShort(at + 6);
    boolean isSection = (file.get(at + 4) & 15) == Symbol.Type.SECTION.number();
    return isSection && home > 0 && home < headers.size()
        ? headers.get(home).name
        : names.at(strings, file.getInt(at), "the signature of " + group, at);
  }

  private void readRelocations(
      Header table, Section target, Symbols symbols, List<Relocation> relocations)
      throws InvalidInputException {
    int count = entries(table, Elf.RELA_SIZE);
    if (count > 0 && table.link != symbols.table) {
      throw wrong(
          "the symbol table of " + table,
          table.at + 40,
          table.link,
          symbols.table + ", the only one");
    }
    for (int i = 0; i < count; i++) {
      int at = table.start() + i * Elf.RELA_SIZE;
      long offset = file.getLong(at);
      RelocationType type = RelocationType.of(file.getInt(at + 8));
      if (type == null) {
        throw unsupported(
            "relocation %d of section `%s`".formatted(i, target.name()),
            at + 8,
            "type " + Integer.toUnsignedString(file.getInt(at + 8)));
      }
      if (Long.compareUnsigned(offset, target.size()) > 0
          || type.bytes() > target.size() - offset
          || (target.type() == Section.NOBITS && type.bytes() > 0)) {
        throw refuse(
            Problem.RELOCATION_OUTSIDE,
            i,
            target.name(),
            type.bytes(),
            offset,
            target.contents().length);
      }
      int index = file.getInt(at + 12);
      if (Integer.compareUnsigned(index, symbols.byIndex.length) >= 0) {
        throw refuse(
            Problem.ELF_NO_SUCH_ENTRY,
            "the symbol of relocation %d of section `%s`".formatted(i, target.name()),
            at + 12,
            Integer.toUnsignedLong(index),
            "symbol",
            symbols.byIndex.length - 1);
      }
      // Without a symbol, the addend alone is the value.
      Symbol symbol = index == 0 ? Symbol.NONE : symbols.byIndex[index];
      if (symbol == null) {
        throw unsupported(
            "relocation %d of section `%s`".formatted(i, target.name()),
            at + 12,
            "symbol " + index + ", whose section is not linked,");
      }
      relocations.add(
          new Relocation(offset, type, symbol, file.getLong(at + 16), Optional.empty()));
    }
  }

  // --- executables

  private Executable executable(List<Header> headers) throws InvalidInputException {
    List<Segment> segments = segments();
    Map<Integer, Section> sections = new HashMap<>();
    List<PlacedSection> placed = new ArrayList<>();
    for (Header header : headers) {
      if (isKept(header)) {
        Section section = section(header, List.of());
        if (section.has(Section.ALLOC) && wraps(header.address, header.size)) {
          throw refuse(Problem.ELF_TOO_LARGE, header, header.size, header.address);
        }
        sections.put(header.index, section);
        placed.add(new PlacedSection(section, header.address));
      }
    }
    Symbols symbols = symbols(headers, new Names(), sections);
    return new Executable(
        name, file.getInt(48), file.getLong(24), segments, placed, symbols.inOrder);
  }

  private List<Segment> segments() throws InvalidInputException {
    int count = unsignedShort(56);
    long table = file.getLong(32);
    if (count == 0) {
      throw wrong("the number of program headers", 56, 0, "at least 1 in an executable");
    }
    int entry = unsignedShort(54);
    if (entry != Elf.PROGRAM_HEADER_SIZE) {
      throw wrong("the size of a program header", 54, entry, "56");
    }
    inFile("the program header table", table, (long) count * entry);
    record Loaded(String what, int at, long address, long fileSize, long size) {}
    List<Loaded> loaded = new ArrayList<>();
    long total = 0;
    for (int index = 0; index < count; index++) {
      int at = (int) table + index * entry;
      if (file.getInt(at) != Elf.LOAD) {
        continue;
      }
      String what = "the segment of program header " + index;
      long offset = file.getLong(at + 8);
      long fileSize = file.getLong(at + 32);
      long memorySize = file.getLong(at + 40);
      inFile(what, offset, fileSize);
      if (Long.compareUnsigned(fileSize, memorySize) > 0) {
        throw wrong(
            "the size in memory of program header " + index,
            at + 40,
            Long.toUnsignedString(memorySize),
            "at least its size in the file, which is " + fileSize);
      }
      for (long address : new long[] {file.getLong(at + 16), file.getLong(at + 24)}) {
        if (wraps(address, memorySize)) {
          throw refuse(Problem.ELF_TOO_LARGE, what, memorySize, address);
        }
      }
      if (memorySize != 0) {
        loaded.add(new Loaded(what, at, file.getLong(at + 24), fileSize, memorySize));
        total += fileSize;
      }
    }
    if (total > file.limit()) {
      throw wrong(
          "the number of bytes that all segments take from the file",
          (int) table,
          total,
          "at most " + file.limit() + ", the size of the file");
    }
    loaded.sort((a, b) -> Long.compareUnsigned(a.address, b.address));
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < loaded.size(); i++) {
      Loaded next = loaded.get(i);
      if (i > 0) {
        Loaded before = loaded.get(i - 1);
        if (Long.compareUnsigned(next.address - before.address, before.size) < 0) {
          throw refuse(
              Problem.ELF_OVERLAP,
              next.what,
              next.address,
              next.address + next.size,
              before.what,
              before.address,
              before.address + before.size);
        }
      }
      byte[] contents = bytes(file.getLong(next.at + 8), next.fileSize);
      segments.add(
          new Segment(
              file.getLong(next.at + 16),
              next.address,
              contents,
              next.size,
              file.getInt(next.at + 4)));
    }
    return segments;
  }

  /// Whether a range ends beyond the last address.
  private static boolean wraps(long address, long size) {
    return size != 0 && Long.compareUnsigned(size - 1, -1 - address) > 0;
  }

  // --- sections and symbols

  /// Sections that mean something to a linker, as opposed to the tables that ELF needs to describe them.
  private static boolean isKept(Header header) {
    return switch (header.type) {
      case Section.PROGBITS, Section.NOBITS, Section.NOTE, Section.RISCV_ATTRIBUTES -> true;
      case Section.INIT_ARRAY, Section.FINI_ARRAY, Section.PREINIT_ARRAY -> true;
      default -> false;
    };
  }

  private Section section(Header header, List<Relocation> relocations)
      throws InvalidInputException {
    boolean stored = header.type != Section.NOBITS;
    if (header.size < 0) {
      throw wrong(
          "the size of " + header,
          header.at + 32,
          Long.toUnsignedString(header.size),
          "less than 2^63");
    }
    return new Section(
        header.name,
        header.type,
        header.flags,
        Math.max(1, header.alignment),
        header.entrySize,
        header.size,
        stored ? bytes(header.offset, header.size) : new byte[0],
        relocations);
  }

  /// @param table the number of the symbol table's section, or 0
  /// @param byIndex null for the symbol 0, and for symbols of sections that are not kept
  private record Symbols(int table, List<Symbol> inOrder, @Nullable Symbol[] byIndex) {}

  private Symbols symbols(List<Header> headers, Names names, Map<Integer, Section> sections)
      throws InvalidInputException {
    Header table = null;
    for (Header header : headers) {
      if (header.type == Elf.SYMTAB) {
        if (table != null) {
          throw unsupported(header.toString(), header.at, "a second symbol table");
        }
        table = header;
      }
    }
    if (table == null) {
      return new Symbols(0, List.of(), new Symbol[1]);
    }
    int count = entries(table, Elf.SYMBOL_SIZE);
    Header strings = header(headers, table.link, "the string table of " + table, table.at + 40);
    if (count > 1 && strings.type != Elf.STRTAB) {
      throw wrong(
          "the type of " + strings + ", which should hold the symbol names,",
          strings.at + 4,
          strings.type,
          "3 (string table)");
    }
    if (Integer.compareUnsigned(table.info, Math.max(count, 1)) > 0) {
      throw refuse(
          Problem.ELF_NO_SUCH_ENTRY,
          "the first global symbol of " + table,
          table.at + 44,
          Integer.toUnsignedLong(table.info),
          "symbol",
          count - 1);
    }
    List<Symbol> inOrder = new ArrayList<>();
    @Nullable Symbol[] byIndex = new Symbol[Math.max(1, count)];
    for (int i = 1; i < count; i++) {
      Symbol symbol =
          symbol(i, table.start() + i * Elf.SYMBOL_SIZE, headers, strings, names, sections);
      if (symbol == null) {
        continue;
      }
      if ((symbol.binding() == Binding.LOCAL) != (i < table.info)) {
        throw wrong(
            "the binding of symbol %s".formatted(numbered(i, symbol.name())),
            table.start() + i * Elf.SYMBOL_SIZE + 4,
            symbol.binding(),
            "LOCAL before symbol " + table.info + " and GLOBAL or WEAK from there on");
      }
      byIndex[i] = symbol;
      inOrder.add(symbol);
    }
    return new Symbols(table.index, inOrder, byIndex);
  }

  private @Nullable Symbol symbol(
      int index,
      int at,
      List<Header> headers,
      Header strings,
      Names names,
      Map<Integer, Section> sections)
      throws InvalidInputException {
    String text = names.at(strings, file.getInt(at), "the name of symbol " + index, at);
    int info = file.get(at + 4) & 0xff;
    Binding binding =
        Binding.of(info >> 4)
            .orElseThrow(() ->
                wrong(
                    "the binding of symbol %s".formatted(numbered(index, text)),
                    at + 4,
                    info >> 4,
                    "0 (local), 1 (global) or 2 (weak)"));
    Symbol.Type type =
        Symbol.Type.of(info & 15)
            .orElseThrow(() ->
                unsupported(
                    "symbol %s".formatted(numbered(index, text)),
                    at + 4,
                    "type " + (info & 15) + ((info & 15) == 6 ? " (thread-local)" : "")));
    Symbol.Visibility visibility =
        Symbol.Visibility.of(file.get(at + 5) & 3).orElse(Symbol.Visibility.DEFAULT);
    long value = file.getLong(at + 8);
    int home = unsignedShort(at + 6);
    Home found;
    if (home == Elf.UNDEFINED_INDEX) {
      found = new Home.Undefined();
    } else if (home == Elf.ABSOLUTE_INDEX) {
      found = new Home.Absolute();
    } else if (home == Elf.COMMON_INDEX) {
      if (Long.bitCount(value) != 1) {
        throw wrong(
            "the alignment of the common symbol %s".formatted(numbered(index, text)),
            at + 8,
            Long.toUnsignedString(value),
            "a power of two");
      }
      found = new Home.Common();
    } else {
      Header header =
          header(
              headers, home, "the section of symbol %s".formatted(numbered(index, text)), at + 6);
      Section section = sections.get(header.index);
      if (section == null) {
        return null;
      }
      found = new Home.InSection(section);
    }
    boolean nameless =
        type == Symbol.Type.SECTION && text.isEmpty() && found instanceof Home.InSection;
    String shown = nameless ? headers.get(home).name : text;
    return new Symbol(shown, value, file.getLong(at + 16), binding, type, visibility, found);
  }

  /// Reads strings, and counts how much text they make: many names may share the bytes of one long string.
  private final class Names {
    private final Map<Long, String> known = new HashMap<>();
    private long total;

    private String at(Header table, int offset, String what, int at) throws InvalidInputException {
      long key = ((long) table.index << 32) | Integer.toUnsignedLong(offset);
      String found = known.get(key);
      if (found != null) {
        return found;
      }
      int end = -1;
      if (Integer.compareUnsigned(offset, (int) table.size) < 0) {
        int start = table.start() + offset;
        for (end = start; end < table.end() && file.get(end) != 0; end++) {
          if (++total > 16L * file.limit()) {
            throw refuse(Problem.ELF_NAMES_TOO_LONG, 16L * file.limit());
          }
        }
        if (end < table.end()) {
          String text = new String(bytes(start, end - start), UTF_8);
          known.put(key, text);
          return text;
        }
      }
      throw refuse(Problem.ELF_BAD_STRING, what, at, Integer.toUnsignedLong(offset), table.size);
    }
  }

  // --- checked access

  private Header header(List<Header> headers, int index, String what, int at)
      throws InvalidInputException {
    if (index <= 0 || index >= headers.size()) {
      throw refuse(
          Problem.ELF_NO_SUCH_ENTRY,
          what,
          at,
          Integer.toUnsignedLong(index),
          "section",
          headers.size() - 1);
    }
    return headers.get(index);
  }

  private int entries(Header table, int size) throws InvalidInputException {
    if (table.entrySize != size) {
      throw wrong(
          "the size of an entry of " + table,
          table.at + 56,
          Long.toUnsignedString(table.entrySize),
          size);
    }
    if (table.size % size != 0) {
      throw refuse(Problem.ELF_WRONG_SIZE, table, table.size, size);
    }
    return (int) (table.size / size);
  }

  private void inFile(String what, long offset, long size) throws InvalidInputException {
    if (offset < 0 || size < 0 || size > file.limit() || offset > file.limit() - size) {
      throw refuse(Problem.ELF_TRUNCATED, what, size, offset, file.limit());
    }
  }

  /// A copy of a range that was checked to lie in the file.
  private byte[] bytes(long offset, long size) {
    byte[] bytes = new byte[(int) size];
    file.get((int) offset, bytes);
    return bytes;
  }

  private int unsignedShort(int at) {
    return Short.toUnsignedInt(file.getShort(at));
  }

  private InvalidInputException wrong(String what, int at, Object found, Object right) {
    return refuse(Problem.ELF_WRONG_VALUE, what, at, found, right);
  }

  private InvalidInputException unsupported(String what, int at, String feature) {
    return refuse(Problem.ELF_UNSUPPORTED, what, at, feature);
  }

  private InvalidInputException refuse(Problem problem, Object... values) {
    return new InvalidInputException(problem.at(source.whole(), values));
  }
}
