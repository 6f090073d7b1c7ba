package softmetal.monitor.device.virtio;

import java.util.Optional;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A split virtqueue, seen from the device.
///
/// Three tables in guest RAM, `n` being the size of the queue:
///
/// | table | at | holds |
/// |---|---|---|
/// | descriptors | 16·i | address (8), length (4), flags (2), next (2) |
/// | available | 0 | flags (2), index (2), then n numbers of first descriptors (2 each) |
/// | used | 0 | flags (2), index (2), then n pairs of a number (4) and the bytes written (4) |
///
/// A ring that makes no sense breaks the queue: it gives nothing more until it is reset. That is so when a table is not in RAM, the
/// driver claims more requests than fit, a number is not below n, a chain is longer than n or has a loop, a buffer is
/// empty, or one that the device may read follows one that it may write.
///
/// Source: Virtual I/O Device (VIRTIO), "Split Virtqueues".
public final class Virtqueue {
  public static final int MAX_SIZE = 1024;

  private static final int DESCRIPTOR_BYTES = 16;
  private static final int FLAG_NEXT = 1;
  private static final int FLAG_WRITE = 2;
  private static final int FLAG_INDIRECT = 4;
  private static final int AVAILABLE_NO_INTERRUPT = 1;

  private final int number;
  private final Dma dma;
  private final Runnable onUsed;
  private final Runnable onBroken;

  private boolean ready;
  private boolean broken;
  private int size;
  private long descriptors;
  private long available;
  private long used;

  /// How many requests were taken, and how many given back; both modulo 2^16.
  private int taken;

  private int returned;

  /// @param number which of the queues of its device it is
  /// @param onUsed called when the driver wants to know that a request came back
  /// @param onBroken called when the ring turns out to make no sense
  Virtqueue(int number, Dma dma, Runnable onUsed, Runnable onBroken) {
    this.number = number;
    this.dma = dma;
    this.onUsed = onUsed;
    this.onBroken = onBroken;
  }

  /// Which of the queues of its device it is, from 0.
  public int number() {
    return number;
  }

  /// @param newSize 1 to [#MAX_SIZE]
  void start(int newSize, long descriptorsAddress, long availableAddress, long usedAddress) {
    size = newSize;
    descriptors = descriptorsAddress;
    available = availableAddress;
    used = usedAddress;
    ready = true;
  }

  void stop() {
    ready = false;
  }

  /// Whether the driver has set it up, and it is not broken.
  public boolean isStarted() {
    return ready && !broken;
  }

  boolean isReady() {
    return ready;
  }

  void reset() {
    ready = false;
    broken = false;
    size = 0;
    descriptors = 0;
    available = 0;
    used = 0;
    taken = 0;
    returned = 0;
  }

  /// Whether there is nothing to take: because the driver offered nothing, or because the queue is off or broken.
  public boolean isEmpty() {
    return !ready
        || broken
        || !dma.contains(available, availableBytes())
        || availableIndex() == taken;
  }

  /// Takes the next request. Empty when there is none, or the ring is broken.
  public Optional<Chain> next() {
    if (!ready || broken) {
      return Optional.empty();
    }
    if (!dma.contains(descriptors, (long) DESCRIPTOR_BYTES * size)
        || !dma.contains(available, availableBytes())
        || !dma.contains(used, usedBytes())) {
      return breakDown();
    }
    int offered = (availableIndex() - taken) & 0xffff;
    if (offered == 0) {
      return Optional.empty();
    }
    int head = dma.getShort(available + 4 + 2L * (taken % size)) & 0xffff;
    if (offered > size || head >= size) {
      return breakDown();
    }
    Chain chain = new Chain(head, new Buffers(dma), new Buffers(dma));
    if (!collect(chain, head)) {
      return breakDown();
    }
    taken = (taken + 1) & 0xffff;
    return Optional.of(chain);
  }

  /// Gives a request back to the driver.
  ///
  /// @param written how many bytes of its writable buffers the device has written
  public void complete(Chain chain, long written) {
    if (!ready || broken || !dma.contains(used, usedBytes())) {
      return;
    }
    long entry = used + 4 + 8L * (returned % size);
    dma.putInt(entry, chain.head());
    dma.putInt(entry + 4, (int) written);
    returned = (returned + 1) & 0xffff;
    dma.putShort(used + 2, (short) returned);
    if (!dma.contains(available, 2) || (dma.getShort(available) & AVAILABLE_NO_INTERRUPT) == 0) {
      onUsed.run();
    }
  }

  /// Lets the last `count` requests that were taken, and not completed, be taken again.
  public void putBack(int count) {
    taken = (taken - count) & 0xffff;
  }

  /// The ring makes sense but the request in it does not: as bad as a broken ring.
  public void refuse() {
    breakDown();
  }

  private boolean collect(Chain chain, int head) {
    long table = descriptors;
    int tableSize = size;
    int index = head;
    boolean indirect = false;
    for (int count = 0; count < MAX_SIZE; ) {
      long descriptor = table + (long) DESCRIPTOR_BYTES * index;
      long address = dma.getLong(descriptor);
      long length = dma.getInt(descriptor + 8) & 0xffff_ffffL;
      int flags = dma.getShort(descriptor + 12);
      int next = dma.getShort(descriptor + 14) & 0xffff;
      if ((flags & FLAG_INDIRECT) != 0) {
        // The rest of the chain is a table of its own, which must not lead to a third one.
        boolean valid = !indirect && (flags & FLAG_NEXT) == 0 && length % DESCRIPTOR_BYTES == 0;
        if (!valid
            || length == 0
            || length > (long) DESCRIPTOR_BYTES * MAX_SIZE
            || !dma.contains(address, length)) {
          return false;
        }
        indirect = true;
        table = address;
        tableSize = (int) (length / DESCRIPTOR_BYTES);
        index = 0;
        count = 0;
        continue;
      }
      boolean writable = (flags & FLAG_WRITE) != 0;
      if (length == 0 || (!writable && !chain.writable().isEmpty())) {
        return false;
      }
      (writable ? chain.writable() : chain.readable()).add(address, length);
      if ((flags & FLAG_NEXT) == 0) {
        return true;
      }
      index = next;
      count++;
      if (index >= tableSize || count >= tableSize) {
        return false;
      }
    }
    return false;
  }

  private Optional<Chain> breakDown() {
    broken = true;
    onBroken.run();
    return Optional.empty();
  }

  private int availableIndex() {
    return dma.getShort(available + 2) & 0xffff;
  }

  private long availableBytes() {
    return 4 + 2L * size;
  }

  private long usedBytes() {
    return 4 + 8L * size;
  }

  void save(StateOutput output) {
    output.putBoolean(ready);
    output.putBoolean(broken);
    output.putInt(size);
    output.putLongs(descriptors, available, used);
    output.putInt(taken);
    output.putInt(returned);
  }

  void load(StateInput input) {
    ready = input.getBoolean();
    broken = input.getBoolean();
    size = input.getInt("the size of a queue", ready ? 1 : 0, MAX_SIZE);
    descriptors = input.getLong();
    available = input.getLong();
    used = input.getLong();
    taken = input.getInt("the requests taken", 0, 0xffff);
    returned = input.getInt("the requests returned", 0, 0xffff);
  }
}
