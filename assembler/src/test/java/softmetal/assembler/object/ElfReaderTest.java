package softmetal.assembler.object;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.InvalidInputException;

class ElfReaderTest {
  private static final int SEGMENT = 64;

  final byte[] object = ElfWriter.write(SampleObjects.object());
  final byte[] executable = ElfWriter.write(SampleObjects.executable());
  final int sections = (int) ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN).getLong(40);

  @Test
  void says_what_a_file_starts_with_that_is_no_elf_file() {
    assertEquals(
        "not an ELF file: it starts with the bytes 23 21 2f 62, where 7f 45 4c 46 is right",
        refusal("#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    assertEquals("not an ELF file: it is empty, where 7f 45 4c 46 is right", refusal(new byte[0]));
  }

  @Test
  void names_the_machine_that_a_file_is_for() {
    assertEquals(
        "the machine at byte 0x12 is 62 (x86-64); it should be 243 (RISC-V)",
        refusal(changed(object, bytes -> bytes.putShort(18, (short) 62))));
  }

  @Test
  void refuses_objects_of_32_bits_by_name() {
    assertEquals(
        "the file type at byte 0x10: an object of 32 bits is not supported",
        refusal(changed(object, bytes -> bytes.put(4, (byte) 1))));
  }

  @Test
  void refuses_a_shared_object() {
    assertEquals(
        "the file type at byte 0x10 is 3 (shared object or position-independent executable); it should be 1 (object)"
            + " or 2 (executable)",
        refusal(changed(object, bytes -> bytes.putShort(16, (short) 3))));
  }

  @Test
  void tells_objects_from_executables() {
    assertEquals(
        "this is an object that was not linked yet, not an executable",
        assertThrows(InvalidInputException.class, () -> ElfReader.readExecutable("x", object))
            .getMessage());
    assertEquals(
        "this is an executable, not an object to be linked",
        assertThrows(InvalidInputException.class, () -> ElfReader.readObject("x", executable))
            .getMessage());
  }

  @Test
  void refuses_a_section_that_ends_behind_the_file() {
    assertEquals(
        "section header 1 takes 1152921504606846976 bytes from byte 0x40 on, but the file ends at byte "
            + "0x%x".formatted(object.length),
        refusal(changed(object, bytes -> bytes.putLong(sections + 64 + 32, 1L << 60))));
  }

  @Test
  void refuses_an_offset_and_a_size_whose_sum_overflows() {
    assertEquals(
        "the segment of program header 0 takes 9223372036854775807 bytes from byte 0x7ffffffffffffff0 on, but the"
            + " file ends at byte 0x%x".formatted(executable.length),
        refusal(
            changed(
                executable,
                bytes ->
                    bytes
                        .putLong(SEGMENT + 8, Long.MAX_VALUE - 15)
                        .putLong(SEGMENT + 32, Long.MAX_VALUE))));
  }

  @Test
  void refuses_a_segment_that_passes_the_end_of_the_address_space() {
    assertEquals(
        "the segment of program header 0 would end beyond the last address: it takes 0x6a bytes from"
            + " 0xffffffffffffffff on",
        refusal(changed(executable, bytes -> bytes.putLong(SEGMENT + 24, -1))));
  }

  @Test
  void refuses_a_symbol_of_a_section_that_does_not_exist() {
    ByteBuffer bytes = ByteBuffer.wrap(object).order(ByteOrder.LITTLE_ENDIAN);
    int symbols = (int) bytes.getLong(sections + 5 * 64 + 24);

    assertEquals(
        "the section of symbol 3 (`message`) at byte 0x%x is 77, but the last section has number 7"
            .formatted(symbols + 3 * 24 + 6),
        refusal(changed(object, b -> b.putShort(symbols + 3 * 24 + 6, (short) 77))));
  }

  @Test
  void refuses_every_truncation() {
    for (byte[] whole : new byte[][] {object, executable}) {
      for (int length = 0; length < whole.length; length++) {
        refusal(Arrays.copyOf(whole, length));
      }
    }
  }

  @Test
  void any_damage_is_either_harmless_or_refused_with_a_reason() {
    long seed = Long.getLong("test.seed", 1);
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> reasons = new HashSet<>();
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 40_000; i++) {
            byte[] damaged = damage((i & 1) == 0 ? object : executable, random);
            try {
              ElfFile file = ElfReader.read("damaged", damaged);
              if (file instanceof ObjectFile read) {
                ElfWriter.write(read);
              }
            } catch (InvalidInputException refused) {
              reasons.add(refused.diagnostic().problem().code());
            } catch (RuntimeException ours) {
              throw new AssertionError("seed %d, file %d".formatted(seed, i), ours);
            }
          }
        });

    assertEquals(true, reasons.size() >= 10, () -> "only " + reasons);
  }

  private static byte[] damage(byte[] whole, SplittableRandom random) {
    ByteBuffer bytes = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(whole.length - 8);
      switch (random.nextInt(5)) {
        case 0 -> bytes.put(at, (byte) random.nextInt());
        case 1 -> bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(8)));
        case 2 -> bytes.putShort(at, (short) random.nextInt());
        case 3 -> bytes.putInt(at & ~3, random.nextBoolean() ? -1 : random.nextInt());
        default -> bytes.putLong(at & ~7, random.nextBoolean() ? -1L >>> random.nextInt(64) : 0);
      }
    }
    return bytes.array();
  }

  private static byte[] changed(byte[] whole, Consumer<ByteBuffer> change) {
    ByteBuffer bytes = ByteBuffer.wrap(whole.clone()).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(bytes);
    return bytes.array();
  }

  private static String refusal(byte[] bytes) {
    return assertThrows(InvalidInputException.class, () -> ElfReader.read("x", bytes))
        .diagnostic()
        .message();
  }
}
