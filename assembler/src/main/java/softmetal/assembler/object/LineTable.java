package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which source line each instruction came from, as the section `.debug_line` tells it: DWARF 2 to 5.
///
/// What is damaged is left out; it never fails.
///
/// Source: DWARF Debugging Information Format 5, section 6.2.
public final class LineTable {
  private static final int COPY = 1;
  private static final int ADVANCE_PC = 2;
  private static final int ADVANCE_LINE = 3;
  private static final int SET_FILE = 4;
  private static final int SET_COLUMN = 5;
  private static final int CONST_ADD_PC = 8;
  private static final int FIXED_ADVANCE_PC = 9;
  private static final int END_SEQUENCE = 1;
  private static final int SET_ADDRESS = 2;
  private static final int PATH = 1;
  private static final int DIRECTORY = 2;

  /// More rows than any program has of the size that we read.
  private static final int MAX_ROWS = 20_000_000;

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

  /// @param line 0 at the end of a run
  private record Row(long address, FileName file, int line) {}

  private record FileName(String directory, String name) {
    private static final FileName UNKNOWN = new FileName("", "?");

    String path() {
      return name.startsWith("/") || directory.isEmpty() ? name : directory + "/" + name;
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final byte[] strings;
  private final byte[] lineStrings;

  private LineTable(byte[] program, byte[] strings, byte[] lineStrings) {
    this.strings = strings;
    this.lineStrings = lineStrings;
    ByteBuffer buffer = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (buffer.remaining() > 4) {
        unit(buffer);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException _) {
      // Damaged from here on; what was read counts.
    }
  }

  /// The lines of a program, by rising address.
  public static List<Line> of(Executable program) {
    List<Section> sections =
        program.sections().stream().map(Executable.PlacedSection::section).toList();
    LineTable read =
        new LineTable(
            bytes(sections, ".debug_line").orElse(new byte[0]),
            bytes(sections, ".debug_str").orElse(new byte[0]),
            bytes(sections, ".debug_line_str").orElse(new byte[0]));
    List<Line> lines = new ArrayList<>();
    for (Row row : read.inOrder()) {
      lines.add(new Line(null, row.address, row.file.name, row.file.path(), row.line));
    }
    return lines;
  }

  /// The lines of an object, by section and rising offset.
  public static List<Line> of(ObjectFile object) {
    IdentityHashMap<Section, Long> bases = new IdentityHashMap<>();
    List<Section> loaded = object.sections().stream().filter(s -> s.has(Section.ALLOC)).toList();
    for (Section section : loaded) {
      bases.put(section, (bases.size() + 1L) << SECTION_BITS);
    }
    LineTable read =
        new LineTable(
            relocated(object, ".debug_line", bases),
            bytes(object.sections(), ".debug_str").orElse(new byte[0]),
            bytes(object.sections(), ".debug_line_str").orElse(new byte[0]));
    List<Line> lines = new ArrayList<>();
    for (Row row : read.inOrder()) {
      long index = (row.address >>> SECTION_BITS) - 1;
      if (index >= 0 && index < loaded.size()) {
        lines.add(
            new Line(
                loaded.get((int) index),
                row.address & ((1L << SECTION_BITS) - 1),
                row.file.name,
                row.file.path(),
                row.line));
      }
    }
    return lines;
  }

  private List<Row> inOrder() {
    // An end gives way to a row for the same address, which starts the next run.
    TreeMap<Long, Row> byAddress = new TreeMap<>(Long::compareUnsigned);
    for (Row row : rows) {
      Row there = byAddress.get(row.address);
      if (there == null || row.line != 0) {
        byAddress.put(row.address, row);
      }
    }
    return List.copyOf(byAddress.values());
  }

  private static Optional<byte[]> bytes(List<Section> sections, String name) {
    return sections.stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .map(Section::contents);
  }

  private static byte[] relocated(ObjectFile object, String name, Map<Section, Long> bases) {
    for (Section section : object.sections()) {
      if (section.name().equals(name)) {
        ByteBuffer bytes =
            ByteBuffer.wrap(Arrays.copyOf(section.contents(), section.contents().length))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (Relocation relocation : section.relocations()) {
          apply(bytes, relocation, bases);
        }
        return bytes.array();
      }
    }
    return new byte[0];
  }

  private static void apply(ByteBuffer bytes, Relocation relocation, Map<Section, Long> bases) {
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

  // --- the line program

  private void unit(ByteBuffer section) {
    long length = section.getInt() & 0xffff_ffffL;
    boolean wide = length == 0xffff_ffffL;
    if (wide) {
      length = section.getLong();
    }
    if (length < 0 || length > section.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer unit =
        section.slice(section.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    section.position(section.position() + (int) length);
    int version = unit.getShort();
    if (version < 2 || version > 5) {
      return;
    }
    if (version == 5) {
      unit.getShort(); // sizes of an address and of a segment selector
    }
    long headerLength = wide ? unit.getLong() : unit.getInt() & 0xffff_ffffL;
    long program = unit.position() + headerLength;
    int step = unit.get() & 0xff;
    if (version >= 4) {
      unit.get(); // operations in an instruction
    }
    unit.get(); // whether a row is a statement by default
    int lineBase = unit.get();
    int lineRange = Math.max(1, unit.get() & 0xff);
    int opcodeBase = unit.get() & 0xff;
    byte[] operands = new byte[Math.max(0, opcodeBase - 1)];
    unit.get(operands);
    Map<Long, FileName> files = version == 5 ? files5(unit, wide) : files(unit);
    if (program < 0 || program > unit.limit()) {
      throw new BufferUnderflowException();
    }
    unit.position((int) program);
    run(unit, files, step, lineBase, lineRange, opcodeBase, operands);
  }

  private void run(
      ByteBuffer unit,
      Map<Long, FileName> files,
      int step,
      int lineBase,
      int lineRange,
      int opcodeBase,
      byte[] operands) {
    long address = 0;
    long file = 1;
    long line = 1;
    while (unit.hasRemaining() && rows.size() < MAX_ROWS) {
      int opcode = unit.get() & 0xff;
      if (opcode >= opcodeBase) {
        int special = opcode - opcodeBase;
        address += (long) (special / lineRange) * step;
        line += lineBase + special % lineRange;
        row(address, files, file, line);
        continue;
      }
      switch (opcode) {
        case 0 -> {
          long length = Math.max(0, uleb(unit));
          int end = (int) Math.min(unit.limit(), unit.position() + Math.min(length, unit.limit()));
          int extended = end > unit.position() ? unit.get() : 0;
          if (extended == SET_ADDRESS) {
            address = end - unit.position() >= 8 ? unit.getLong() : unit.getInt() & 0xffff_ffffL;
          } else if (extended == END_SEQUENCE) {
            rows.add(new Row(address, FileName.UNKNOWN, 0));
            address = 0;
            file = 1;
            line = 1;
          }
          unit.position(Math.max(unit.position(), end));
        }
        case COPY -> row(address, files, file, line);
        case ADVANCE_PC -> address += uleb(unit) * step;
        case ADVANCE_LINE -> line += sleb(unit);
        case SET_FILE -> file = uleb(unit);
        case SET_COLUMN -> uleb(unit);
        case CONST_ADD_PC -> address += (long) ((255 - opcodeBase) / lineRange) * step;
        case FIXED_ADVANCE_PC -> address += unit.getShort() & 0xffff;
        default -> {
          for (int i = 0; i < operands[opcode - 1]; i++) {
            uleb(unit);
          }
        }
      }
    }
  }

  private void row(long address, Map<Long, FileName> files, long file, long line) {
    if (line > 0 && line <= Integer.MAX_VALUE) {
      rows.add(new Row(address, files.getOrDefault(file, FileName.UNKNOWN), (int) line));
    }
  }

  private static Map<Long, FileName> files(ByteBuffer unit) {
    List<String> directories = new ArrayList<>(List.of(""));
    String directory = string(unit);
    while (!directory.isEmpty()) {
      directories.add(directory);
      directory = string(unit);
    }
    Map<Long, FileName> files = new HashMap<>();
    String name = string(unit);
    while (!name.isEmpty()) {
      long index = uleb(unit);
      uleb(unit);
      uleb(unit);
      files.put(files.size() + 1L, path(directories, index, name));
      name = string(unit);
    }
    return files;
  }

  private Map<Long, FileName> files5(ByteBuffer unit, boolean wide) {
    List<String> directories = new ArrayList<>();
    for (Entry entry : entries(unit, wide)) {
      directories.add(entry.path);
    }
    Map<Long, FileName> files = new HashMap<>();
    for (Entry entry : entries(unit, wide)) {
      files.put((long) files.size(), path(directories, entry.directory, entry.path));
    }
    return files;
  }

  private static FileName path(List<String> directories, long index, String name) {
    boolean known = index >= 0 && index < directories.size();
    return new FileName(known ? directories.get((int) index) : "", name);
  }

  private record Entry(String path, long directory) {}

  private List<Entry> entries(ByteBuffer unit, boolean wide) {
    int columns = unit.get() & 0xff;
    long[] kinds = new long[columns];
    long[] forms = new long[columns];
    for (int i = 0; i < columns; i++) {
      kinds[i] = uleb(unit);
      forms[i] = uleb(unit);
    }
    long count = uleb(unit);
    List<Entry> entries = new ArrayList<>();
    for (long i = 0; i < count && columns > 0 && unit.hasRemaining(); i++) {
      String path = "";
      long directory = 0;
      for (int column = 0; column < columns; column++) {
        Object value = value(unit, forms[column], wide);
        if (kinds[column] == PATH && value instanceof String text) {
          path = text;
        } else if (kinds[column] == DIRECTORY && value instanceof Long number) {
          directory = number;
        }
      }
      entries.add(new Entry(path, directory));
    }
    return entries;
  }

  /// A value in one of the forms that the standard allows here: a text or a number.
  private Object value(ByteBuffer unit, long form, boolean wide) {
    return switch ((int) form) {
      case 0x08 -> string(unit);
      case 0x1f -> stringAt(lineStrings, wide ? unit.getLong() : unit.getInt() & 0xffff_ffffL);
      case 0x0e -> stringAt(strings, wide ? unit.getLong() : unit.getInt() & 0xffff_ffffL);
      case 0x0b -> (long) (unit.get() & 0xff);
      case 0x05 -> (long) (unit.getShort() & 0xffff);
      case 0x06 -> unit.getInt() & 0xffff_ffffL;
      case 0x07 -> unit.getLong();
      case 0x0f -> uleb(unit);
      case 0x1e -> {
        unit.getLong();
        yield unit.getLong();
      }
      case 0x09 -> {
        long length = Math.clamp(uleb(unit), 0, unit.limit());
        unit.position((int) Math.min(unit.limit(), unit.position() + length));
        yield 0L;
      }
      default -> throw new IllegalArgumentException("form " + form);
    };
  }

  private static String stringAt(byte[] table, long offset) {
    if (offset < 0 || offset >= table.length) {
      return "?";
    }
    int start = (int) offset;
    int end = start;
    while (end < table.length && table[end] != 0) {
      end++;
    }
    return new String(table, start, end - start, UTF_8);
  }

  private static String string(ByteBuffer unit) {
    int start = unit.position();
    int end = start;
    while (unit.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    unit.get(bytes);
    unit.get();
    return new String(bytes, UTF_8);
  }

  private static long uleb(ByteBuffer unit) {
    long value = 0;
    int shift = 0;
    while (true) {
      byte next = unit.get();
      value |= shift < 64 ? (long) (next & 0x7f) << shift : 0;
      shift += 7;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static long sleb(ByteBuffer unit) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = unit.get();
      value |= shift < 64 ? (long) (next & 0x7f) << shift : 0;
      shift += 7;
    } while (next < 0);
    return shift < 64 && (next & 0x40) != 0 ? value | -1L << shift : value;
  }
}
