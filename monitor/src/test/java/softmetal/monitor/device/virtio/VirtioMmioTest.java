package softmetal.monitor.device.virtio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import softmetal.monitor.device.Wire;
import softmetal.monitor.device.virtio.Driver.Buffer;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

class VirtioMmioTest {
  static final long BASE = 0x8000_0000L;
  static final long DATA = BASE + 0x2_0000;
  static final int STATUS = 0x70;
  static final int INTERRUPT_STATUS = 0x60;
  static final int NEEDS_RESET = 0x40;

  /// Takes every request and returns it at once.
  static final class Echo implements Function {
    int resets;
    Optional<Chain> last = Optional.empty();

    @Override
    public int deviceId() {
      return 99;
    }

    @Override
    public long features() {
      return 0x5;
    }

    @Override
    public int queues() {
      return 1;
    }

    @Override
    public byte[] configuration() {
      return new byte[] {1, 2, 3, 4, 5};
    }

    @Override
    public void notified(Virtqueue queue) {
      while (!queue.isEmpty()) {
        last = queue.next();
        last.ifPresent(chain -> queue.complete(chain, 7));
      }
    }

    @Override
    public void reset() {
      resets++;
    }

    @Override
    public void save(StateOutput output) {}

    @Override
    public void load(StateInput input, List<Virtqueue> queues) {}
  }

  final Ram ram;
  final Dma dma;
  final Wire line = new Wire();
  final Echo echo = new Echo();
  final VirtioMmio device;
  final Driver driver;

  VirtioMmioTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
    device = new VirtioMmio("virtio0", Transport.MODERN, line, dma, echo);
    driver = new Driver(device, dma, BASE, 8);
  }

  @AfterEach
  void close() {
    ram.close();
  }

  @Test
  void an_empty_slot_shows_who_it_is_and_that_nothing_is_there() {
    VirtioMmio empty = new VirtioMmio("virtio1", Transport.MODERN, line, dma, null);
    empty.write(STATUS, Width.WORD, 1);

    assertEquals(0x74726976, empty.read(0, Width.WORD));
    assertEquals(2, empty.read(4, Width.WORD));
    assertEquals(0, empty.read(8, Width.WORD));
    assertEquals(0x554d4551, empty.read(12, Width.WORD));
    assertEquals(0, empty.read(STATUS, Width.WORD));
    assertEquals(0, empty.read(0x100, Width.WORD));
  }

  @Test
  void offers_its_features_and_those_of_the_transport() {
    assertEquals(99, driver.read(8));
    assertEquals(0x1000_0005, driver.read(0x10));
    driver.write(0x14, 1);
    assertEquals(1, driver.read(0x10));
  }

  @Test
  void accepts_a_driver_that_does_not_know_version_1() {
    driver.write(0x20, 0xffff_ffffL);
    driver.write(STATUS, 11);

    assertEquals(11, driver.read(STATUS));
  }

  @Test
  void only_queues_that_exist_have_a_size() {
    driver.write(0x30, 0);
    assertEquals(1024, driver.read(0x34));
    driver.write(0x30, 1);
    assertEquals(0, driver.read(0x34));
    driver.write(0x30, 0xffff_ffffL);
    assertEquals(0, driver.read(0x34));
    driver.write(0x44, 1);
    assertEquals(0, driver.read(0x44));
  }

  @Test
  void the_configuration_can_be_read_in_any_width() {
    assertEquals(4, device.read(0x103, Width.BYTE));
    assertEquals(0x0403, device.read(0x102, Width.HALF));
    assertEquals(0x0504030201L, device.read(0x100, Width.DOUBLE));
    assertEquals(0, device.read(0xffc, Width.WORD));
  }

  @Test
  void returns_a_request_and_interrupts() {
    driver.start();
    driver.submit(new Buffer(DATA, 16, Driver.READS), new Buffer(DATA + 16, 1, Driver.WRITES));

    assertEquals(1, driver.returned());
    assertEquals(0, driver.usedHead(0));
    assertEquals(7, driver.usedLength(0));
    assertEquals(1, driver.read(INTERRUPT_STATUS));
    assertTrue(line.high);

    driver.write(0x64, 1);
    assertFalse(line.high);
    assertEquals(0, driver.read(INTERRUPT_STATUS));
  }

  @Test
  void goes_round_the_ring_many_times() {
    driver.start();
    for (int i = 0; i < 70_000; i++) {
      driver.submit(new Buffer(DATA, 16, Driver.READS));
    }

    assertEquals(70_000 & 0xffff, driver.returned());
    assertEquals(15, driver.read(STATUS));
  }

  @Test
  void does_not_interrupt_a_driver_that_does_not_want_it() {
    driver.start();
    dma.putShort(driver.available, (short) 1);
    driver.submit(new Buffer(DATA, 16, Driver.READS));

    assertEquals(1, driver.returned());
    assertFalse(line.high);
  }

  @Test
  void follows_an_indirect_table() {
    driver.start();
    driver.describeAt(DATA, 0, DATA + 64, 16, 1, 2);
    driver.describeAt(DATA, 2, DATA + 96, 5, Driver.WRITES, 0);
    driver.submit(new Buffer(DATA, 48, Driver.INDIRECT));

    assertEquals(1, driver.returned());
    Chain chain = echo.last.orElseThrow();
    assertEquals(16, chain.readable().total());
    assertEquals(5, chain.writable().total());
  }

  @Test
  void reset_forgets_everything() {
    driver.start();
    driver.submit(new Buffer(DATA, 16, Driver.READS));
    driver.write(STATUS, 0);

    assertEquals(0, driver.read(STATUS));
    assertEquals(0, driver.read(INTERRUPT_STATUS));
    assertEquals(0, driver.read(0x44));
    assertFalse(line.high);
    assertEquals(2, echo.resets);
  }

  void assertBroken() {
    assertEquals(NEEDS_RESET, driver.read(STATUS) & NEEDS_RESET);
    assertEquals(2, driver.read(INTERRUPT_STATUS) & 2);
    assertTrue(line.high);
    assertEquals(0, driver.returned());

    driver.start();
    assertEquals(15, driver.read(STATUS));
  }

  @Test
  void a_loop_of_descriptors_breaks_the_device() {
    driver.start();
    driver.describe(0, DATA, 16, 1, 1);
    driver.describe(1, DATA, 16, 1, 0);
    driver.offer(0);
    driver.notifyQueue();

    assertBroken();
  }

  @Test
  void a_descriptor_that_does_not_exist_breaks_the_device() {
    driver.start();
    driver.describe(0, DATA, 16, 1, 8);
    driver.offer(0);
    driver.notifyQueue();

    assertBroken();
  }

  @Test
  void a_head_that_does_not_exist_breaks_the_device() {
    driver.start();
    driver.offer(8);
    driver.notifyQueue();

    assertBroken();
  }

  @Test
  void an_empty_buffer_breaks_the_device() {
    driver.start();
    driver.submit(new Buffer(DATA, 0, Driver.READS));

    assertBroken();
  }

  @Test
  void reading_after_writing_breaks_the_device() {
    driver.start();
    driver.submit(new Buffer(DATA, 1, Driver.WRITES), new Buffer(DATA, 16, Driver.READS));

    assertBroken();
  }

  @Test
  void more_requests_than_fit_break_the_device() {
    driver.start();
    dma.putShort(driver.available + 2, (short) 9);
    driver.notifyQueue();

    assertBroken();
  }

  @Test
  void an_indirect_table_in_an_indirect_table_breaks_the_device() {
    driver.start();
    driver.describeAt(DATA, 0, DATA, 16, Driver.INDIRECT, 0);
    driver.submit(new Buffer(DATA, 16, Driver.INDIRECT));

    assertBroken();
  }

  @Test
  void tables_outside_ram_break_nothing_but_the_device() {
    for (long outside : new long[] {0, BASE - 64, BASE + Ram.MIN_BYTES - 8, -8, Long.MIN_VALUE}) {
      for (int register : new int[] {0x80, 0xa0}) {
        driver.start();
        driver.write(0x44, 0);
        driver.write(register, outside);
        driver.write(register + 4, outside >>> 32);
        driver.write(0x44, 1);
        dma.putShort(driver.available + 2, (short) 1);
        driver.notifyQueue();

        assertEquals(NEEDS_RESET, driver.read(STATUS) & NEEDS_RESET);
      }
    }
  }

  @Test
  void a_broken_device_does_nothing_until_it_is_reset() {
    driver.start();
    driver.submit(new Buffer(DATA, 0, Driver.READS));
    driver.write(STATUS, 15);
    driver.submit(new Buffer(DATA, 16, Driver.READS));

    assertEquals(15 | NEEDS_RESET, driver.read(STATUS));
    assertEquals(0, driver.returned());
  }
}
