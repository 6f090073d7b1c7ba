package softmetal.monitor.device.virtio.rng;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
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

class VirtioRngTest {
  static final long BASE = 0x8000_0000L;
  static final long DATA = BASE + 0x2_0000;

  final Ram ram;
  final Dma dma;

  VirtioRngTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
  }

  @AfterEach
  void close() {
    ram.close();
  }

  /// What a new device with this seed writes into one buffer of a request.
  byte[] random(long seed, int length, int used) {
    VirtualClock clock = new VirtualClock();
    VirtioMmio device =
        new VirtioMmio(
            "virtio0", Transport.MODERN, new Wire(), dma, new VirtioRng("rng0", clock, seed));
    Driver driver = new Driver(device, dma, BASE, 8);
    dma.write(BASE, new byte[0x10000], 0, 0x10000);
    driver.start();
    driver.submit(new Buffer(DATA, length, Driver.WRITES));
    clock.advanceTo(clock.ticks() + 1_000);
    assertEquals(used, driver.usedLength(0));
    byte[] bytes = new byte[used];
    dma.read(DATA, bytes, 0, used);
    return bytes;
  }

  @Test
  void the_numbers_follow_from_the_seed() {
    assertArrayEquals(random(1, 100, 100), random(1, 100, 100));
    assertFalse(Arrays.equals(random(1, 100, 100), random(2, 100, 100)));
  }

  @Test
  void they_are_those_of_the_published_generator() {
    // As many other implementations of SplitMix64 print them for this seed.
    ByteBuffer numbers =
        ByteBuffer.wrap(new RandomBytes(1234567).next(16)).order(ByteOrder.LITTLE_ENDIAN);

    assertEquals(6457827717110365317L, numbers.getLong());
    assertEquals(3203168211198807973L, numbers.getLong());
  }

  @Test
  void a_request_gets_at_most_64_kibibytes() {
    random(1, 0x2_0000, 0x1_0000);
  }
}
