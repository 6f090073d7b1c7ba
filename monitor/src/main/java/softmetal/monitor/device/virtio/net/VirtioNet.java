package softmetal.monitor.device.virtio.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.virtio.Buffers;
import softmetal.monitor.device.virtio.Chain;
import softmetal.monitor.device.virtio.Function;
import softmetal.monitor.device.virtio.PacedQueue;
import softmetal.monitor.device.virtio.Virtqueue;
import softmetal.monitor.memory.Width;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A virtio network card, at a port of a switch.
///
/// Queue 0 takes buffers for frames that arrive, queue 1 frames to send. Before each frame is a header of 12 bytes, of which only the
/// last field is used, or of 10 when neither `VIRTIO_NET_F_MRG_RXBUF` nor `VIRTIO_F_VERSION_1` was accepted:
///
/// | offset | header | bytes |
/// |---|---|---|
/// | 0 | flags, type of segmentation: 0 | 2 |
/// | 2 | four fields for work that is left to the device: 0 | 8 |
/// | 10 | over how many chains a frame that arrived is spread | 2 |
///
/// | feature | |
/// |---|---|
/// | 5 `VIRTIO_NET_F_MAC` | the card has an address |
/// | 15 `VIRTIO_NET_F_MRG_RXBUF` | a frame may be spread over several chains |
/// | 16 `VIRTIO_NET_F_STATUS` | the state of the link can be read |
///
/// | offset | configuration | bytes |
/// |---|---|---|
/// | 0x00 | MAC address; a driver that does not accept `VIRTIO_F_VERSION_1` may write it | 6 |
/// | 0x06 | status: 1, the link is up | 2 |
///
/// Frames leave one at a time, at 1 Gbit/s. Those that arrive wait for buffers, up to [#WAITING_FRAMES]; more are dropped, and so
/// are those that do not fit into a chain while they must. The card hands on every frame that the switch gives it. A chain that cannot hold a header,
/// or is not in RAM, breaks the queue.
///
/// Source: Virtual I/O Device (VIRTIO), "Network Device".
public final class VirtioNet implements Function {
  private static final int RECEIVE = 0;
  private static final int TRANSMIT = 1;

  private static final long FEATURE_MAC = 1 << 5;
  private static final long FEATURE_MERGE = 1 << 15;
  private static final long FEATURE_STATUS = 1 << 16;
  private static final long FEATURE_VERSION_1 = 1L << 32;

  private static final int SHORT_HEADER_BYTES = 10;
  private static final int HEADER_BYTES = 12;
  private static final int CONFIGURATION_BYTES = MacAddress.BYTES + 2;
  private static final int LINK_IS_UP = 1;

  /// 1 µs.
  private static final long LATENCY_TICKS = 100;

  /// Preamble, check sequence and gap, which a frame on a wire has around it.
  private static final int AROUND_BYTES = 24;

  /// No frame on a wire is shorter, without what is around it.
  private static final int LEAST_BYTES = 60;

  static final int WAITING_FRAMES = 256;

  private final Port port;
  private final PacedQueue sender;
  private final byte[] configuration;
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private List<Virtqueue> queues = List.of();
  private long features;

  /// @param name unique in the machine
  /// @param ticksBefore how long the machine had run when its clock began; more than 0 after a reset
  public VirtioNet(String name, Clock clock, long ticksBefore, Port port, MacAddress address) {
    this.port = port;
    sender = new PacedQueue(name + ".send", clock, LATENCY_TICKS, this::send);
    configuration = Arrays.copyOf(address.toBytes(), CONFIGURATION_BYTES);
    configuration[MacAddress.BYTES] = LINK_IS_UP;
    port.plug(name + ".arrival", clock, ticksBefore, this::receive);
  }

  @Override
  public int deviceId() {
    return 1;
  }

  @Override
  public long features() {
    return FEATURE_MAC | FEATURE_MERGE | FEATURE_STATUS;
  }

  @Override
  public int queues() {
    return 2;
  }

  @Override
  public byte[] configuration() {
    return configuration;
  }

  @Override
  public void configure(long accepted, int offset, Width width, long value) {
    for (int i = 0; i < width.bytes() && offset + i < MacAddress.BYTES; i++) {
      if ((accepted & FEATURE_VERSION_1) == 0) {
        configuration[offset + i] = (byte) (value >>> (8 * i));
      }
    }
  }

  @Override
  public void connect(List<Virtqueue> all) {
    queues = all;
  }

  @Override
  public void accepted(long accepted) {
    features = accepted;
  }

  @Override
  public void notified(Virtqueue queue) {
    if (queue.number() == TRANSMIT) {
      sender.notified(queue);
    } else {
      deliver();
    }
  }

  @Override
  public void reset() {
    sender.reset();
    waiting.clear();
  }

  private int headerBytes() {
    return (features & (FEATURE_MERGE | FEATURE_VERSION_1)) == 0
        ? SHORT_HEADER_BYTES
        : HEADER_BYTES;
  }

  private boolean merges() {
    return (features & FEATURE_MERGE) != 0;
  }

  private long send(Virtqueue queue, Chain chain) {
    Buffers readable = chain.readable();
    if (readable.remaining() < headerBytes()) {
      queue.refuse();
      return 0;
    }
    readable.skip(headerBytes());
    long length = readable.remaining();
    if (length <= EthernetSwitch.MAX_FRAME_BYTES) {
      byte[] frame = new byte[(int) length];
      if (!readable.read(frame, 0, frame.length)) {
        queue.refuse();
        return 0;
      }
      port.send(frame);
    }
    queue.complete(chain, 0);
    return ticksOnTheWire(Math.min(length, EthernetSwitch.MAX_FRAME_BYTES));
  }

  /// 8 ns a byte, 10 ns a tick.
  private static long ticksOnTheWire(long frameBytes) {
    return (Math.max(frameBytes, LEAST_BYTES) + AROUND_BYTES) * 8 / 10;
  }

  private void receive(byte[] frame) {
    if (waiting.size() < WAITING_FRAMES && queues.get(RECEIVE).isStarted()) {
      waiting.add(frame);
      deliver();
    }
  }

  /// Hands on what waits, as far as there are buffers.
  private void deliver() {
    Virtqueue queue = queues.get(RECEIVE);
    for (byte[] frame = waiting.peek(); frame != null; frame = waiting.peek()) {
      if (!deliver(queue, frame)) {
        return;
      }
      waiting.remove();
    }
  }

  /// @return false when there are not enough buffers (yet)
  private boolean deliver(Virtqueue queue, byte[] frame) {
    byte[] packet = new byte[headerBytes() + frame.length];
    System.arraycopy(frame, 0, packet, headerBytes(), frame.length);
    List<Chain> chains = new ArrayList<>();
    for (long room = 0; room < packet.length; ) {
      Optional<Chain> next = queue.next();
      if (next.isEmpty()) {
        queue.putBack(chains.size());
        return false;
      }
      Chain chain = next.get();
      chains.add(chain);
      if (chain.writable().total() == 0
          || (chains.size() == 1 && chain.writable().total() < headerBytes())) {
        queue.refuse();
        return false;
      }
      room += chain.writable().total();
      if (room < packet.length && !merges()) {
        queue.putBack(1);
        return true; // It fits nowhere: dropped.
      }
    }
    if (headerBytes() == HEADER_BYTES) {
      ByteBuffer.wrap(packet)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putShort(SHORT_HEADER_BYTES, (short) chains.size());
    }
    write(queue, chains, packet);
    return true;
  }

  private static void write(Virtqueue queue, List<Chain> chains, byte[] packet) {
    int done = 0;
    for (Chain chain : chains) {
      int part = (int) Math.min(packet.length - done, chain.writable().total());
      if (!chain.writable().write(packet, done, part)) {
        queue.refuse();
        return;
      }
      done += part;
      queue.complete(chain, part);
    }
  }

  /// The MAC address; the state of the sender; the number of frames that wait for buffers, and the length and bytes of each.
  @Override
  public void save(StateOutput output) {
    output.putBytes(configuration, 0, MacAddress.BYTES);
    sender.save(output);
    output.putInt(waiting.size());
    for (byte[] frame : waiting) {
      output.putBlock(frame);
    }
  }

  @Override
  public void load(StateInput input, List<Virtqueue> all) {
    System.arraycopy(input.getBytes(MacAddress.BYTES), 0, configuration, 0, MacAddress.BYTES);
    sender.load(input, all.get(TRANSMIT));
    int count = input.getInt("the number of frames", 0, WAITING_FRAMES);
    for (int i = 0; i < count; i++) {
      waiting.add(input.getBlock("a frame", EthernetSwitch.MAX_FRAME_BYTES));
    }
  }
}
