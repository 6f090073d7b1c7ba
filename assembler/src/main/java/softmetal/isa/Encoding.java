package softmetal.isa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one instruction looks in memory: a row of the manual, understood.
///
/// A row lists the fields from the highest bit to the lowest, separated by spaces:
///
/// | in the row | means |
/// |---|---|
/// | `0110111` | bits that must be so |
/// | `..` | bits that a reader ignores; written as 0 |
/// | `rd rs1 rs2 rs3` | a register, 5 bits; `rd'` 3 bits for `x8` to `x15` |
/// | `imm[12\|10:5]` | these bits of the immediate, signed; `uimm` unsigned; `nzimm`, `nzuimm` the same but never 0 |
/// | `shamt[5:0]` | a shift amount, less than XLEN |
/// | `csr zimm rm` | CSR number (12 bits), 5-bit immediate in the place of `rs1`, rounding mode (3) |
/// | `fm pred succ` | the 4-bit fields of a fence |
/// | `aq rl` | the ordering bits of an atomic |
/// | `rd≠0`, `rd≠{0,2}` | a field that never has these values |
///
/// @param row as in the table of [Instruction]
/// @param length in bytes: 2 or 4
/// @param mask the bits that tell this instruction from others
/// @param match their values
public record Encoding(String row, int length, int mask, int match, Map<Field, BitField> fields) {

  /// Names with a fixed place in the immediate: width and lowest bit of the value.
  private static final Map<String, Place> PLACES =
      Map.of(
          "csr", new Place(12, 0),
          "fm", new Place(4, 8),
          "pred", new Place(4, 4),
          "succ", new Place(4, 0),
          "aq", new Place(1, 1),
          "rl", new Place(1, 0));

  private record Place(int width, int valueBit) {}

  public Encoding {
    fields = Collections.unmodifiableMap(new EnumMap<>(fields));
  }

  /// Understands a row.
  ///
  /// @throws IllegalArgumentException if it is not written as above or has neither 16 nor 32 bits
  public static Encoding parse(String row) {
    return new Parser(row).parse();
  }

  /// The field, or null where this instruction has none such.
  public @Nullable BitField field(Field field) {
    return fields.get(field);
  }

  /// The value of a field in a word; 0 where this instruction has no such field.
  long value(Field field, int word) {
    BitField bits = fields.get(field);
    return bits == null ? 0 : bits.gather(word);
  }

  /// Whether a word is this instruction.
  public boolean matches(int word, Xlen xlen) {
    if ((word & mask) != match) {
      return false;
    }
    for (BitField field : fields.values()) {
      if ((!field.excluded().isEmpty() || field.belowXlen())
          && !field.fits(field.gather(word), xlen)) {
        return false;
      }
    }
    return true;
  }

  /// The instruction word with these values; fields that are not mentioned are zero.
  ///
  /// @throws IllegalArgumentException if a value does not fit, or there is no such field
  public int encode(Map<Field, Long> values) {
    int word = match;
    for (Map.Entry<Field, Long> entry : values.entrySet()) {
      BitField field = fields.get(entry.getKey());
      if (field == null) {
        throw new IllegalArgumentException("no " + entry.getKey() + " in " + row);
      }
      word |= field.scatter(entry.getValue());
    }
    return word;
  }

  private static final class Parser {
    private final String row;
    private final Map<Field, List<BitField.Piece>> pieces = new LinkedHashMap<>();
    private final Map<Field, String> names = new EnumMap<>(Field.class);
    private final Map<Field, Set<Long>> excluded = new EnumMap<>(Field.class);
    private final Set<Field> shortRegisters = new HashSet<>();
    private int position;
    private int mask;
    private int match;

    Parser(String row) {
      this.row = row;
    }

    Encoding parse() {
      // From the lowest bits, which are the last token, to the highest.
      int end = row.length();
      while (end > 0) {
        int start = row.lastIndexOf(' ', end - 1) + 1;
        if (start < end) {
          token(row.substring(start, end));
        }
        end = start - 1;
      }
      if (position != 16 && position != 32) {
        throw new IllegalArgumentException(
            "encoding covers %d bits, not 16 or 32: \"%s\"".formatted(position, row));
      }
      Map<Field, BitField> fields = new EnumMap<>(Field.class);
      pieces.forEach((field, list) -> fields.put(field, bitField(field, list)));
      return new Encoding(row, position / 8, mask, match, fields);
    }

    private void token(String token) {
      switch (token.charAt(0)) {
        case '0', '1', '.' -> literal(token);
        default -> named(token);
      }
    }

    private void literal(String token) {
      for (int i = token.length() - 1; i >= 0; i--) {
        int bit = 1 << position++;
        switch (token.charAt(i)) {
          case '0' -> mask |= bit;
          case '1' -> {
            mask |= bit;
            match |= bit;
          }
          case '.' -> {}
          default -> throw wrong(token);
        }
      }
    }

    private void named(String token) {
      int unequal = token.indexOf('≠');
      String picture = unequal < 0 ? token : token.substring(0, unequal);
      int open = picture.indexOf('[');
      boolean isShort = picture.endsWith("'");
      String name = picture.substring(0, open >= 0 ? open : picture.length() - (isShort ? 1 : 0));
      Field field = fieldNamed(name);
      names.putIfAbsent(field, name);
      if (isShort) {
        shortRegisters.add(field);
        add(field, 3, 0);
      } else if (open >= 0) {
        if (!picture.endsWith("]")) {
          throw wrong(token);
        }
        for (String run :
            split(picture.substring(open + 1, picture.length() - 1), '|').reversed()) {
          int colon = run.indexOf(':');
          int high = Integer.parseInt(colon < 0 ? run : run.substring(0, colon));
          int low = Integer.parseInt(run.substring(colon + 1));
          add(field, high - low + 1, low);
        }
      } else {
        int width = field == Field.ROUNDING_MODE ? 3 : 5;
        Place place = PLACES.getOrDefault(name, new Place(width, 0));
        add(field, place.width(), place.valueBit());
      }
      if (unequal >= 0) {
        String values = token.substring(unequal + 1);
        boolean several = values.startsWith("{") && values.endsWith("}");
        for (String value :
            split(several ? values.substring(1, values.length() - 1) : values, ',')) {
          exclude(field, Long.parseLong(value));
        }
      }
      if (name.startsWith("nz")) {
        exclude(field, 0);
      }
      if (field == Field.ROUNDING_MODE) {
        exclude(field, 5);
        exclude(field, 6);
      }
    }

    private IllegalArgumentException wrong(String token) {
      return new IllegalArgumentException("'%s' in encoding \"%s\"".formatted(token, row));
    }

    private static List<String> split(String text, char separator) {
      List<String> parts = new ArrayList<>();
      int start = 0;
      int end;
      while ((end = text.indexOf(separator, start)) >= 0) {
        parts.add(text.substring(start, end));
        start = end + 1;
      }
      parts.add(text.substring(start));
      return parts;
    }

    private void add(Field field, int width, int valueBit) {
      pieces
          .computeIfAbsent(field, any -> new ArrayList<>())
          .add(new BitField.Piece(position, valueBit, width));
      position += width;
    }

    private void exclude(Field field, long value) {
      excluded.computeIfAbsent(field, any -> new HashSet<>()).add(value);
    }

    private BitField bitField(Field field, Collection<BitField.Piece> list) {
      String name = names.getOrDefault(field, "");
      return new BitField(
          field,
          List.copyOf(list),
          shortRegisters.contains(field) ? 8 : 0,
          name.equals("imm") || name.equals("nzimm"),
          excluded.getOrDefault(field, Set.of()),
          name.equals("shamt"));
    }

    private Field fieldNamed(String name) {
      return switch (name) {
        case "rd" -> Field.RD;
        case "rs1", "zimm" -> Field.RS1;
        case "rs2" -> Field.RS2;
        case "rs3" -> Field.RS3;
        case "rm" -> Field.ROUNDING_MODE;
        case "imm", "uimm", "nzimm", "nzuimm", "shamt", "csr", "fm", "pred", "succ", "aq", "rl" ->
            Field.IMMEDIATE;
        default ->
            throw new IllegalArgumentException(
                "unknown field '%s' in encoding \"%s\"".formatted(name, row));
      };
    }
  }
}
