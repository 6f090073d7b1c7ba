package softmetal.monitor.device;

import static java.time.Duration.ofSeconds;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.clint.Clint;
import softmetal.monitor.device.finisher.PowerSwitch;
import softmetal.monitor.device.finisher.TestFinisher;
import softmetal.monitor.device.plic.Plic;
import softmetal.monitor.device.uart.Uart;
import softmetal.monitor.device.virtio.Driver;
import softmetal.monitor.device.virtio.Transport;
import softmetal.monitor.device.virtio.VirtioMmio;
import softmetal.monitor.device.virtio.block.VirtioBlock;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateHash;

/// Whatever a guest does to registers and queues, no device throws, and none works for long. Failing seeds are in the name of
/// the test.
class DeviceFuzzTest {
  static final long BASE = 0x8000_0000L;
  static final List<Width> WIDTHS = List.of(Width.values());

  final VirtualClock clock = new VirtualClock();
  final Wire wire = new Wire();
  final Drives drives = Drives.inMemory(1, 1 << 20);
  final Ram ram;
  final Dma dma;

  DeviceFuzzTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
  }

  @AfterEach
  void close() throws IOException {
    ram.close();
    drives.close();
  }

  VirtioMmio disk(String name) throws Exception {
    return new VirtioMmio(
        name,
        Transport.MODERN,
        wire,
        dma,
        new VirtioBlock(name, clock, drives.create(64 * 512, "32K")));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void random_accesses_to_registers(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    PowerSwitch ignored =
        new PowerSwitch() {
          @Override
          public void powerOff(int exitCode) {}

          @Override
          public void reset() {}
        };
    Uart uart = new Uart("uart0", clock, wire, value -> {});
    List<Device> devices =
        List.of(
            uart,
            new Clint(clock, List.of(wire, wire), List.of(wire, wire)),
            new Plic(List.of(wire, wire)),
            new TestFinisher(ignored),
            disk("virtio0"),
            new VirtioMmio("virtio1", Transport.MODERN, wire, dma, null));
    assertTimeoutPreemptively(
        ofSeconds(20),
        () -> {
          for (int i = 0; i < 200_000; i++) {
            Device device = devices.get(random.nextInt(devices.size()));
            Width width = WIDTHS.get(random.nextInt(4));
            int reach = random.nextInt(4) == 0 ? device.size() : Math.min(device.size(), 0x200);
            int offset = random.nextInt(reach) & -width.bytes();
            if (random.nextBoolean()) {
              device.write(offset, width, interesting(random));
            } else {
              long value = device.read(offset, width);
              assertTrue(width.truncate(value) == value, device.name() + " " + offset);
            }
            if (random.nextInt(100) == 0) {
              uart.receive((byte) i);
              clock.advanceTo(Math.min(clock.nextEventTicks(), clock.ticks() + 5_000));
            }
          }
          StateHash.of(devices);
        });
  }

  /// A driver that knows its way and then goes astray: most of a request makes sense, so that the deep ends are reached.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void random_virtqueues(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    VirtioMmio device = disk("virtio0");
    int size = 1 << random.nextInt(1, 8);
    assertTimeoutPreemptively(
        ofSeconds(20),
        () -> {
          int completed = 0;
          for (int round = 0; round < 300; round++) {
            Driver driver = new Driver(device, dma, BASE, size);
            dma.write(BASE, new byte[0x10000], 0, 0x10000);
            driver.start();
            for (int request = 0; request < 10; request++) {
              submitSomething(random, driver, size);
              clock.advanceTo(Math.min(clock.nextEventTicks(), clock.ticks() + 100_000));
            }
            completed += driver.returned();
          }
          assertTrue(completed > 300, "only " + completed + " requests were served");
        });
  }

  private void submitSomething(SplittableRandom random, Driver driver, int size) {
    long header = BASE + 0x2_0000;
    dma.putInt(header, random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(9));
    dma.putLong(header + 8, random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(70));
    int start = random.nextInt(size);
    driver.describe(start, header, 16, 1, (start + 1) % size);
    int data = random.nextInt(Math.max(1, Math.min(4, size - 2)));
    for (int i = 1; i <= data; i++) {
      long address = random.nextInt(8) == 0 ? interesting(random) : BASE + 0x3_0000;
      int length = random.nextInt(8) == 0 ? (int) interesting(random) : 512 * random.nextInt(1, 5);
      int flags = random.nextInt(16) == 0 ? random.nextInt(8) : 3;
      int next = random.nextInt(32) == 0 ? random.nextInt(70_000) : (start + i + 1) % size;
      driver.describe((start + i) % size, address, length, flags, next);
    }
    driver.describe((start + data + 1) % size, BASE + 0x2_0010, 1, Driver.WRITES, 0);
    driver.offer(random.nextInt(32) == 0 ? random.nextInt(70_000) : start);
    if (random.nextInt(64) == 0) {
      dma.putShort(driver.available + 2, (short) random.nextInt());
    }
    driver.notifyQueue();
  }

  private static long interesting(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(16);
      case 1 -> BASE + random.nextInt(1 << 20);
      case 2 -> BASE + (1 << 20) - random.nextInt(16);
      case 3 -> -random.nextInt(16);
      case 4 -> 1L << random.nextInt(64);
      default -> random.nextLong();
    };
  }
}
