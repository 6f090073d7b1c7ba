package softmetal.monitor.device.virtio.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.device.Wire;
import softmetal.monitor.device.virtio.Driver;
import softmetal.monitor.device.virtio.Driver.Buffer;
import softmetal.monitor.device.virtio.Transport;
import softmetal.monitor.device.virtio.VirtioMmio;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.Width;

class VirtioBlockTest {
  static final long BASE = 0x8000_0000L;
  static final long HEADER = BASE + 0x2_0000;
  static final long STATUS = HEADER + 16;
  static final long DATA = BASE + 0x3_0000;
  static final long OUTSIDE = 0x1000;
  static final int READ = 0;
  static final int WRITE = 1;
  static final int FLUSH = 4;
  static final int IDENTITY = 8;
  static final int DISK_BYTES = 1 << 20;

  final VirtualClock clock = new VirtualClock();
  final Wire line = new Wire();
  final Drives drives = Drives.inMemory(1, 4 << 20);
  final Ram ram;
  final Dma dma;
  final Minidisk disk;
  final VirtioMmio device;
  final Driver driver;

  VirtioBlockTest() throws Exception {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
    disk = drives.create(DISK_BYTES, "1M");
    device =
        new VirtioMmio(
            "virtio0", Transport.MODERN, line, dma, new VirtioBlock("virtio0", clock, disk));
    driver = new Driver(device, dma, BASE, 8);
  }

  @BeforeEach
  void start() {
    driver.start();
    dma.putByte(STATUS, (byte) 0xff);
  }

  @AfterEach
  void close() throws Exception {
    ram.close();
    drives.close();
  }

  void header(int type, long sector) {
    dma.putInt(HEADER, type);
    dma.putInt(HEADER + 4, 0);
    dma.putLong(HEADER + 8, sector);
  }

  /// Has a request with these data served; returns its status.
  int request(int type, long sector, Buffer... data) {
    header(type, sector);
    Buffer[] chain = new Buffer[data.length + 2];
    chain[0] = new Buffer(HEADER, 16, Driver.READS);
    System.arraycopy(data, 0, chain, 1, data.length);
    chain[data.length + 1] = new Buffer(STATUS, 1, Driver.WRITES);
    driver.submit(chain);
    clock.advanceTo(clock.nextEventTicks());
    byte[] status = new byte[1];
    dma.read(STATUS, status, 0, 1);
    return status[0];
  }

  static Buffer in(long address, int length) {
    return new Buffer(address, length, Driver.WRITES);
  }

  static Buffer out(long address, int length) {
    return new Buffer(address, length, Driver.READS);
  }

  static byte[] pattern(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31 + i / 512);
    }
    return bytes;
  }

  @Test
  void shows_its_size_in_sectors_and_the_size_of_a_block() {
    assertEquals(2, driver.read(8));
    assertEquals(2048, device.read(0x100, Width.DOUBLE));
    assertEquals(254, driver.read(0x10c));
    assertEquals(512, driver.read(0x114));
  }

  @Test
  void what_is_written_can_be_read() {
    byte[] written = pattern(100 * 1024);
    dma.write(DATA, written, 0, written.length);
    assertEquals(0, request(WRITE, 5, out(DATA, written.length)));
    assertEquals(1, driver.usedLength(0));

    long target = DATA + written.length;
    assertEquals(0, request(READ, 5, in(target, 1000), in(target + 1000, written.length - 1000)));

    byte[] read = new byte[written.length];
    dma.read(target, read, 0, read.length);
    assertArrayEquals(written, read);
    assertEquals(written.length + 1, driver.usedLength(1));
    assertTrue(line.high);
  }

  @Test
  void the_guest_sees_the_minidisk_and_only_that() throws Exception {
    disk.write(DISK_BYTES - 512, ByteBuffer.wrap(pattern(512)));

    assertEquals(0, request(READ, 2047, in(DATA, 512)));

    byte[] read = new byte[512];
    dma.read(DATA, read, 0, 512);
    assertArrayEquals(pattern(512), read);
  }

  @Test
  void a_disk_that_can_only_be_read_says_so_and_refuses_writes() {
    VirtioBlock block = new VirtioBlock("virtio1", clock, disk.readOnly());
    VirtioMmio reader = new VirtioMmio("virtio1", Transport.MODERN, line, dma, block);
    Driver other = new Driver(reader, dma, BASE, 8);
    other.start();
    assertEquals(1 << 5, block.features() & 1 << 5);
    header(WRITE, 0);
    other.submit(
        new Buffer(HEADER, 16, Driver.READS), out(DATA, 512), new Buffer(STATUS, 1, Driver.WRITES));
    clock.advanceTo(clock.nextEventTicks());

    byte[] status = new byte[1];
    dma.read(STATUS, status, 0, 1);
    assertEquals(1, status[0]);
  }

  @Test
  void cutting_the_chain_elsewhere_makes_no_difference() {
    header(READ, 0);
    dma.write(DATA, new byte[] {1, 1, 1}, 0, 3);
    driver.submit(out(HEADER, 5), out(HEADER + 5, 11), in(DATA, 511), in(DATA + 511, 2));
    clock.advanceTo(clock.nextEventTicks());

    assertEquals(1, driver.returned());
    assertEquals(514, driver.usedLength(0) + 1);
    assertEquals(0, dma.getShort(DATA + 511));
  }

  @Test
  void a_request_takes_its_time_and_the_next_one_waits() {
    header(READ, 0);
    Buffer[] chain = {out(HEADER, 16), in(DATA, 10240), in(STATUS, 1)};
    driver.offer(driver.chain(chain));
    driver.offer(driver.chain(chain));
    driver.notifyQueue();

    clock.advanceTo(1999);
    assertEquals(0, driver.returned());
    clock.advanceTo(2000);
    assertEquals(1, driver.returned());
    clock.advanceTo(5023);
    assertEquals(1, driver.returned());
    clock.advanceTo(5024);
    assertEquals(2, driver.returned());
    assertEquals(Long.MAX_VALUE, clock.nextEventTicks());
  }

  @Test
  void flush_and_identity_succeed() {
    assertEquals(0, request(FLUSH, 0));
    assertEquals(0, request(IDENTITY, 0, in(DATA, 20)));

    byte[] identity = new byte[20];
    dma.read(DATA, identity, 0, 20);
    byte[] expected = Arrays.copyOf("virtio0".getBytes(StandardCharsets.US_ASCII), 20);
    assertArrayEquals(expected, identity);
  }

  @Test
  void an_unknown_request_is_unsupported() {
    assertEquals(2, request(11, 0, out(DATA, 16)));
    assertEquals(2, request(-1, 0));
  }

  @Test
  void what_is_not_all_on_the_disk_is_an_error() {
    assertEquals(1, request(READ, 2048, in(DATA, 512)));
    assertEquals(1, request(READ, 2047, in(DATA, 1024)));
    assertEquals(1, request(WRITE, -1, out(DATA, 512)));
    assertEquals(1, request(READ, Long.MIN_VALUE >>> 9, in(DATA, 512)));
    assertEquals(1, request(READ, 1L << 55, in(DATA, 512)));
    assertEquals(1, request(READ, 0, in(DATA, -1)));
  }

  @Test
  void parts_of_sectors_are_an_error() {
    assertEquals(1, request(READ, 0, in(DATA, 511)));
    assertEquals(1, request(WRITE, 0, out(DATA, 513)));
  }

  @Test
  void data_outside_ram_are_an_error() {
    assertEquals(1, request(READ, 0, in(OUTSIDE, 512)));
    assertEquals(1, request(WRITE, 0, out(-256, 512)));
    assertEquals(1, request(READ, 0, in(BASE + Ram.MIN_BYTES - 511, 512)));
  }

  @Test
  void a_header_or_status_that_is_missing_or_outside_ram_breaks_the_device() {
    Buffer[][] chains = {
      {out(HEADER, 15), in(STATUS, 1)},
      {out(HEADER, 16)},
      {in(STATUS, 1)},
      {out(OUTSIDE, 16), in(STATUS, 1)},
      {out(HEADER, 16), in(OUTSIDE, 1)},
    };
    for (Buffer[] chain : chains) {
      driver.write(0x70, 0);
      Driver fresh = new Driver(device, dma, BASE, 8);
      fresh.start();
      header(READ, 0);
      fresh.submit(chain);
      clock.advanceTo(clock.nextEventTicks());

      assertEquals(0x40, fresh.read(0x70) & 0x40);
    }
  }

  @Test
  void reset_drops_what_was_not_served() {
    header(READ, 0);
    driver.submit(out(HEADER, 16), in(DATA, 512), in(STATUS, 1));
    driver.write(0x70, 0);

    assertEquals(Long.MAX_VALUE, clock.nextEventTicks());
    assertFalse(line.high);
    assertEquals(0, driver.returned());
  }
}
