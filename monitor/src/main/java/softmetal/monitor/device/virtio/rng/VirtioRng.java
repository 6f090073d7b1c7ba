package softmetal.monitor.device.virtio.rng;

import java.util.List;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.virtio.Chain;
import softmetal.monitor.device.virtio.Function;
import softmetal.monitor.device.virtio.PacedQueue;
import softmetal.monitor.device.virtio.Virtqueue;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A virtio entropy source: fills what the driver puts into its one queue with random bytes.
///
/// They come from a generator with a seed that is part of the machine's definition, so that every run is the same: good for tests,
/// and no secret. A request gets at most [#MOST_BYTES], at 100 MB/s. A chain without a writable buffer, or not in RAM, breaks the queue.
///
/// Source: Virtual I/O Device (VIRTIO), "Entropy Device".
public final class VirtioRng implements Function {
  static final int MOST_BYTES = 64 * 1024;

  /// 10 µs.
  private static final long LATENCY_TICKS = 1_000;

  private final RandomBytes random;
  private final PacedQueue requests;

  /// @param name unique in the machine
  public VirtioRng(String name, Clock clock, long seed) {
    random = new RandomBytes(seed);
    requests = new PacedQueue(name + ".request", clock, LATENCY_TICKS, this::fill);
  }

  @Override
  public int deviceId() {
    return 4;
  }

  @Override
  public long features() {
    return 0;
  }

  @Override
  public int queues() {
    return 1;
  }

  @Override
  public byte[] configuration() {
    return new byte[0];
  }

  @Override
  public void notified(Virtqueue queue) {
    requests.notified(queue);
  }

  @Override
  public void reset() {
    requests.reset();
  }

  private long fill(Virtqueue queue, Chain chain) {
    int length = (int) Math.min(chain.writable().total(), MOST_BYTES);
    byte[] bytes = random.next(length);
    if (length == 0 || !chain.writable().write(bytes, 0, length)) {
      queue.refuse();
    } else {
      queue.complete(chain, length);
    }
    return length;
  }

  /// The state of the generator, and that of the queue.
  @Override
  public void save(StateOutput output) {
    output.putLong(random.state());
    requests.save(output);
  }

  @Override
  public void load(StateInput input, List<Virtqueue> queues) {
    random.state(input.getLong());
    requests.load(input, queues.getFirst());
  }
}
