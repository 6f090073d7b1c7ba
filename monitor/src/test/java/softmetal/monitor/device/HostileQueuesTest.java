package softmetal.monitor.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.virtio.Function;
import softmetal.monitor.device.virtio.HostileDriver;
import softmetal.monitor.device.virtio.Transport;
import softmetal.monitor.device.virtio.VirtioMmio;
import softmetal.monitor.device.virtio.block.VirtioBlock;
import softmetal.monitor.device.virtio.console.VirtioConsole;
import softmetal.monitor.device.virtio.net.VirtioNet;
import softmetal.monitor.device.virtio.rng.VirtioRng;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;
import softmetal.monitor.state.StateHash;

/// Whatever a guest writes into the queues of a device, of either version: no exception, no work without an end, no more memory, and
/// not a byte of a neighbour's RAM.
///
/// `-Dsoftmetal.layouts=1000000` tries more of them, `-Dsoftmetal.seed=S` starts elsewhere; a failure names its own seed, and
/// that with one layout shows it again.
class HostileQueuesTest {
  private static final long BASE = 0x8000_0000L;
  private static final int RAM_BYTES = (int) Ram.MIN_BYTES;
  private static final int DISK_BYTES = 64 * 512;

  /// The end of RAM, where all happens but accidents; these may also hit its very beginning.
  private static final int WINDOW_BYTES = 256 << 10;

  private static final long WINDOW = BASE + RAM_BYTES - WINDOW_BYTES;

  /// Far more than all requests that fit into one layout need.
  private static final int MAX_EVENTS = 20_000;

  /// Of CPU time, for one layout and all that is prepared for it; most need less than a thousandth of it.
  private static final long MAX_NANOS = 50_000_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long HEAP_BYTES = 48L << 20;

  private final byte[] zeros = new byte[WINDOW_BYTES];
  private final Wire wire = new Wire();
  private long events;
  private long mostEvents;
  private long interrupted;
  private long longestNanos;

  @Test
  void a_few_layouts() throws Exception {
    attack(4_000);
  }

  @Tag("slow")
  @Test
  void many_layouts() throws Exception {
    attack(Long.getLong("softmetal.layouts", 50_000));
  }

  private void attack(long layouts) throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    try (Drives drives = Drives.inMemory(1, 1 << 20);
        Ram ram = Ram.allocate(BASE, RAM_BYTES);
        Ram neighbour = Ram.allocate(BASE, RAM_BYTES)) {
      Minidisk disk = drives.create(DISK_BYTES, "32K");
      Dma dma = new Dma(ram);
      byte[] token = new byte[RAM_BYTES];
      Arrays.fill(token, (byte) 0x5a);
      new Dma(neighbour).write(BASE, token, 0, RAM_BYTES);
      String before = StateHash.of(List.of(neighbour));
      long started = System.nanoTime();
      long heap = 0;
      for (long layout = 0; layout < layouts; layout++) {
        if (layout == layouts / 4) {
          heap = usedHeap();
        }
        attackOnce(seed + layout, dma, disk, layout > 1_000);
      }
      long grown = usedHeap() - heap;
      System.out.printf(
          "%,d layouts from seed %d in %,d ms: %,d events, at most %,d in one; longest %,d µs of CPU time; %,d interrupted; heap %+,d KiB%n",
          layouts,
          seed,
          (System.nanoTime() - started) / 1_000_000,
          events,
          mostEvents,
          longestNanos / 1000,
          interrupted,
          grown / 1024);
      assertEquals(before, StateHash.of(List.of(neighbour)), "the neighbour's RAM has changed");
      assertTrue(longestNanos < MAX_NANOS, "one layout took %d ns".formatted(longestNanos));
      assertTrue(grown < HEAP_BYTES, "the heap has grown by " + grown);
      assertTrue(interrupted > layouts / 4, "requests were served in only " + interrupted);
    }
  }

  private void attackOnce(long seed, Dma dma, Minidisk disk, boolean warm) {
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      dma.write(WINDOW, zeros, 0, WINDOW_BYTES);
      dma.write(BASE, zeros, 0, WINDOW_BYTES / 4);
      disk.write(0, ByteBuffer.wrap(zeros, 0, DISK_BYTES));
      new Scene(seed, dma, disk).play();
    } catch (Exception e) {
      throw new AssertionError("-Dsoftmetal.seed=%d -Dsoftmetal.layouts=1".formatted(seed), e);
    }
    if (warm) {
      longestNanos = Math.max(longestNanos, THREADS.getCurrentThreadCpuTime() - start);
    }
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /// One device, new, and what is done to it.
  private final class Scene {
    private final SplittableRandom random;
    private final VirtualClock clock = new VirtualClock();
    private final Port other;
    private final VirtioConsole console = new VirtioConsole("console", clock, _ -> {});
    private final Port port;
    private final Minidisk disk;
    private final Dma dma;

    Scene(long seed, Dma dma, Minidisk disk) {
      random = new SplittableRandom(seed);
      this.dma = dma;
      this.disk = disk;
      EthernetSwitch network = new EthernetSwitch("lan");
      port = network.connect();
      other = network.connect();
      other.plug("other", clock, 0, _ -> {});
    }

    void play() {
      Transport transport = random.nextBoolean() ? Transport.LEGACY : Transport.MODERN;
      int kind = random.nextInt(4);
      VirtioMmio device = new VirtioMmio("virtio0", transport, wire, dma, function(kind));
      HostileDriver driver = new HostileDriver(random, device, dma, WINDOW, WINDOW_BYTES);
      wire.high = false;
      boolean seen = false;
      driver.start();
      int acts = 2 + random.nextInt(12);
      long eventsBefore = events;
      for (int i = 0; i < acts; i++) {
        driver.act();
        fromOutside(kind);
        pass(random.nextInt(4));
        seen |= wire.high;
      }
      pass(MAX_EVENTS);
      assertEquals(Long.MAX_VALUE, clock.nextEventTicks(), "it is still busy");
      mostEvents = Math.max(mostEvents, events - eventsBefore);
      interrupted += seen || wire.high ? 1 : 0;
    }

    private Function function(int kind) {
      return switch (kind) {
        case 0 -> new VirtioBlock("disk", clock, disk);
        case 1 -> new VirtioNet("net", clock, 0, port, new MacAddress(0x5254_0012_3456L));
        case 2 -> new VirtioRng("rng", clock, 7);
        default -> console;
      };
    }

    private void fromOutside(int kind) {
      if (kind == 1 && random.nextInt(3) == 0) {
        byte[] frame = new byte[random.nextInt(10) == 0 ? random.nextInt(10_000) : 60];
        if (frame.length > 10) {
          frame[6] = (byte) (2 * random.nextInt(128));
          frame[10] = (byte) random.nextInt();
        }
        other.send(frame);
      } else if (kind == 3 && console.hasRoom()) {
        console.type((byte) 'x');
      }
    }

    private void pass(int count) {
      for (int i = 0; i < count && clock.nextEventTicks() != Long.MAX_VALUE; i++) {
        clock.advanceTo(clock.nextEventTicks());
        events++;
      }
    }
  }
}
