package softmetal.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InstructionTest {
  private static final List<InstructionSet> SETS =
      List.of(InstructionSet.parse("rv32gc"), InstructionSet.parse("rv64gc"));

  private final Random random = new Random(20260101);

  @Test
  void a_row_is_understood_bit_by_bit() {
    Encoding encoding = Instruction.BEQ.encoding();

    assertEquals(0x707f, encoding.mask());
    assertEquals(0x63, encoding.match());
    assertEquals(
        0xfe208ee3, encoding.encode(Map.of(Field.RS1, 1L, Field.RS2, 2L, Field.IMMEDIATE, -4L)));
  }

  @Test
  void ranges_come_from_the_row() {
    BitField offset = immediate(Instruction.C_LDSP);
    BitField branch = immediate(Instruction.BEQ);
    BitField shamt = immediate(Instruction.SLLI);

    assertEquals(List.of(0L, 504L, 8L), List.of(offset.min(), offset.max(), offset.step()));
    assertEquals(List.of(-4096L, 4094L, 2L), List.of(branch.min(), branch.max(), branch.step()));
    assertEquals(List.of(31L, 63L), List.of(shamt.max(Xlen.RV32), shamt.max(Xlen.RV64)));
  }

  @Test
  void every_row_round_trips_with_random_operands() {
    for (InstructionSet isa : SETS) {
      Decoder decoder = new Decoder(isa);
      for (Instruction instruction : Instruction.values()) {
        for (int i = 0; isa.has(instruction) && i < 200; i++) {
          Map<Field, Long> values = randomOperands(instruction, isa.xlen(), random);
          int word = instruction.encoding().encode(values);

          Decoded decoded = decoder.decode(word);

          assertNotNull(decoded, () -> "%s %08x".formatted(instruction, word));
          assertEquals(instruction, decoded.instruction(), () -> "%08x".formatted(word));
          values.forEach((field, value) -> assertEquals(value, decoded.value(field)));
        }
      }
    }
  }

  @Test
  void no_word_matches_two_rows() {
    for (InstructionSet isa : SETS) {
      for (int half = 0; half < 0x10000; half++) {
        if ((half & 3) != 3) {
          assertTrue(matching(half, isa).size() < 2, "%04x".formatted(half));
        }
      }
      for (Instruction instruction : Instruction.values()) {
        for (Instruction other : Instruction.values()) {
          Encoding left = instruction.encoding();
          Encoding right = other.encoding();
          boolean disjoint = ((left.match() ^ right.match()) & left.mask() & right.mask()) != 0;
          assertTrue(
              disjoint || instruction == other || left.length() == 2 || right.length() == 2,
              instruction + " and " + other);
        }
      }
    }
  }

  @Test
  void hints_are_legal_and_reserved_encodings_are_not() {
    Decoder decoder = new Decoder(InstructionSet.RV64GC);

    assertNotNull(decoder.decode(0x0011), "c.nop with an immediate");
    assertNotNull(decoder.decode(0x4001), "c.li zero");
    assertNotNull(decoder.decode(0x8006), "c.mv zero");
    assertNull(decoder.decode(0x0000), "all zeros");
    assertNull(decoder.decode(0x2001), "c.addiw zero");
    assertNull(decoder.decode(0x6101), "c.addi16sp by 0");
    assertNull(decoder.decode(0x6501), "c.lui of 0");
    assertNull(decoder.decode(0x4002), "c.lwsp to zero");
    assertNull(decoder.decode(0x8002), "c.jr to zero");
  }

  @Test
  void a_compressed_instruction_expands_to_its_base() {
    Decoder decoder = new Decoder(InstructionSet.RV64GC);

    Decoded expanded =
        Objects.requireNonNull(decoder.decode(0x717d)).expanded(); // c.addi16sp sp,-16

    assertEquals(Instruction.ADDI, expanded.instruction());
    assertEquals(List.of(2, 2), List.of(expanded.rd(), expanded.rs1()));
    assertEquals(-16, expanded.immediate());
    assertEquals(2, expanded.length());
  }

  @Test
  void every_compressed_instruction_means_what_its_base_encodes() {
    for (InstructionSet isa : SETS) {
      Decoder decoder = new Decoder(isa);
      for (int half = 0; half < 0x10000; half++) {
        Decoded decoded = decoder.decode(half);
        if ((half & 3) != 3 && decoded != null) {
          Decoded expanded = decoded.expanded();
          Encoding base = expanded.instruction().encoding();
          Map<Field, Long> values = new EnumMap<>(Field.class);
          base.fields().keySet().forEach(field -> values.put(field, expanded.value(field)));
          Decoded again = decoder.decode(base.encode(values));

          assertNotNull(again);
          assertEquals(expanded.instruction(), again.instruction());
          values.forEach((field, value) -> assertEquals(value, again.value(field)));
        }
      }
    }
  }

  static Map<Field, Long> randomOperands(Instruction instruction, Xlen xlen, Random random) {
    Map<Field, Long> values = new EnumMap<>(Field.class);
    for (BitField field : instruction.encoding().fields().values()) {
      long value;
      do {
        long steps = (field.max() - field.min()) / field.step() + 1;
        value = field.min() + random.nextLong(steps) * field.step();
      } while (!field.fits(value, xlen));
      values.put(field.field(), value);
    }
    return values;
  }

  private static BitField immediate(Instruction instruction) {
    return Objects.requireNonNull(instruction.encoding().field(Field.IMMEDIATE));
  }

  private static List<Instruction> matching(int word, InstructionSet isa) {
    List<Instruction> matching = new ArrayList<>();
    for (Instruction instruction : Instruction.values()) {
      if (isa.has(instruction)
          && instruction.length() == 2
          && instruction.encoding().matches(word, isa.xlen())) {
        matching.add(instruction);
      }
    }
    return matching;
  }
}
