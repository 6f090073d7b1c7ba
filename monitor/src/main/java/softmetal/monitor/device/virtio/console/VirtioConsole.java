package softmetal.monitor.device.virtio.console;

import java.util.List;
import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.virtio.Buffers;
import softmetal.monitor.device.virtio.Chain;
import softmetal.monitor.device.virtio.Function;
import softmetal.monitor.device.virtio.PacedQueue;
import softmetal.monitor.device.virtio.Virtqueue;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A virtio console with one port.
///
/// Queue 0 takes buffers for what is typed, queue 1 what the guest writes.
///
/// | offset | configuration | bytes |
/// |---|---|---|
/// | 0x00 | columns, rows: 0, not known | 4 |
/// | 0x04 | most ports: 1 | 4 |
/// | 0x08 | emergency write (`VIRTIO_CONSOLE_F_EMERG_WRITE`, 2): the low byte of what is written here is shown at once, without any queue | 4 |
///
/// What is typed while there is no buffer waits, and nothing of it is lost: the source is asked for more only when [#hasRoom]. A chain
/// with nothing to read in queue 1, nothing to write in queue 0, or outside RAM, breaks the queue.
///
/// Source: Virtual I/O Device (VIRTIO), "Console Device".
public final class VirtioConsole implements Function {
  /// Takes the bytes that a guest writes.
  @FunctionalInterface
  public interface Output {
    void put(int value);
  }

  private static final int RECEIVE = 0;
  private static final int TRANSMIT = 1;
  private static final long FEATURE_EMERGENCY_WRITE = 1 << 2;
  private static final int EMERGENCY_WRITE = 8;

  /// 1 µs.
  private static final long LATENCY_TICKS = 100;

  /// 100 MB/s.
  private static final long TICKS_PER_BYTE = 1;

  /// How much of a request is served; the rest of a longer one is dropped.
  private static final int MOST_BYTES = 1 << 20;

  private static final int TYPED_BYTES = 64;

  private final Clock clock;
  private final Alarm arrival;
  private final Output output;
  private final PacedQueue writer;
  private final byte[] typed = new byte[TYPED_BYTES];
  private int typedCount;
  private List<Virtqueue> queues = List.of();

  /// @param name unique in the machine
  public VirtioConsole(String name, Clock clock, Output output) {
    this.clock = clock;
    arrival = clock.alarm(name + ".typed", this::deliver);
    this.output = output;
    writer = new PacedQueue(name + ".write", clock, LATENCY_TICKS, this::write);
  }

  /// Whether [#type] may be called.
  public boolean hasRoom() {
    return typedCount < TYPED_BYTES;
  }

  /// A byte comes from the keyboard. It is handed on a little later, with what comes at the same time.
  public void type(byte value) {
    typed[typedCount++] = value;
    if (typedCount == 1) {
      arrival.set(clock.ticks() + LATENCY_TICKS);
    }
  }

  @Override
  public int deviceId() {
    return 3;
  }

  @Override
  public long features() {
    return FEATURE_EMERGENCY_WRITE;
  }

  @Override
  public int queues() {
    return 2;
  }

  @Override
  public byte[] configuration() {
    return new byte[] {0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0};
  }

  @Override
  public void configure(long accepted, int offset, Width width, long value) {
    if (offset == EMERGENCY_WRITE && (int) value != 0) {
      output.put((int) value & 0xff);
    }
  }

  @Override
  public void connect(List<Virtqueue> all) {
    queues = all;
  }

  @Override
  public void notified(Virtqueue queue) {
    if (queue.number() == TRANSMIT) {
      writer.notified(queue);
    } else {
      deliver();
    }
  }

  @Override
  public void reset() {
    writer.reset();
  }

  private long write(Virtqueue queue, Chain chain) {
    Buffers readable = chain.readable();
    long left = Math.min(readable.total(), MOST_BYTES);
    long length = left;
    byte[] piece = new byte[(int) Math.min(left, 4096)];
    boolean good = left > 0;
    while (good && left > 0) {
      int part = (int) Math.min(piece.length, left);
      good = readable.read(piece, 0, part);
      for (int i = 0; good && i < part; i++) {
        output.put(piece[i] & 0xff);
      }
      left -= part;
    }
    if (good) {
      queue.complete(chain, 0);
    } else {
      queue.refuse();
    }
    return length * TICKS_PER_BYTE;
  }

  private void deliver() {
    Virtqueue queue = queues.get(RECEIVE);
    int done = 0;
    while (done < typedCount && !queue.isEmpty()) {
      Chain chain = queue.next().orElse(null);
      if (chain == null) {
        break;
      }
      int part = (int) Math.min(typedCount - done, chain.writable().total());
      if (part == 0 || !chain.writable().write(typed, done, part)) {
        queue.refuse();
        break;
      }
      done += part;
      queue.complete(chain, part);
    }
    System.arraycopy(typed, done, typed, 0, typedCount - done);
    typedCount -= done;
  }

  /// The bytes that were typed and not handed on, behind their number; then the state of the writer.
  @Override
  public void save(StateOutput state) {
    state.putInt(typedCount);
    state.putBytes(typed, 0, typedCount);
    writer.save(state);
  }

  @Override
  public void load(StateInput input, List<Virtqueue> all) {
    byte[] saved = input.getBlock("what was typed", TYPED_BYTES);
    System.arraycopy(saved, 0, typed, 0, saved.length);
    typedCount = saved.length;
    writer.load(input, all.get(TRANSMIT));
  }
}
