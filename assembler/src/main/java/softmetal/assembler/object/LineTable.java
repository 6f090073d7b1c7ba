package softmetal.assembler.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which source line each instruction came from, as the section `.debug_line` tells it: DWARF 2 to 5.
///
/// What is damaged is left out; it never fails.
///
/// Source: DWARF Debugging Information Format 5, section 6.2.
public final class LineTable {
  /// The sections of an object lie this far apart, so that an address tells its section.
  private static final int SECTION_BITS = 40;

  /// From an address on, the bytes come from this line.
  ///
  /// @param section in an object, that of the address; else null
  /// @param address in an object, the offset in its section
  /// @param name of the file, as the compiler or assembler named it
  /// @param file the same, with its directory
  /// @param line 0 behind the end of a run
  public record Line(@Nullable Section section, long address, String name, String file, int line) {}

  private LineTable() {}

  /// The lines of a program, by rising address.
  public static List<Line> of(Executable program) {
    List<Section> sections =
        program.sections().stream().map(Executable.PlacedSection::section).toList();
    List<Line> lines = new ArrayList<>();
    for (LineProgram.Row row : inOrder(rows(sections, new IdentityHashMap<>()))) {
      lines.add(new Line(null, row.address(), row.file().name(), row.file().path(), row.line()));
    }
    return lines;
  }

  /// The lines of an object, by section and rising offset.
  public static List<Line> of(ObjectFile object) {
    List<Section> loaded = loaded(object);
    List<Line> lines = new ArrayList<>();
    for (LineProgram.Row row : inOrder(rows(object.sections(), bases(loaded)))) {
      long index = (row.address() >>> SECTION_BITS) - 1;
      if (index >= 0 && index < loaded.size()) {
        lines.add(line(loaded.get((int) index), row));
      }
    }
    return lines;
  }

  /// The line that a byte of an object comes from; empty without debug information for it.
  ///
  /// @param offset in the section as assembled
  public static Optional<Line> find(ObjectFile object, Section section, long offset) {
    IdentityHashMap<Section, Long> bases = bases(loaded(object));
    Long base = bases.get(section);
    if (base == null) {
      return Optional.empty();
    }
    LineProgram.Row before = null;
    for (LineProgram.Row row : rows(object.sections(), bases)) {
      if (before != null
          && before.line() > 0
          && before.address() <= base + offset
          && base + offset < row.address()) {
        return Optional.of(line(section, before));
      }
      before = row;
    }
    return Optional.empty();
  }

  private static Line line(Section section, LineProgram.Row row) {
    long offset = row.address() & ((1L << SECTION_BITS) - 1);
    return new Line(section, offset, row.file().name(), row.file().path(), row.line());
  }

  private static List<LineProgram.Row> inOrder(List<LineProgram.Row> rows) {
    // An end gives way to a row for the same address, which starts the next run.
    TreeMap<Long, LineProgram.Row> byAddress = new TreeMap<>(Long::compareUnsigned);
    for (LineProgram.Row row : rows) {
      LineProgram.Row there = byAddress.get(row.address());
      if (there == null || row.line() != 0) {
        byAddress.put(row.address(), row);
      }
    }
    return List.copyOf(byAddress.values());
  }

  /// @param bases the addresses that an object's sections are given
  private static List<LineProgram.Row> rows(
      List<Section> sections, IdentityHashMap<Section, Long> bases) {
    byte[] strings = bytes(sections, ".debug_str");
    byte[] lineStrings = bytes(sections, ".debug_line_str");
    List<LineProgram.Row> rows = new ArrayList<>();
    for (Section section : sections) {
      if (section.name().equals(".debug_line")) {
        rows.addAll(LineProgram.rows(relocated(section, bases), strings, lineStrings));
      }
    }
    return rows;
  }

  private static byte[] bytes(List<Section> sections, String name) {
    return sections.stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .map(Section::contents)
        .orElse(new byte[0]);
  }

  // --- objects, whose sections have no addresses yet

  private static List<Section> loaded(ObjectFile object) {
    return object.sections().stream().filter(s -> s.has(Section.ALLOC)).toList();
  }

  private static IdentityHashMap<Section, Long> bases(List<Section> loaded) {
    IdentityHashMap<Section, Long> bases = new IdentityHashMap<>();
    for (Section section : loaded) {
      bases.put(section, (bases.size() + 1L) << SECTION_BITS);
    }
    return bases;
  }

  private static byte[] relocated(Section section, IdentityHashMap<Section, Long> bases) {
    if (section.relocations().isEmpty()) {
      return section.contents();
    }
    ByteBuffer bytes = ByteBuffer.wrap(section.contents().clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (Relocation relocation : section.relocations()) {
      apply(bytes, relocation, bases);
    }
    return bytes.array();
  }

  private static void apply(
      ByteBuffer bytes, Relocation relocation, IdentityHashMap<Section, Long> bases) {
    Symbol symbol = relocation.symbol();
    long base =
        symbol.home() instanceof Symbol.Home.InSection(Section home)
            ? bases.getOrDefault(home, 0L)
            : 0;
    long value = base + symbol.value() + relocation.addend();
    int at = (int) relocation.offset();
    switch (relocation.type()) {
      case R_RISCV_32 -> bytes.putInt(at, (int) value);
      case R_RISCV_64 -> bytes.putLong(at, value);
      case R_RISCV_SET16 -> bytes.putShort(at, (short) value);
      case R_RISCV_ADD8 -> bytes.put(at, (byte) (bytes.get(at) + value));
      case R_RISCV_SUB8 -> bytes.put(at, (byte) (bytes.get(at) - value));
      case R_RISCV_ADD16 -> bytes.putShort(at, (short) (bytes.getShort(at) + value));
      case R_RISCV_SUB16 -> bytes.putShort(at, (short) (bytes.getShort(at) - value));
      case R_RISCV_ADD32 -> bytes.putInt(at, (int) (bytes.getInt(at) + value));
      case R_RISCV_SUB32 -> bytes.putInt(at, (int) (bytes.getInt(at) - value));
      case R_RISCV_ADD64 -> bytes.putLong(at, bytes.getLong(at) + value);
      case R_RISCV_SUB64 -> bytes.putLong(at, bytes.getLong(at) - value);
      default -> {}
    }
  }
}
