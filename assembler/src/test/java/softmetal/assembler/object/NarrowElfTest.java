package softmetal.assembler.object;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.InvalidInputException;

/// Executables of 32 bits, which other tools make.
class NarrowElfTest {
  private static final int CODE = 84;
  private static final int NAMES = 92;
  private static final int SYMBOLS = 128;
  private static final int SECTIONS = 160;

  final byte[] executable = executable();

  /// One segment, one section with code, one symbol.
  private static byte[] executable() {
    ByteBuffer file = ByteBuffer.allocate(SECTIONS + 4 * 40).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1}).position(16);
    file.putShort((short) 2).putShort((short) 243).putInt(1).putInt(0x8000_0004).putInt(52);
    file.putInt(SECTIONS).putInt(5).putShort((short) 52).putShort((short) 32).putShort((short) 1);
    file.putShort((short) 40).putShort((short) 4).putShort((short) 2);
    putInts(file, 1, CODE, 0x8000_0000, 0x9000_0000, 8, 16, 5, 4);
    putInts(file, 0x0000_0013, 0x0000_006f);
    file.put("\0.text\0.names\0.symbols\0start\0".getBytes(StandardCharsets.US_ASCII));
    file.position(SYMBOLS + 16);
    putInts(file, 23, 0x8000_0004, 4, 1 << 16 | 0x12);
    file.position(SECTIONS + 40);
    putInts(file, 1, 1, 6, 0x8000_0000, CODE, 8, 0, 0, 4, 0);
    putInts(file, 7, 3, 0, 0, NAMES, 30, 0, 0, 1, 0);
    putInts(file, 14, 2, 0, 0, SYMBOLS, 32, 2, 1, 4, 16);
    return file.array();
  }

  private static void putInts(ByteBuffer file, int... values) {
    for (int value : values) {
      file.putInt(value);
    }
  }

  @Test
  void are_read_with_unsigned_addresses() throws InvalidInputException {
    Executable read = ElfReader.readExecutable("narrow", executable);

    assertEquals(32, read.bits());
    assertEquals(0x8000_0004L, read.entry());
    Executable.Segment segment = read.segments().getFirst();
    assertEquals(0x8000_0000L, segment.virtualAddress());
    assertEquals(0x9000_0000L, segment.physicalAddress());
    assertEquals(16, segment.memorySize());
    assertArrayEquals(Arrays.copyOfRange(executable, CODE, CODE + 8), segment.contents());
    Symbol start = read.symbols().getFirst();
    assertEquals("start", start.name());
    assertEquals(0x8000_0004L, start.value());
    assertEquals(Symbol.Type.FUNCTION, start.type());
  }

  @Test
  void are_refused_with_a_reason_wherever_they_are_cut_off() {
    for (int length = 0; length < executable.length; length++) {
      byte[] part = Arrays.copyOf(executable, length);
      assertThrows(
          InvalidInputException.class, () -> ElfReader.readExecutable("narrow", part), () -> "");
    }
  }

  @Test
  void survive_any_damage_or_are_refused_with_a_reason() {
    var random = new SplittableRandom(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = executable.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        ElfReader.read("narrow", damaged);
      } catch (InvalidInputException refused) {
        assertEquals(false, refused.diagnostic().message().isEmpty());
      }
    }
  }
}
