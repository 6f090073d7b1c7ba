package softmetal.monitor.device.virtio.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;
import softmetal.monitor.state.StateHash;

class VirtioNetTest {
  static final long BASE = 0x8000_0000L;
  static final long DATA = BASE + 0x4_0000;
  static final int MERGE = 1 << 15;

  final VirtualClock clock = new VirtualClock();
  final Wire line = new Wire();
  final EthernetSwitch network = new EthernetSwitch("lan");
  final Ram ram;
  final Dma dma;
  final VirtioMmio device;
  final Driver receiver;
  final Driver sender;
  final Port other;
  final List<byte[]> seen = new ArrayList<>();

  VirtioNetTest() throws IOException {
    ram = Ram.allocate(BASE, Ram.MIN_BYTES);
    dma = new Dma(ram);
    device = device(Transport.MODERN);
    receiver = new Driver(device, dma, BASE, 8, 0);
    sender = new Driver(device, dma, BASE + 0x1_0000, 8, 1);
    other = network.connect();
    other.plug("other", clock, 0, seen::add);
  }

  private VirtioMmio device(Transport transport) {
    MacAddress address = new MacAddress(0x5254_0012_3456L);
    Port port = network.connect();
    VirtioNet card = new VirtioNet("net" + port.number(), clock, 0, port, address);
    return new VirtioMmio("virtio0", transport, line, dma, card);
  }

  @AfterEach
  void close() {
    ram.close();
  }

  void start(int features) {
    receiver.start(features);
    sender.startQueue();
  }

  static byte[] frame(int bytes) {
    byte[] frame = new byte[bytes];
    frame[0] = (byte) 0xff;
    for (int i = 6; i < bytes; i++) {
      frame[i] = (byte) (2 * i);
    }
    return frame;
  }

  byte[] memory(long address, int length) {
    byte[] bytes = new byte[length];
    dma.read(address, bytes, 0, length);
    return bytes;
  }

  @Test
  void shows_its_address_and_that_the_link_is_up() {
    assertEquals(0x5634_1200_5452L | 1L << 48, device.read(0x100, Width.DOUBLE));
    assertEquals(1 << 5 | MERGE | 1 << 16 | 1 << 28, device.read(0x10, Width.WORD));
  }

  @Test
  void the_address_can_be_written_only_by_drivers_of_old() {
    start(0);
    device.write(0x100, Width.WORD, 0x1234_5678);
    assertEquals(0x1200_5452, device.read(0x100, Width.WORD));

    VirtioMmio legacy = device(Transport.LEGACY);
    legacy.write(0x102, Width.HALF, 0xbbaa);
    assertEquals(0xbbaa_5452L, legacy.read(0x100, Width.WORD));
  }

  @Test
  void sends_a_frame_without_its_header_however_it_is_cut() {
    start(0);
    dma.write(DATA + 12, frame(100), 0, 100);
    sender.submit(
        new Buffer(DATA, 5, Driver.READS),
        new Buffer(DATA + 5, 57, Driver.READS),
        new Buffer(DATA + 62, 50, Driver.READS));
    clock.advanceTo(100_000);

    assertEquals(1, sender.returned());
    assertArrayEquals(frame(100), seen.getFirst());
  }

  @Test
  void sends_no_faster_than_the_wire() {
    start(0);
    dma.write(DATA + 12, frame(1500), 0, 1500);
    for (int i = 0; i < 8; i++) {
      sender.submit(new Buffer(DATA, 1512, Driver.READS));
    }

    clock.advanceTo(100 + 1_219);
    assertEquals(1, sender.returned());
    clock.advanceTo(100 + 1_219 + 100);
    assertEquals(2, sender.returned());
  }

  @Test
  void a_frame_fills_a_buffer_behind_its_header() {
    start(0);
    receiver.submit(new Buffer(DATA, 2000, Driver.WRITES));
    dma.write(DATA, new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, 12);
    other.send(frame(100));
    clock.advanceTo(100_000);

    assertEquals(112, receiver.usedLength(0));
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0}, memory(DATA, 12));
    assertArrayEquals(frame(100), memory(DATA + 12, 100));
    assertEquals(1, device.read(0x60, Width.WORD));
  }

  @Test
  void a_frame_waits_for_a_buffer() {
    start(0);
    other.send(frame(60));
    clock.advanceTo(100_000);
    assertEquals(0, receiver.returned());

    receiver.submit(new Buffer(DATA, 2000, Driver.WRITES));

    assertEquals(1, receiver.returned());
  }

  @Test
  void a_frame_that_is_too_long_for_its_buffer_is_dropped_and_the_buffer_kept() {
    start(0);
    receiver.submit(new Buffer(DATA, 100, Driver.WRITES));
    other.send(frame(200));
    other.send(frame(80));
    clock.advanceTo(100_000);

    assertEquals(1, receiver.returned());
    assertEquals(92, receiver.usedLength(0));
  }

  @Test
  void a_frame_is_spread_over_buffers_that_merge_once_there_are_enough() {
    start(MERGE);
    receiver.submit(new Buffer(DATA, 64, Driver.WRITES));
    other.send(frame(150));
    clock.advanceTo(100_000);
    assertEquals(0, receiver.returned());

    receiver.submit(new Buffer(DATA + 64, 64, Driver.WRITES));
    receiver.submit(new Buffer(DATA + 128, 64, Driver.WRITES));

    assertEquals(3, receiver.returned());
    assertEquals(64, receiver.usedLength(0));
    assertEquals(162 - 128, receiver.usedLength(2));
    assertEquals(3, memory(DATA + 10, 1)[0]);
    assertArrayEquals(frame(150), memory(DATA + 12, 150));
  }

  @Test
  void more_frames_than_it_keeps_are_dropped() {
    start(0);
    for (int i = 0; i < 4; i++) {
      for (int k = 0; k < 200; k++) {
        other.send(frame(60));
      }
      clock.advanceTo(clock.ticks() + 100_000);
    }
    for (int i = 0; i < 300; i++) {
      receiver.submit(new Buffer(DATA, 2000, Driver.WRITES));
    }

    assertEquals(VirtioNet.WAITING_FRAMES, receiver.returned());
  }

  @Test
  void a_queue_that_is_not_set_up_takes_nothing() {
    other.send(frame(60));
    clock.advanceTo(100_000);
    start(0);
    receiver.submit(new Buffer(DATA, 2000, Driver.WRITES));

    assertEquals(0, receiver.returned());
  }

  @Test
  void a_chain_without_a_header_breaks_the_device() {
    start(0);
    sender.submit(new Buffer(DATA, 11, Driver.READS));
    clock.advanceTo(100_000);

    assertEquals(0x40, device.read(0x70, Width.WORD) & 0x40);
    assertEquals(0, sender.returned());
  }

  @Test
  void what_waits_is_part_of_its_state() {
    start(0);
    String before = StateHash.of(List.of(device));
    other.send(frame(60));
    clock.advanceTo(100_000);

    assertEquals(false, before.equals(StateHash.of(List.of(device))));
  }
}
