package softmetal.assembler.object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.SectionHeaders.Header;

/// Reads linked programs: what is loaded, and for listings and debuggers their sections and symbols.
final class ExecutableReader {
  private final String name;
  private final ElfBytes file;
  private final boolean narrow;
  private final SectionHeaders headers;

  /// @param narrow whether it was written for 32 bits
  ExecutableReader(String name, ElfBytes file, boolean narrow) throws InvalidInputException {
    this.name = name;
    this.narrow = narrow;
    this.file = file;
    this.headers = new SectionHeaders(file);
  }

  Executable read() throws InvalidInputException {
    List<Segment> segments = segments();
    Map<Integer, Section> sections = new HashMap<>();
    List<PlacedSection> placed = new ArrayList<>();
    for (Header header : headers.rows()) {
      if (SectionHeaders.isKept(header)) {
        Section section = headers.section(header, List.of());
        if (section.has(Section.ALLOC) && wraps(header.address(), header.size())) {
          throw file.refuse(Problem.ELF_TOO_LARGE, header, header.size(), header.address());
        }
        sections.put(header.index(), section);
        placed.add(new PlacedSection(section, header.address()));
      }
    }
    SymbolReader.Symbols symbols = new SymbolReader(file, headers, sections).read();
    return new Executable(
        name,
        narrow ? 32 : 64,
        file.getInt(48),
        file.getLong(24),
        segments,
        otherHeaders(),
        placed,
        symbols.inOrder());
  }

  /// What stands in the table beside the segments; the attributes are found by their section.
  private List<Executable.Header> otherHeaders() {
    List<Executable.Header> others = new ArrayList<>();
    int table = (int) file.getLong(32);
    for (int index = 0; index < file.unsignedShort(56); index++) {
      int at = table + index * Elf.PROGRAM_HEADER_SIZE;
      int type = file.getInt(at);
      if (type != Elf.LOAD && type != Elf.LOAD_RISCV_ATTRIBUTES) {
        others.add(
            new Executable.Header(
                type,
                file.getInt(at + 4),
                file.getLong(at + 16),
                file.getLong(at + 24),
                file.getLong(at + 32),
                file.getLong(at + 40),
                file.getLong(at + 48)));
      }
    }
    return others;
  }

  private List<Segment> segments() throws InvalidInputException {
    int count = file.unsignedShort(56);
    long table = file.getLong(32);
    if (count == 0) {
      throw file.wrong("the number of program headers", 56, 0, "at least 1 in an executable");
    }
    int entry = file.unsignedShort(54);
    if (entry != Elf.PROGRAM_HEADER_SIZE) {
      throw file.wrong("the size of a program header", 54, entry, "56");
    }
    file.inFile("the program header table", table, (long) count * entry);
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
      file.inFile(what, offset, fileSize);
      if (Long.compareUnsigned(fileSize, memorySize) > 0) {
        throw file.wrong(
            "the size in memory of program header " + index,
            at + 40,
            Long.toUnsignedString(memorySize),
            "at least its size in the file, which is " + fileSize);
      }
      for (long address : new long[] {file.getLong(at + 16), file.getLong(at + 24)}) {
        if (wraps(address, memorySize)) {
          throw file.refuse(Problem.ELF_TOO_LARGE, what, memorySize, address);
        }
      }
      if (memorySize != 0) {
        loaded.add(new Loaded(what, at, file.getLong(at + 24), fileSize, memorySize));
        total += fileSize;
      }
    }
    if (total > file.length()) {
      throw file.wrong(
          "the number of bytes that all segments take from the file",
          (int) table,
          total,
          "at most " + file.length() + ", the size of the file");
    }
    loaded.sort((a, b) -> Long.compareUnsigned(a.address, b.address));
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < loaded.size(); i++) {
      Loaded next = loaded.get(i);
      if (i > 0) {
        Loaded before = loaded.get(i - 1);
        if (Long.compareUnsigned(next.address - before.address(), before.size()) < 0) {
          throw file.refuse(
              Problem.ELF_OVERLAP,
              next.what,
              next.address,
              next.address + next.size,
              before.what,
              before.address(),
              before.address() + before.size());
        }
      }
      byte[] contents = file.bytes(file.getLong(next.at + 8), next.fileSize);
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
}
