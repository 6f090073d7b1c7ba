package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs the programs of a section `.debug_line`, which make the rows of a line table. What is damaged ends it.
///
/// Source: DWARF Debugging Information Format 5, section 6.2.
final class LineProgram {
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

  private static final long MAX_TEXT = 4 << 20;

  /// @param line 0 at the end of a run
  record Row(long address, FileName file, int line) {}

  record FileName(String directory, String name) {
    private static final FileName UNKNOWN = new FileName("", "?");

    String path() {
      return name.startsWith("/") || directory.isEmpty() ? name : directory + "/" + name;
    }
  }

  private final List<Row> rows = new ArrayList<>();
  private final byte[] strings;
  private final byte[] lineStrings;
  private long textRead;

  private LineProgram(byte[] strings, byte[] lineStrings) {
    this.strings = strings;
    this.lineStrings = lineStrings;
  }

  /// @param programs the contents of `.debug_line`
  /// @param strings those of `.debug_str`
  /// @param lineStrings those of `.debug_line_str`
  static List<Row> rows(byte[] programs, byte[] strings, byte[] lineStrings) {
    LineProgram reader = new LineProgram(strings, lineStrings);
    ByteBuffer buffer = ByteBuffer.wrap(programs).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (buffer.remaining() > 4) {
        reader.unit(buffer);
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException _) {
      // Damaged from here on; what was read counts.
    }
    return reader.rows;
  }

  /// One program of line numbers, usually for one source file.
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
    new Run(unit, files, step, lineBase, lineRange, operands).run();
  }

  /// The registers of the machine that the programs are written for.
  private final class Run {
    private final ByteBuffer unit;
    private final Map<Long, FileName> files;
    private final int step;
    private final int lineBase;
    private final int lineRange;
    private final byte[] operands;
    private final int opcodeBase;
    private long address;
    private long file = 1;
    private long line = 1;

    /// @param operands how many each standard opcode has
    private Run(
        ByteBuffer unit,
        Map<Long, FileName> files,
        int step,
        int lineBase,
        int lineRange,
        byte[] operands) {
      this.unit = unit;
      this.files = files;
      this.step = step;
      this.lineBase = lineBase;
      this.lineRange = lineRange;
      this.operands = operands;
      this.opcodeBase = operands.length + 1;
    }

    private void run() {
      while (unit.hasRemaining() && rows.size() < MAX_ROWS) {
        int opcode = unit.get() & 0xff;
        if (opcode >= opcodeBase) {
          int special = opcode - opcodeBase;
          address += (long) (special / lineRange) * step;
          line += lineBase + special % lineRange;
          row();
        } else {
          standard(opcode);
        }
      }
    }

    private void standard(int opcode) {
      switch (opcode) {
        case 0 -> extended();
        case COPY -> row();
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

    private void extended() {
      long length = Math.max(0, uleb(unit));
      int end = (int) Math.min(unit.limit(), unit.position() + Math.min(length, unit.limit()));
      int opcode = end > unit.position() ? unit.get() : 0;
      if (opcode == SET_ADDRESS) {
        address = end - unit.position() >= 8 ? unit.getLong() : unit.getInt() & 0xffff_ffffL;
      } else if (opcode == END_SEQUENCE) {
        rows.add(new Row(address, FileName.UNKNOWN, 0));
        address = 0;
        file = 1;
        line = 1;
      }
      unit.position(Math.max(unit.position(), end));
    }

    private void row() {
      if (line > 0 && line <= Integer.MAX_VALUE) {
        rows.add(new Row(address, files.getOrDefault(file, FileName.UNKNOWN), (int) line));
      }
    }
  }

  // --- the files that a unit names

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

  /// Many names may share the bytes of one long text: a small file must not ask for much memory.
  private String stringAt(byte[] table, long offset) {
    if (offset < 0 || offset >= table.length) {
      return "?";
    }
    int start = (int) offset;
    int end = start;
    while (end < table.length && table[end] != 0) {
      end++;
    }
    textRead += end - start;
    if (textRead > MAX_TEXT) {
      throw new IllegalArgumentException("the names are too long");
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
