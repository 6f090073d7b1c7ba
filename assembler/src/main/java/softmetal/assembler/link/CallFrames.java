package softmetal.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Relocation;

/// What one `.eh_frame` consists of: common parts (CIE), descriptions of functions (FDE) that refer to one of them, and
/// perhaps the zero that ends all.
///
/// Source: Linux Standard Base, "Exception Frames"; DWARF, "Call Frame Information".
///
/// @param entries in order
record CallFrames(List<Entry> entries) {
  private static final int WORD = 4;

  /// @param start offset of its length
  /// @param size in bytes, with the length
  /// @param needed what is left of the size without padding at the end, a multiple of 4
  /// @param common the CIE of an FDE; null for a CIE and for the end
  /// @param relocations in it, their offsets counting from the section's start
  record Entry(
      int start, int size, int needed, @Nullable Entry common, List<Relocation> relocations) {
    boolean isEnd() {
      return size == WORD;
    }

    boolean describesFunction() {
      return common != null;
    }

    /// What says where the function is.
    Optional<Relocation> function() {
      return relocations.stream().filter(r -> r.offset() == start + 2L * WORD).findFirst();
    }
  }

  /// The parts of a section; empty if it is not understood, and must stay as it is.
  static Optional<CallFrames> of(byte[] contents, List<Relocation> relocations) {
    try {
      return Optional.of(new Parser(contents, relocations).parse());
    } catch (NotUnderstood | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static final class NotUnderstood extends Exception {
    private static final long serialVersionUID = 1;
  }

  /// How the descriptions that refer to a common part are read.
  ///
  /// @param pointerBytes of the function's address and of its length
  private record Shape(boolean hasAugmentation, int pointerBytes) {}

  private static final class Parser {
    private final ByteBuffer bytes;
    private final List<Relocation> relocations;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private int at;

    private Parser(byte[] contents, List<Relocation> relocations) {
      this.bytes = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
      this.relocations = relocations;
    }

    private CallFrames parse() throws NotUnderstood {
      int start = 0;
      while (start < bytes.limit()) {
        int length = bytes.getInt(start);
        if (length == 0) {
          entries.add(new Entry(start, WORD, WORD, null, List.of()));
          shapes.add(new Shape(false, 0));
          start += WORD;
          if (start != bytes.limit()) {
            throw new NotUnderstood();
          }
          continue;
        }
        if (length < WORD || length > bytes.limit() - start - WORD || length % WORD != 0) {
          throw new NotUnderstood();
        }
        entry(start, length + WORD);
        start += length + WORD;
      }
      return new CallFrames(entries);
    }

    private void entry(int start, int size) throws NotUnderstood {
      int end = start + size;
      List<Relocation> own =
          relocations.stream().filter(r -> r.offset() >= start && r.offset() < end).toList();
      int back = bytes.getInt(start + WORD);
      at = start + 2 * WORD;
      if (back == 0) {
        shapes.add(common());
        entries.add(new Entry(start, size, size, null, own));
        return;
      }
      Entry common = null;
      Shape shape = null;
      for (int i = 0; i < entries.size(); i++) {
        if (entries.get(i).start == start + WORD - back && !entries.get(i).describesFunction()) {
          common = entries.get(i);
          shape = shapes.get(i);
        }
      }
      if (common == null || shape == null) {
        throw new NotUnderstood();
      }
      at += 2 * shape.pointerBytes;
      if (shape.hasAugmentation) {
        skip(number());
      }
      int needed = instructions(end, shape.pointerBytes) - start;
      entries.add(new Entry(start, size, needed + (WORD - 1) & -WORD, common, own));
      shapes.add(shape);
    }

    private Shape common() throws NotUnderstood {
      int version = bytes.get(at++);
      StringBuilder augmentation = new StringBuilder();
      for (byte c = bytes.get(at++); c != 0; c = bytes.get(at++)) {
        augmentation.append((char) c);
      }
      String letters = augmentation.toString();
      if ((version != 1 && version != 3) || !letters.matches("(z[LPRS]*)?")) {
        throw new NotUnderstood();
      }
      number();
      number();
      at += version == 1 ? 1 : 0;
      if (version != 1) {
        number();
      }
      if (letters.isEmpty()) {
        return new Shape(false, Long.BYTES);
      }
      number();
      int pointer = Long.BYTES;
      for (char letter : letters.substring(1).toCharArray()) {
        switch (letter) {
          case 'R' -> pointer = bytesOf(bytes.get(at++));
          case 'P' -> {
            int personality = bytesOf(bytes.get(at++));
            skip(personality);
          }
          case 'L' -> at++;
          default -> {}
        }
      }
      return new Shape(true, pointer);
    }

    private static int bytesOf(byte encoding) throws NotUnderstood {
      return switch (encoding & 7) {
        case 0, 4 -> Long.BYTES;
        case 2 -> Short.BYTES;
        case 3 -> Integer.BYTES;
        default -> throw new NotUnderstood();
      };
    }

    private void skip(int count) throws NotUnderstood {
      if (count < 0) {
        throw new NotUnderstood();
      }
      at += count;
    }

    private int number() {
      int value = 0;
      int shift = 0;
      byte part;
      do {
        part = bytes.get(at++);
        value |= (part & 0x7f) << shift;
        shift += 7;
      } while (part < 0);
      return value;
    }

    /// Reads the instructions up to an offset, and says where the last begins behind which there is only padding.
    private int instructions(int end, int pointerBytes) throws NotUnderstood {
      int last = at;
      while (at < end) {
        int operation = bytes.get(at++) & 0xff;
        if (operation == 0) {
          continue;
        }
        operands(operation, pointerBytes);
        last = at;
      }
      if (at > end) {
        throw new NotUnderstood();
      }
      return last;
    }

    private void operands(int operation, int pointerBytes) throws NotUnderstood {
      switch (operation >>> 6) {
        case 1, 3 -> {}
        case 2 -> number();
        default -> {
          switch (operation) {
            case 0x01 -> at += pointerBytes;
            case 0x02 -> at += 1;
            case 0x03 -> at += 2;
            case 0x04 -> at += 4;
            case 0x0a, 0x0b, 0x2d -> {}
            case 0x06, 0x07, 0x08, 0x0d, 0x0e, 0x13, 0x2e -> number();
            case 0x05, 0x09, 0x0c, 0x11, 0x12, 0x14, 0x15, 0x2f -> {
              number();
              number();
            }
            case 0x0f -> skip(number());
            case 0x10, 0x16 -> {
              number();
              skip(number());
            }
            default -> throw new NotUnderstood();
          }
        }
      }
    }
  }
}
