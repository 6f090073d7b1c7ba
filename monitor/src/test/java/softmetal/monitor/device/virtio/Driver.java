package softmetal.monitor.device.virtio;

import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Width;

/// What a kernel does to a virtio device, for tests: a queue, its tables at fixed places of RAM.
public final class Driver {
  public static final int READS = 0;
  public static final int WRITES = 2;
  public static final int INDIRECT = 4;

  private final VirtioMmio device;
  private final Dma dma;
  private final int size;
  private final int number;
  public final long descriptors;
  public final long available;
  public final long used;
  private int offered;
  private int nextDescriptor;

  /// One buffer of a chain.
  public record Buffer(long address, int length, int flags) {}

  public Driver(VirtioMmio device, Dma dma, long tables, int size) {
    this(device, dma, tables, size, 0);
  }

  /// @param number of the queue
  public Driver(VirtioMmio device, Dma dma, long tables, int size, int number) {
    this.number = number;
    this.device = device;
    this.dma = dma;
    this.size = size;
    descriptors = tables;
    available = tables + 0x4000;
    used = tables + 0x8000;
  }

  public long read(int register) {
    return device.read(register, Width.WORD);
  }

  public void write(int register, long value) {
    device.write(register, Width.WORD, value);
  }

  /// The dance of the specification, "Device Initialization".
  public void start() {
    start((1 << 9) | (1 << 28));
  }

  /// @param features to accept, besides VIRTIO_F_VERSION_1
  public void start(int features) {
    write(0x70, 0);
    write(0x70, 1);
    write(0x70, 3);
    write(0x24, 1);
    write(0x20, 1);
    write(0x24, 0);
    write(0x20, features);
    write(0x70, 11);
    startQueue();
    write(0x70, 15);
  }

  public void startQueue() {
    write(0x30, number);
    write(0x38, size);
    write(0x80, descriptors);
    write(0x84, descriptors >>> 32);
    write(0x90, available);
    write(0x94, available >>> 32);
    write(0xa0, used);
    write(0xa4, used >>> 32);
    write(0x44, 1);
  }

  public void describe(int index, long address, int length, int flags, int next) {
    describeAt(descriptors, index, address, length, flags, next);
  }

  public void describeAt(long table, int index, long address, int length, int flags, int next) {
    long descriptor = table + 16L * index;
    dma.putLong(descriptor, address);
    dma.putInt(descriptor + 8, length);
    dma.putShort(descriptor + 12, (short) flags);
    dma.putShort(descriptor + 14, (short) next);
  }

  /// Makes a chain of these buffers; returns its head.
  public int chain(Buffer... buffers) {
    int head = nextDescriptor;
    for (int i = 0; i < buffers.length; i++) {
      int index = nextDescriptor++ % size;
      boolean last = i == buffers.length - 1;
      describe(
          index,
          buffers[i].address,
          buffers[i].length,
          buffers[i].flags | (last ? 0 : 1),
          nextDescriptor % size);
    }
    return head % size;
  }

  public void offer(int head) {
    dma.putShort(available + 4 + 2L * (offered % size), (short) head);
    offered++;
    dma.putShort(available + 2, (short) offered);
  }

  public void notifyQueue() {
    write(0x50, number);
  }

  public void submit(Buffer... buffers) {
    offer(chain(buffers));
    notifyQueue();
  }

  /// How many requests came back.
  public int returned() {
    return dma.getShort(used + 2) & 0xffff;
  }

  public int usedHead(int i) {
    return dma.getInt(used + 4 + 8L * (i % size));
  }

  public int usedLength(int i) {
    return dma.getInt(used + 8 + 8L * (i % size));
  }
}
