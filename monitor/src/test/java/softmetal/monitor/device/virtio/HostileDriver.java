package softmetal.monitor.device.virtio;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Width;

/// A driver that knows its way and then goes astray: rings at good and impossible places, loops, lengths without measure, tables in
/// tables, queues that are not there, resets in the middle. Most of what it does makes sense, so that the deep ends are reached.
public final class HostileDriver {
  private static final int[] LENGTHS = {
    0, 1, 9, 10, 12, 16, 17, 60, 512, 1024, 1514, 4096, 0x10000
  };

  private final RandomGenerator random;
  private final VirtioMmio device;
  private final Dma dma;
  private final long base;
  private final long ramBytes;
  private final List<Ring> rings = new ArrayList<>();

  private static final class Ring {
    final long descriptors;
    final long available;
    final long used;
    final int size;
    int offered;

    Ring(long descriptors, long available, long used, int size) {
      this.descriptors = descriptors;
      this.available = available;
      this.used = used;
      this.size = size;
    }
  }

  public HostileDriver(
      RandomGenerator random, VirtioMmio device, Dma dma, long base, long ramBytes) {
    this.random = random;
    this.device = device;
    this.dma = dma;
    this.base = base;
    this.ramBytes = ramBytes;
  }

  /// Starts the device and up to four of its queues, as a driver would, or nearly so.
  public void start() {
    rings.clear();
    if (random.nextInt(8) != 0) {
      write(0x70, 0);
    }
    write(0x70, 3);
    write(0x24, 0);
    write(0x20, random.nextBoolean() ? -1 : random.nextInt());
    write(0x24, 1);
    write(0x20, random.nextInt(2));
    write(0x70, 11);
    if (random.nextInt(16) != 0) {
      write(0x28, 4096);
    }
    int queues = 1 + random.nextInt(3);
    for (int queue = 0; queue < queues; queue++) {
      startQueue(random.nextInt(16) == 0 ? random.nextInt() : queue);
    }
    write(0x70, 15);
  }

  private void startQueue(int number) {
    int size = random.nextInt(12) == 0 ? oddSize() : 1 << random.nextInt(9);
    write(0x30, number);
    write(0x38, size);
    if (device.read(4, Width.WORD) == 1) {
      long page =
          random.nextInt(16) == 0
              ? random.nextInt()
              : (base >>> 12) + random.nextInt((int) (ramBytes >>> 12));
      int alignment = random.nextInt(8) == 0 ? random.nextInt() : 4096;
      write(0x3c, alignment);
      write(0x40, page);
      long start = (page & 0xffff_ffffL) << 12;
      long available = start + 16L * size;
      rings.add(new Ring(start, available, (available + 6 + 2L * size + 4095) & -4096, size));
    } else {
      Ring ring = new Ring(table(16), table(2), table(4), size);
      rings.add(ring);
      writeLong(0x80, ring.descriptors);
      writeLong(0x90, ring.available);
      writeLong(0xa0, ring.used);
      write(0x44, random.nextInt(16) == 0 ? random.nextInt() : 1);
    }
  }

  private int oddSize() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> random.nextInt();
      case 2 -> 1024 + random.nextInt(3);
      default -> 3 + 2 * random.nextInt(100);
    };
  }

  private long table(int alignment) {
    return random.nextInt(16) == 0
        ? anyAddress()
        : base + (random.nextInt((int) ramBytes - 0x4000) & -alignment);
  }

  /// Anything at all, with a liking for the edges of RAM and of numbers.
  private long anyAddress() {
    return switch (random.nextInt(7)) {
      case 0 -> random.nextInt(16);
      case 1 -> base + random.nextLong(ramBytes);
      case 2 -> base + ramBytes - random.nextInt(64);
      case 3 -> -random.nextInt(64);
      case 4 -> 1L << random.nextInt(64);
      case 5 -> 0x1000_0000L + random.nextInt(0x9000);
      default -> random.nextLong();
    };
  }

  /// One thing that a driver may do at any time.
  public void act() {
    switch (random.nextInt(24)) {
      case 0 -> write(0x50, random.nextInt());
      case 1 -> write(0x70, random.nextInt(3) == 0 ? 0 : random.nextInt(256));
      case 2 -> device.write(random.nextInt(0x1000) & -4, Width.WORD, random.nextInt());
      case 3 -> device.read(random.nextInt(0x200) & -8, Width.DOUBLE);
      case 4 -> write(0x64, 3);
      case 5 -> start();
      default -> {
        if (!rings.isEmpty()) {
          submit(random.nextInt(rings.size()));
        }
      }
    }
  }

  private void submit(int number) {
    Ring ring = rings.get(number);
    if (ring.size < 1 || ring.size > Virtqueue.MAX_SIZE) {
      write(0x50, number);
      return;
    }
    int requests = 1 + random.nextInt(3);
    for (int i = 0; i < requests; i++) {
      offer(ring, chain(ring));
    }
    if (random.nextInt(24) == 0) {
      putShort(ring.available + 2, random.nextInt());
    }
    write(0x50, number);
  }

  private int chain(Ring ring) {
    int head = random.nextInt(ring.size);
    int length = 1 + random.nextInt(Math.min(5, ring.size));
    boolean allWritable = random.nextInt(3) == 0;
    int writableFrom = random.nextInt(length + 1);
    for (int i = 0; i < length; i++) {
      int index = (head + i) % ring.size;
      boolean last = i == length - 1;
      int flags = (last ? 0 : 1) | (allWritable || i >= writableFrom ? Driver.WRITES : 0);
      int next = (index + 1) % ring.size;
      if (random.nextInt(24) == 0) {
        flags = random.nextInt(8);
        next = random.nextInt(70_000);
      }
      describe(ring.descriptors + 16L * index, flags, next);
    }
    if (random.nextInt(12) == 0) {
      indirect(ring, head);
    }
    return random.nextInt(32) == 0 ? random.nextInt(70_000) : head;
  }

  private void indirect(Ring ring, int head) {
    int entries = 1 + random.nextInt(8);
    long table = base + random.nextLong(ramBytes - 16L * entries);
    for (int i = 0; i < entries; i++) {
      int flags = random.nextInt(16) == 0 ? random.nextInt(8) : (i == entries - 1 ? 2 : 3);
      describe(table + 16L * i, i == 0 ? flags & ~2 : flags, i + 1);
    }
    long descriptor = ring.descriptors + 16L * head;
    putLong(descriptor, random.nextInt(12) == 0 ? anyAddress() : table);
    putInt(descriptor + 8, random.nextInt(8) == 0 ? random.nextInt() : 16 * entries);
    putShort(descriptor + 12, 4 | (random.nextInt(16) == 0 ? 3 : 0));
  }

  private void describe(long descriptor, int flags, int next) {
    long address =
        random.nextInt(12) == 0 ? anyAddress() : base + random.nextLong(ramBytes - 0x1000);
    if ((flags & Driver.WRITES) == 0 && dma.contains(address, 16)) {
      // Perhaps the header of a request to a disk.
      dma.putInt(address, random.nextInt(10) == 0 ? random.nextInt() : random.nextInt(9));
      dma.putLong(address + 8, random.nextInt(10) == 0 ? random.nextLong() : random.nextInt(70));
    }
    putLong(descriptor, address);
    putInt(descriptor + 8, length());
    putShort(descriptor + 12, flags);
    putShort(descriptor + 14, next);
  }

  private int length() {
    return switch (random.nextInt(16)) {
      case 0 -> -1;
      case 1 -> random.nextInt();
      default -> LENGTHS[random.nextInt(LENGTHS.length)];
    };
  }

  private void offer(Ring ring, int head) {
    putShort(ring.available + 4 + 2L * (ring.offered % ring.size), head);
    ring.offered++;
    putShort(ring.available + 2, ring.offered);
  }

  private void write(int register, long value) {
    device.write(register, Width.WORD, value);
  }

  private void writeLong(int register, long value) {
    write(register, value);
    write(register + 4, value >>> 32);
  }

  private void putShort(long address, int value) {
    if (dma.contains(address, 2)) {
      dma.putShort(address, (short) value);
    }
  }

  private void putInt(long address, int value) {
    if (dma.contains(address, 4)) {
      dma.putInt(address, value);
    }
  }

  private void putLong(long address, long value) {
    if (dma.contains(address, 8)) {
      dma.putLong(address, value);
    }
  }
}
