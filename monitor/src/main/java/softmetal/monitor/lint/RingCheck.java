package softmetal.monitor.lint;

import softmetal.monitor.device.Device;
import softmetal.monitor.lint.VirtioCheck.Queue;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Width;

/// Looks through what a driver has made available, when it notifies the device.
///
/// Source: Virtual I/O Device (VIRTIO), "Split Virtqueues", "Block Device".
final class RingCheck {
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final int BLOCK = 2;
  private static final int SECTOR_BYTES = 512;
  private static final int HEADER_BYTES = 16;

  private final Dma dma;
  private final Device device;
  private final Findings findings;

  RingCheck(Machine machine, Device device, Findings findings) {
    this.dma = machine.dma();
    this.device = device;
    this.findings = findings;
  }

  /// What a chain comes to.
  private static final class Sum {
    long readable;
    long writable;
    long header = -1;
    boolean broken;
  }

  void check(long pc, int number, Queue queue) {
    int index = dma.getShort(queue.available + 2) & 0xffff;
    int fresh = (index - queue.seen) & 0xffff;
    if (fresh > queue.size) {
      findings.report(Rule.RING_INDEX, pc, device.name(), number, fresh, queue.size);
      queue.seen = index;
      return;
    }
    for (; queue.seen != index; queue.seen = (queue.seen + 1) & 0xffff) {
      long place = queue.available + 4 + 2L * (queue.seen % queue.size);
      int head = dma.getShort(place) & 0xffff;
      Sum sum = new Sum();
      walk(pc, number, queue.descriptors, queue.size, head, sum, true);
      if (!sum.broken && device.read(0x08, Width.WORD) == BLOCK) {
        checkBlock(pc, sum);
      }
    }
  }

  private void walk(
      long pc, int number, long table, int size, int head, Sum sum, boolean mayBeIndirect) {
    int at = head;
    for (int steps = 0; ; steps++) {
      if (at >= size) {
        sum.broken = true;
        findings.report(Rule.DESCRIPTOR_NUMBER, pc, device.name(), number, at, size);
        return;
      }
      if (steps >= size) {
        sum.broken = true;
        findings.report(Rule.DESCRIPTOR_LOOP, pc, device.name(), number, head);
        return;
      }
      long descriptor = table + 16L * at;
      int flags = dma.getShort(descriptor + 12) & 0xffff;
      if ((flags & INDIRECT) != 0 && mayBeIndirect) {
        indirect(pc, number, descriptor, at, flags, sum);
        return;
      }
      add(pc, number, descriptor, at, (flags & WRITE) != 0, sum);
      if ((flags & NEXT) == 0 || sum.broken) {
        return;
      }
      at = dma.getShort(descriptor + 14) & 0xffff;
    }
  }

  private void indirect(long pc, int number, long descriptor, int at, int flags, Sum sum) {
    long address = dma.getLong(descriptor);
    long length = dma.getInt(descriptor + 8) & 0xffff_ffffL;
    String problem = null;
    if ((flags & NEXT) != 0) {
      problem = "must not have a next one";
    } else if (length == 0 || length % 16 != 0) {
      problem = "has %d bytes, not a multiple of 16".formatted(length);
    } else if (!dma.contains(address, length)) {
      problem = "is not in RAM (0x%x)".formatted(address);
    }
    if (problem != null) {
      sum.broken = true;
      findings.report(Rule.INDIRECT_TABLE, pc, device.name(), number, at, problem);
    } else {
      walk(pc, number, address, (int) Math.min(length / 16, 1 << 16), 0, sum, false);
    }
  }

  private void add(long pc, int number, long descriptor, int at, boolean writable, Sum sum) {
    long address = dma.getLong(descriptor);
    long length = dma.getInt(descriptor + 8) & 0xffff_ffffL;
    if (length == 0) {
      sum.broken = true;
      findings.report(Rule.BUFFER_EMPTY, pc, device.name(), number, at);
    } else if (!dma.contains(address, length)) {
      sum.broken = true;
      findings.report(Rule.BUFFER_OUTSIDE_RAM, pc, device.name(), number, at, length, address);
    } else if (!writable && sum.writable > 0) {
      sum.broken = true;
      findings.report(Rule.BUFFER_ORDER, pc, device.name(), number, at);
    } else if (writable) {
      sum.writable += length;
    } else {
      if (sum.readable == 0 && length >= HEADER_BYTES) {
        sum.header = address;
      }
      sum.readable += length;
    }
  }

  private void checkBlock(long pc, Sum sum) {
    if (sum.readable < HEADER_BYTES) {
      findings.report(Rule.BLOCK_HEADER, pc, device.name(), sum.readable);
      return;
    }
    if (sum.writable == 0) {
      findings.report(Rule.BLOCK_STATUS, pc, device.name());
      return;
    }
    if (sum.header < 0) {
      return;
    }
    int type = dma.getInt(sum.header);
    long sector = dma.getLong(sum.header + 8);
    long read = sum.readable - HEADER_BYTES;
    long written = sum.writable - 1;
    if (type == 0 && read > 0) {
      findings.report(Rule.BLOCK_DIRECTION, pc, device.name(), "read", "written");
    } else if (type == 1 && written > 0) {
      findings.report(Rule.BLOCK_DIRECTION, pc, device.name(), "write", "read");
    } else if (type == 0 || type == 1) {
      long bytes = type == 0 ? written : read;
      long sectors = device.read(0x100, Width.DOUBLE);
      if (sector < 0 || sector > sectors || bytes > (sectors - sector) * SECTOR_BYTES) {
        findings.report(Rule.BLOCK_SECTOR, pc, device.name(), sector, bytes, sectors);
      }
    }
  }
}
