package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;

/// The section header table of a file: every range in it lies in the file, and no two of them overlap.
final class SectionHeaders {
  /// One row of the section header table.
  ///
  /// @param at byte offset of the row in the file
  record Header(
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

  private final ElfBytes file;
  private final List<Header> rows;
  private final Map<Long, String> texts = new HashMap<>();
  private long textRead;

  SectionHeaders(ElfBytes file) throws InvalidInputException {
    this.file = file;
    this.rows = readRows();
  }

  /// In order, with row 0, which stands for "no section".
  List<Header> rows() {
    return rows;
  }

  /// The row that some place in the file names by its number.
  ///
  /// @param what whose number it is, for messages
  /// @param at where it stands in the file
  Header get(int index, String what, int at) throws InvalidInputException {
    return get(rows, index, what, at);
  }

  private Header get(List<Header> headers, int index, String what, int at)
      throws InvalidInputException {
    if (index <= 0 || index >= headers.size()) {
      throw file.refuse(
          Problem.ELF_NO_SUCH_ENTRY,
          what,
          at,
          Integer.toUnsignedLong(index),
          "section",
          headers.size() - 1);
    }
    return headers.get(index);
  }

  /// How many entries of a size a table has.
  int entries(Header table, int size) throws InvalidInputException {
    if (table.entrySize != size) {
      throw file.wrong(
          "the size of an entry of " + table,
          table.at + 56,
          Long.toUnsignedString(table.entrySize),
          size);
    }
    if (table.size % size != 0) {
      throw file.refuse(Problem.ELF_WRONG_SIZE, table, table.size, size);
    }
    return (int) (table.size / size);
  }

  /// A string of a table. Many names may share the bytes of one long string, so that what is read is counted.
  ///
  /// @param what whose name it is, for messages
  /// @param at where its offset stands in the file
  String text(Header table, int offset, String what, int at) throws InvalidInputException {
    long key = ((long) table.index << 32) | Integer.toUnsignedLong(offset);
    String known = texts.get(key);
    if (known != null) {
      return known;
    }
    if (table.type == Elf.STRTAB && Integer.compareUnsigned(offset, (int) table.size) < 0) {
      int start = table.start() + offset;
      int end = start;
      while (end < table.end() && file.get(end) != 0) {
        end++;
        if (++textRead > 16L * file.length()) {
          throw file.refuse(Problem.ELF_NAMES_TOO_LONG, 16L * file.length());
        }
      }
      if (end < table.end()) {
        String text = new String(file.bytes(start, end - start), UTF_8);
        texts.put(key, text);
        return text;
      }
    }
    throw file.refuse(Problem.ELF_BAD_STRING, what, at, Integer.toUnsignedLong(offset), table.size);
  }

  // --- sections

  /// Sections that mean something to a linker, as opposed to the tables that ELF needs to describe them.
  static boolean isKept(Header header) {
    return switch (header.type) {
      case Section.PROGBITS, Section.NOBITS, Section.NOTE, Section.RISCV_ATTRIBUTES -> true;
      case Section.INIT_ARRAY, Section.FINI_ARRAY, Section.PREINIT_ARRAY -> true;
      case Elf.RELA -> (header.flags & Section.ALLOC) != 0;
      default -> false;
    };
  }

  /// The section of a row, with its contents.
  Section section(Header header, List<Relocation> relocations) throws InvalidInputException {
    boolean stored = header.type != Section.NOBITS;
    if (header.size < 0) {
      throw file.wrong(
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
        stored ? file.bytes(header.offset, header.size) : new byte[0],
        relocations);
  }

  // --- reading the table

  private List<Header> readRows() throws InvalidInputException {
    long table = file.getLong(40);
    int count = file.unsignedShort(60);
    int namesIndex = file.unsignedShort(62);
    if (table == 0) {
      if (count != 0) {
        throw file.wrong(
            "the number of section headers",
            60,
            count,
            "0, as the file has no section header table");
      }
      return List.of();
    }
    if (count == 0 || count >= Elf.FIRST_RESERVED_INDEX) {
      throw file.wrong("the number of section headers", 60, count, "1 to 65279");
    }
    int entry = file.unsignedShort(58);
    if (entry != Elf.SECTION_HEADER_SIZE) {
      throw file.wrong("the size of a section header", 58, entry, "64");
    }
    file.inFile("the section header table", table, (long) count * entry);

    List<Header> rows = readRows((int) table, count);
    readNames(rows, namesIndex);
    for (Header header : rows) {
      if (header.alignment() != 0 && Long.bitCount(header.alignment()) != 1) {
        throw file.wrong(
            "the alignment in " + header,
            header.at() + 48,
            header.alignment(),
            "0 or a power of two");
      }
    }
    sectionsMustNotOverlap(rows);
    return rows;
  }

  private List<Header> readRows(int table, int count) throws InvalidInputException {
    List<Header> rows = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      int at = table + index * Elf.SECTION_HEADER_SIZE;
      Header header = headerAt(index, at, "");
      if (index > 0 && header.type() != 0 && header.type() != Section.NOBITS) {
        file.inFile(header.toString(), header.offset(), header.size());
      }
      // Row 0 stands for "no section", whatever it holds.
      rows.add(index > 0 ? header : new Header(0, at, "", 0, 0, 0, 0, 0, 0, 0, 0, 0));
    }
    return rows;
  }

  private void readNames(List<Header> rows, int namesIndex) throws InvalidInputException {
    if (namesIndex == 0) {
      return;
    }
    Header names = get(rows, namesIndex, "the index of the section names", 62);
    if (names.type() != Elf.STRTAB) {
      throw file.wrong(
          "the type of " + names + ", which should hold the section names,",
          names.at() + 4,
          names.type(),
          "3 (string table)");
    }
    for (int index = 1; index < rows.size(); index++) {
      int at = rows.get(index).at();
      String found = text(names, file.getInt(at), "the name of section " + index, at);
      rows.set(index, headerAt(index, at, found));
    }
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
            .filter(
                h -> h.index() > 0 && h.type() != 0 && h.type() != Section.NOBITS && h.size() > 0)
            .sorted(Comparator.comparingLong(Header::offset))
            .toList();
    for (int i = 1; i < stored.size(); i++) {
      Header before = stored.get(i - 1);
      Header after = stored.get(i);
      if (after.offset() < before.offset() + before.size()) {
        throw file.refuse(
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
}
