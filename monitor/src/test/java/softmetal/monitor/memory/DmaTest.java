package softmetal.monitor.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DmaTest {
  static final long BASE = 0x8000_0000L;
  static final long END = BASE + Ram.MIN_BYTES;

  final Ram ram;
  final Dma dma;

  DmaTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
  }

  @AfterEach
  void close() {
    ram.close();
  }

  @Test
  void contains_exactly_the_ram_whatever_overflows() {
    assertTrue(dma.contains(BASE, Ram.MIN_BYTES));
    assertTrue(dma.contains(END - 1, 1));
    assertTrue(dma.contains(END, 0));

    assertFalse(dma.contains(BASE - 1, 1));
    assertFalse(dma.contains(BASE - 1, 2));
    assertFalse(dma.contains(END - 1, 2));
    assertFalse(dma.contains(END, 1));
    assertFalse(dma.contains(BASE, -1));
    assertFalse(dma.contains(-1, 2));
    assertFalse(dma.contains(-1, BASE + 2));
    assertFalse(dma.contains(Long.MIN_VALUE, Long.MIN_VALUE));
    assertFalse(dma.contains(0, Long.MAX_VALUE));
  }

  @Test
  void moves_bytes_in_and_out() {
    assertTrue(dma.write(END - 3, new byte[] {0, 1, 2, 3}, 1, 3));

    byte[] read = new byte[4];
    assertTrue(dma.read(END - 3, read, 1, 3));
    assertArrayEquals(new byte[] {0, 1, 2, 3}, read);
    assertEquals(0x0302, dma.getShort(END - 2));
  }

  @Test
  void refuses_what_is_not_all_ram_and_moves_none_of_it() {
    assertFalse(dma.write(END - 3, new byte[] {1, 2, 3, 4}, 0, 4));
    assertFalse(dma.read(BASE - 1, new byte[4], 0, 4));

    assertEquals(0, dma.getInt(END - 4));
    assertThrows(IllegalArgumentException.class, () -> dma.getInt(END - 3));
    assertThrows(IllegalArgumentException.class, () -> dma.putLong(-4, 0));
  }

  @Test
  void is_little_endian_at_any_alignment() {
    dma.putLong(BASE + 1, 0x8877665544332211L);

    assertEquals(0x55443322, dma.getInt(BASE + 2));
    assertEquals((short) 0x8877, dma.getShort(BASE + 7));
    assertEquals(0x8877665544332211L, dma.getLong(BASE + 1));
  }

  @Test
  void tells_observers_of_every_write() {
    List<String> seen = new ArrayList<>();
    dma.observe((address, length) -> seen.add(Long.toHexString(address) + "+" + length));

    dma.putByte(BASE, (byte) 1);
    dma.putShort(BASE + 8, (short) 1);
    dma.putInt(BASE + 16, 1);
    dma.putLong(BASE + 24, 1);
    dma.write(BASE + 32, new byte[5], 0, 5);
    dma.write(BASE + 32, new byte[5], 0, 0);
    dma.write(END, new byte[5], 0, 5);

    assertEquals(
        List.of("80000000+1", "80000008+2", "80000010+4", "80000018+8", "80000020+5"), seen);
  }
}
