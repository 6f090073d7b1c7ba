package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the source line of a place in an object that was not linked yet, by its `.debug_line` section.
///
/// The section is read again for each question, as only messages ask. What is damaged in it answers nothing.
///
/// Source: DWARF 5, "Line Number Information"; versions 2 to 5 are read.
public final class SourceLines {
  /// @param file as the compiler or assembler named it
  public record Line(String file, long number) {}

  private static final long MAX_TEXT = 4 << 20;
  private static final int STRING = 0x08;
  private static final int BLOCK = 0x09;
  private static final int DATA_1 = 0x0b;
  private static final int DATA_2 = 0x05;
  private static final int DATA_4 = 0x06;
  private static final int DATA_16 = 0x1e;
  private static final int UDATA = 0x0f;
  private static final int STRP = 0x0e;
  private static final int LINE_STRP = 0x1f;

  private final ObjectFile object;
  private final ByteBuffer in;
  private final Map<Long, List<Relocation>> relocations = new HashMap<>();
  private long textRead;

  private SourceLines(ObjectFile object, Section lines) {
    this.object = object;
    this.in = ByteBuffer.wrap(lines.contents()).order(ByteOrder.LITTLE_ENDIAN);
    for (Relocation relocation : lines.relocations()) {
      relocations.computeIfAbsent(relocation.offset(), _ -> new ArrayList<>()).add(relocation);
    }
  }

  /// The line that a byte of a section comes from; empty without debug information for it.
  ///
  /// @param offset in the section as assembled
  public static Optional<Line> find(ObjectFile object, Section section, long offset) {
    for (Section lines : object.sections()) {
      if (lines.name().equals(".debug_line")) {
        try {
          Optional<Line> found = new SourceLines(object, lines).search(section, offset);
          if (found.isPresent()) {
            return found;
          }
        } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException _) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Line> search(Section section, long offset) {
    while (in.remaining() > 4) {
      int length = in.getInt();
      int end = Math.addExact(in.position(), length);
      if (length <= 0 || end > in.limit()) {
        return Optional.empty();
      }
      Optional<Line> found = new Unit(end).search(section, offset);
      if (found.isPresent()) {
        return found;
      }
      in.position(end);
    }
    return Optional.empty();
  }

  private long unsigned() {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number has no end");
  }

  private long signed() {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return shift < 57 && (next & 0x40) != 0 ? number | -1L << shift + 7 : number;
      }
    }
    throw new IllegalArgumentException("a number has no end");
  }

  private String text() {
    return text(in);
  }

  /// Many names may share the bytes of one long text: a small file must not ask for much memory.
  private String text(ByteBuffer from) {
    int start = from.position();
    while (from.get() != 0) {
      // The end is what is looked for.
    }
    byte[] bytes = new byte[from.position() - start - 1];
    textRead += bytes.length;
    if (textRead > MAX_TEXT) {
      throw new IllegalArgumentException("the names are too long");
    }
    from.get(start, bytes);
    return new String(bytes, UTF_8);
  }

  /// A name in another section, at the offset that stands here or that a relocation puts here.
  private String elsewhere(String section) {
    long at = in.position();
    long offset = Integer.toUnsignedLong(in.getInt());
    for (Relocation relocation : relocations.getOrDefault(at, List.of())) {
      offset = relocation.symbol().value() + relocation.addend();
    }
    for (Section candidate : object.sections()) {
      if (candidate.name().equals(section) && offset >= 0 && offset < candidate.size()) {
        ByteBuffer names = ByteBuffer.wrap(candidate.contents());
        names.position((int) offset);
        return text(names);
      }
    }
    return "";
  }

  /// One program of line numbers, usually for one source file.
  private final class Unit {
    private final int end;
    private final List<String> files = new ArrayList<>();
    private final int[] operands;
    private final int version;
    private final int minLength;
    private final int lineBase;
    private final int lineRange;

    private @Nullable Section section;
    private long address;
    private long line = 1;
    private int file = 1;

    private Unit(int end) {
      this.end = end;
      version = in.getShort();
      if (version < 2 || version > 5) {
        throw new IllegalArgumentException("version " + version);
      }
      if (version == 5) {
        in.getShort();
      }
      int headerLength = in.getInt();
      int program = Math.addExact(in.position(), headerLength);
      minLength = in.get() & 0xff;
      if (version >= 4) {
        in.get();
      }
      in.get();
      lineBase = in.get();
      lineRange = in.get() & 0xff;
      operands = new int[Math.max(1, in.get() & 0xff)];
      for (int i = 1; i < operands.length; i++) {
        operands[i] = in.get();
      }
      if (lineRange == 0) {
        throw new IllegalArgumentException("line range 0");
      }
      if (version == 5) {
        entries();
        files.addAll(entries());
      } else {
        while (!text().isEmpty()) {
          // Directories are not shown.
        }
        files.add("");
        for (String name = text(); !name.isEmpty(); name = text()) {
          files.add(name);
          unsigned();
          unsigned();
          unsigned();
        }
      }
      in.position(program);
    }

    private List<String> entries() {
      int[] contents = new int[in.get() & 0xff];
      int[] forms = new int[contents.length];
      for (int i = 0; i < contents.length; i++) {
        contents[i] = (int) unsigned();
        forms[i] = (int) unsigned();
      }
      List<String> names = new ArrayList<>();
      for (long count = unsigned(); count > 0 && contents.length > 0; count--) {
        String name = "";
        for (int i = 0; i < contents.length; i++) {
          String value = value(forms[i]);
          name = contents[i] == 1 ? value : name;
        }
        names.add(name);
      }
      return names;
    }

    private String value(int form) {
      switch (form) {
        case STRING -> {
          return text();
        }
        case LINE_STRP -> {
          return elsewhere(".debug_line_str");
        }
        case STRP -> {
          return elsewhere(".debug_str");
        }
        case DATA_1 -> in.get();
        case DATA_2 -> in.getShort();
        case DATA_4 -> in.getInt();
        case DATA_16 -> skip(16);
        case UDATA -> unsigned();
        case BLOCK -> skip(unsigned());
        default -> throw new IllegalArgumentException("form " + form);
      }
      return "";
    }

    private void skip(long bytes) {
      in.position(Math.addExact(in.position(), Math.toIntExact(bytes)));
    }

    private Optional<Line> search(Section target, long offset) {
      boolean hasRow = false;
      long rowAddress = 0;
      Line row = new Line("", 0);
      while (in.position() < end) {
        int opcode = in.get() & 0xff;
        boolean emits = false;
        boolean ends = false;
        if (opcode >= operands.length) {
          int adjusted = opcode - operands.length;
          address += (long) adjusted / lineRange * minLength;
          line += lineBase + adjusted % lineRange;
          emits = true;
        } else if (opcode == 0) {
          ends = extended();
          emits = ends;
        } else if (opcode == 1) {
          emits = true;
        } else {
          standard(opcode);
        }
        if (!emits) {
          continue;
        }
        if (hasRow && section == target && rowAddress <= offset && offset < address) {
          return Optional.of(row);
        }
        hasRow = !ends;
        rowAddress = address;
        row = new Line(file >= 0 && file < files.size() ? files.get(file) : "", line);
        if (ends) {
          section = null;
          address = 0;
          line = 1;
          file = 1;
        }
      }
      return Optional.empty();
    }

    private boolean extended() {
      long length = unsigned();
      int start = in.position();
      int opcode = length > 0 ? in.get() : 0;
      if (opcode == 2) {
        address = 0;
        for (Relocation relocation : relocations.getOrDefault((long) in.position(), List.of())) {
          if (relocation.symbol().home() instanceof Symbol.Home.InSection(Section home)) {
            section = home;
            address = relocation.symbol().value() + relocation.addend();
          }
        }
      }
      in.position(Math.addExact(start, Math.toIntExact(length)));
      return opcode == 1;
    }

    private void standard(int opcode) {
      switch (opcode) {
        case 2 -> address += unsigned() * minLength;
        case 3 -> line += signed();
        case 4 -> file = (int) unsigned();
        case 8 -> address += (255L - operands.length) / lineRange * minLength;
        case 9 -> address += fixedAdvance();
        default -> {
          for (int i = 0; i < operands[opcode]; i++) {
            unsigned();
          }
        }
      }
    }

    /// The distance of two labels, while their places may still change.
    private long fixedAdvance() {
      List<Relocation> here = relocations.getOrDefault((long) in.position(), List.of());
      long value = in.getShort() & 0xffff;
      for (Relocation relocation : here) {
        long operand = relocation.symbol().value() + relocation.addend();
        switch (relocation.type()) {
          case R_RISCV_ADD16 -> value += operand;
          case R_RISCV_SET16 -> value = operand;
          case R_RISCV_SUB16 -> value -= operand;
          default -> {}
        }
      }
      return value;
    }
  }
}
