package softmetal.monitor.device.virtio.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.Wire;
import softmetal.monitor.device.virtio.Driver;
import softmetal.monitor.device.virtio.Driver.Buffer;
import softmetal.monitor.device.virtio.Transport;
import softmetal.monitor.device.virtio.VirtioMmio;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.Width;

class VirtioConsoleTest {
  static final long BASE = 0x8000_0000L;
  static final long DATA = BASE + 0x4_0000;

  final VirtualClock clock = new VirtualClock();
  final StringBuilder shown = new StringBuilder();
  final VirtioConsole console = new VirtioConsole("console0", clock, c -> shown.append((char) c));
  final Ram ram;
  final Dma dma;
  final VirtioMmio device;
  final Driver keys;
  final Driver screen;

  VirtioConsoleTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
    device = new VirtioMmio("virtio0", Transport.MODERN, new Wire(), dma, console);
    keys = new Driver(device, dma, BASE, 8, 0);
    screen = new Driver(device, dma, BASE + 0x1_0000, 8, 1);
  }

  @AfterEach
  void close() {
    ram.close();
  }

  void start() {
    keys.start(1 << 2);
    screen.startQueue();
  }

  void type(String text) {
    for (byte key : text.getBytes(StandardCharsets.ISO_8859_1)) {
      assertTrue(console.hasRoom());
      console.type(key);
    }
  }

  String memory(long address, int length) {
    byte[] bytes = new byte[length];
    dma.read(address, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void shows_what_the_guest_writes() {
    start();
    dma.write(DATA, "hello, world".getBytes(StandardCharsets.US_ASCII), 0, 12);
    screen.submit(new Buffer(DATA, 7, Driver.READS), new Buffer(DATA + 7, 5, Driver.READS));
    assertEquals("", shown.toString());
    clock.advanceTo(1_000);

    assertEquals("hello, world", shown.toString());
    assertEquals(1, screen.returned());
  }

  @Test
  void shows_an_emergency_at_once_and_without_queues() {
    device.write(0x108, Width.WORD, 'x');
    device.write(0x108, Width.WORD, 0);
    device.write(0x100, Width.WORD, 'y');

    assertEquals("x", shown.toString());
  }

  @Test
  void hands_on_what_is_typed_together() {
    start();
    keys.submit(new Buffer(DATA, 16, Driver.WRITES));
    type("abc");
    clock.advanceTo(1_000);

    assertEquals(1, keys.returned());
    assertEquals(3, keys.usedLength(0));
    assertEquals("abc", memory(DATA, 3));
  }

  @Test
  void loses_nothing_that_is_typed_while_there_is_no_buffer() {
    type("x".repeat(60) + "abcd");
    assertFalse(console.hasRoom());
    clock.advanceTo(1_000);
    start();
    keys.submit(new Buffer(DATA, 62, Driver.WRITES));
    keys.submit(new Buffer(DATA + 62, 62, Driver.WRITES));
    type("e");
    clock.advanceTo(2_000);

    assertEquals("x".repeat(60) + "abcd", memory(DATA, 64));
    keys.submit(new Buffer(DATA, 62, Driver.WRITES));
    assertEquals(3, keys.returned());
    assertEquals("e", memory(DATA, 1));
    assertTrue(console.hasRoom());
  }

  @Test
  void a_reset_of_the_device_keeps_what_was_typed() {
    type("k");
    clock.advanceTo(1_000);
    start();
    start();
    keys.submit(new Buffer(DATA, 1, Driver.WRITES));

    assertEquals("k", memory(DATA, 1));
  }

  @Test
  void a_buffer_outside_ram_breaks_the_device() {
    start();
    screen.submit(new Buffer(BASE - 4, 8, Driver.READS));
    clock.advanceTo(1_000);

    assertEquals(0x40, device.read(0x70, Width.WORD) & 0x40);
    assertEquals("", shown.toString());
  }
}
