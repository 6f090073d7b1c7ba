package softmetal.monitor.device.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import softmetal.monitor.device.Wire;
import softmetal.monitor.device.virtio.VirtioMmioTest.Echo;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.Width;

/// Version 1 of the registers.
class LegacyMmioTest {
  static final long BASE = 0x8000_0000L;
  static final int PFN = 0x40;

  final Ram ram;
  final Dma dma;
  final Wire line = new Wire();
  final VirtioMmio device;

  LegacyMmioTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
    device = new VirtioMmio("virtio0", Transport.LEGACY, line, dma, new Echo());
  }

  @AfterEach
  void close() {
    ram.close();
  }

  long read(int register) {
    return device.read(register, Width.WORD);
  }

  void write(int register, long value) {
    device.write(register, Width.WORD, value);
  }

  void start(int size, int alignment) {
    write(0x28, 4096);
    write(0x38, size);
    write(0x3c, alignment);
    write(PFN, BASE >>> 12);
  }

  /// A chain of one buffer of a byte, in descriptor 0.
  void offer(int size, int index) {
    dma.putLong(BASE, BASE + 0x8_0000);
    dma.putInt(BASE + 8, 1);
    dma.putShort(BASE + 16L * size + 2, (short) index);
    write(0x50, 0);
  }

  @Test
  void has_32_features_and_none_of_version_1() {
    assertEquals(1, read(4));
    assertEquals(0x1800_0005, read(0x10));
    write(0x14, 1);
    assertEquals(0, read(0x10));
  }

  @Test
  void the_used_ring_begins_at_the_next_multiple_of_the_alignment() {
    start(8, 4096);
    offer(8, 1);
    assertEquals(1, dma.getShort(BASE + 4096 + 2));

    write(0x70, 0);
    dma.write(BASE, new byte[0x3000], 0, 0x3000);
    // 16 · 256 and 6 + 2 · 256 bytes make 4614: with 64 bytes of alignment, 4672.
    start(256, 64);
    offer(256, 1);
    assertEquals(1, dma.getShort(BASE + 4672 + 2));
  }

  @Test
  void the_page_number_is_of_pages_of_the_guest() {
    write(0x28, 0x4000);
    write(PFN, BASE >>> 14);

    assertEquals(BASE >>> 14, read(PFN));
    write(0x28, 0x1000);
    assertEquals(BASE >>> 12, read(PFN));
  }

  @Test
  void registers_of_version_2_do_nothing() {
    write(0x80, BASE);
    write(0x44, 1);

    assertEquals(0, read(0x44));
    assertEquals(0, read(PFN));
  }

  @Test
  void a_page_number_of_zero_resets_the_device() {
    start(8, 4096);
    write(0x70, 7);
    write(PFN, 0);

    assertEquals(0, read(0x70));
    assertEquals(0, read(PFN));
  }

  @Test
  void a_broken_queue_falls_silent_until_reset() {
    start(8, 4096);
    write(0x70, 7);
    offer(8, 9);

    assertEquals(7, read(0x70));
    assertEquals(0, read(0x60));
    assertFalse(line.high);
    offer(8, 1);
    assertEquals(0, dma.getShort(BASE + 4096 + 2));
    write(0x70, 0);
    start(8, 4096);
    offer(8, 1);
    assertEquals(1, dma.getShort(BASE + 4096 + 2));
  }

  @Test
  void a_queue_anywhere_and_of_any_alignment_harms_nobody() {
    for (long page : new long[] {0xffff_ffffL, 0x7ffffL, 0x800ffL, 0x80100L}) {
      for (long alignment : new long[] {1, 2, 3, 0x8000_0000L, 0, 0xffff_ffffL}) {
        write(0x70, 0);
        write(0x28, 1 << 31);
        write(0x28, 4096);
        write(0x38, 1024);
        write(0x3c, alignment);
        write(PFN, page);
        write(0x50, 0);
      }
    }
    assertEquals(0, read(0x60) & ~3);
  }
}
