package softmetal.monitor.lint;

import java.util.HashMap;
import java.util.Map;
import softmetal.monitor.device.Device;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.VirtualCpu;

/// The rules for drivers of one virtio device, as far as its registers tell; [RingCheck] knows those of the rings.
///
/// It keeps in mind what the driver has written. What it asks the device itself are registers that nothing happens to when they are read.
///
/// Source: Virtual I/O Device (VIRTIO), "Driver Requirements: MMIO Device Register Layout", "Device Initialization".
final class VirtioCheck implements DeviceCheck {
  private static final int CONFIGURATION = 0x100;
  private static final int MAX_SIZE = 1024;

  private static final int ACKNOWLEDGE = 1;
  private static final int DRIVER = 2;
  private static final int DRIVER_OK = 4;
  private static final int FEATURES_OK = 8;
  private static final int FAILED = 0x80;
  private static final int NEEDS_RESET = 0x40;

  /// A queue, as the driver has described it.
  static final class Queue {
    int size;
    long descriptors;
    long available;
    long used;
    boolean ready;
    int seen;
  }

  private final Machine machine;
  private final Device device;
  private final Findings findings;
  private final RingCheck rings;
  private final Map<Integer, Queue> queues = new HashMap<>();
  private int status;
  private boolean statusRead;
  private int deviceFeaturesWord;
  private int driverFeaturesWord;
  private final Map<Integer, Integer> offered = new HashMap<>();
  private long accepted;
  private int selected;
  private int pageShift;
  private int alignment = 4096;
  private boolean acknowledged;

  VirtioCheck(Machine machine, Device device, Findings findings) {
    this.machine = machine;
    this.device = device;
    this.findings = findings;
    this.rings = new RingCheck(machine, device, findings);
  }

  private boolean isModern() {
    return device.read(0x04, Width.WORD) == 2;
  }

  @Override
  public void accessed(
      int hart, VirtualCpu cpu, int offset, Width width, long value, boolean write) {
    long pc = cpu.registers().pc;
    if (offset >= CONFIGURATION) {
      return;
    }
    if (width == Width.DOUBLE) {
      // Two registers at a time are two accesses here.
      accessed(hart, cpu, offset, Width.WORD, value & 0xffff_ffffL, write);
      accessed(hart, cpu, offset + 4, Width.WORD, value >>> 32, write);
    } else if (width != Width.WORD) {
      findings.report(Rule.VIRTIO_REGISTER_WIDTH, pc, device.name(), width.bytes());
    } else if (write) {
      written(pc, offset, (int) value);
    } else {
      read(offset, (int) value);
    }
  }

  private void read(int offset, int value) {
    if (offset == 0x70) {
      statusRead = true;
    } else if (offset == 0x10) {
      offered.put(deviceFeaturesWord, value);
    }
  }

  private void written(long pc, int offset, int value) {
    switch (offset) {
      case 0x14 -> deviceFeaturesWord = value;
      case 0x24 -> driverFeaturesWord = value;
      case 0x20 -> accept(pc, value);
      case 0x28 -> pageShift = value == 0 ? 0 : Integer.numberOfTrailingZeros(value);
      case 0x30 -> selected = value;
      case 0x3c -> alignment = value;
      case 0x50 -> notified(pc, value & 0xffff);
      case 0x64 -> acknowledged = true;
      case 0x70 -> status(pc, value & 0xff);
      case 0x38, 0x40, 0x44, 0x80, 0x84, 0x90, 0x94, 0xa0, 0xa4 -> setUp(pc, offset, value);
      case 0x00, 0x04, 0x08, 0x0c, 0x10, 0x34, 0x60, 0xfc ->
          findings.report(Rule.VIRTIO_READ_ONLY, pc, offset, device.name());
      default -> {}
    }
  }

  // ---- Status and features ----

  private void status(long pc, int value) {
    if (value == 0) {
      reset();
      return;
    }
    if (device.read(0x08, Width.WORD) == 0) {
      findings.report(Rule.VIRTIO_EMPTY_SLOT, pc, device.name());
      return;
    }
    if ((status & ~value & ~(FAILED | NEEDS_RESET)) != 0) {
      findings.report(Rule.VIRTIO_STATUS_CLEARED, pc, device.name(), status, value);
    }
    int fresh = value & ~status;
    needs(pc, fresh, DRIVER, "DRIVER", value, ACKNOWLEDGE, "ACKNOWLEDGE");
    needs(pc, fresh, DRIVER_OK, "DRIVER_OK", value, DRIVER, "DRIVER");
    if (isModern()) {
      needs(pc, fresh, FEATURES_OK, "FEATURES_OK", value, DRIVER, "DRIVER");
      needs(pc, fresh, DRIVER_OK, "DRIVER_OK", status, FEATURES_OK, "FEATURES_OK before it");
      if ((fresh & FEATURES_OK) != 0) {
        statusRead = false;
        if ((accepted >>> 32 & 1) == 0) {
          findings.report(Rule.VIRTIO_VERSION_1, pc, device.name());
        }
      } else if ((fresh & DRIVER_OK) != 0 && !statusRead && (status & FEATURES_OK) != 0) {
        findings.report(Rule.VIRTIO_FEATURES_OK_NOT_READ, pc, device.name());
      }
    }
    status = value;
  }

  private void needs(
      long pc, int fresh, int bit, String name, int present, int needed, String neededName) {
    if ((fresh & bit) != 0 && (present & needed) == 0) {
      findings.report(Rule.VIRTIO_STATUS_ORDER, pc, device.name(), name, neededName);
    }
  }

  private void reset() {
    status = 0;
    accepted = 0;
    queues.clear();
  }

  private void accept(long pc, int value) {
    if ((status & FEATURES_OK) != 0) {
      findings.report(Rule.VIRTIO_FEATURES_LATE, pc, device.name());
    }
    int shift = driverFeaturesWord == 0 ? 0 : 32;
    accepted |= Integer.toUnsignedLong(value) << shift;
    Integer known = offered.get(driverFeaturesWord);
    if (known != null && (value & ~known) != 0) {
      findings.report(
          Rule.VIRTIO_FEATURE_NOT_OFFERED,
          pc,
          device.name(),
          Integer.toUnsignedLong(value & ~known) << shift);
    }
  }

  // ---- queues ----

  private void setUp(long pc, int offset, int value) {
    Queue queue = queues.computeIfAbsent(selected, _ -> new Queue());
    if (queue.ready && offset != 0x44 && offset != 0x40) {
      findings.report(Rule.VIRTIO_QUEUE_IN_USE, pc, device.name(), selected);
    }
    switch (offset) {
      case 0x38 -> {
        queue.size = value;
        if (Integer.bitCount(value) != 1 || value < 0 || value > MAX_SIZE) {
          findings.report(Rule.VIRTIO_QUEUE_SIZE, pc, device.name(), selected, value, MAX_SIZE);
        }
      }
      case 0x40 -> legacy(pc, queue, Integer.toUnsignedLong(value));
      case 0x44 -> ready(pc, queue, value != 0);
      case 0x80, 0x84 -> queue.descriptors = withWord(queue.descriptors, offset, value);
      case 0x90, 0x94 -> queue.available = withWord(queue.available, offset, value);
      default -> queue.used = withWord(queue.used, offset, value);
    }
  }

  private static long withWord(long old, int offset, int value) {
    return (offset & 4) == 0
        ? (old & 0xffff_ffff_0000_0000L) | Integer.toUnsignedLong(value)
        : (old & 0xffff_ffffL) | (long) value << 32;
  }

  private void legacy(long pc, Queue queue, long pageNumber) {
    queue.ready = pageNumber != 0;
    queue.seen = 0;
    if (!queue.ready) {
      return;
    }
    long address = pageNumber << pageShift;
    queue.descriptors = address;
    queue.available = address + 16L * queue.size;
    long end = queue.available + 6 + 2L * queue.size;
    queue.used = (end + alignment - 1) / alignment * alignment;
    if (!machine.dma().contains(address, 16L * queue.size)) {
      String hint =
          machine.dma().contains(pageNumber, 1)
              ? ": QueuePFN is a page number, and got the address 0x%x".formatted(pageNumber)
              : "";
      findings.report(
          Rule.VIRTIO_QUEUE_OUTSIDE_RAM, pc, device.name(), selected, "queue", address, hint);
      queue.ready = false;
    }
  }

  private void ready(long pc, Queue queue, boolean isReady) {
    queue.ready = isReady;
    queue.seen = 0;
    if (isReady) {
      // Each is told, whatever is wrong with the others.
      boolean table = place(pc, "descriptor table", queue.descriptors, 16L * queue.size, 16);
      boolean available = place(pc, "available ring", queue.available, 6 + 2L * queue.size, 2);
      boolean used = place(pc, "used ring", queue.used, 6 + 8L * queue.size, 4);
      queue.ready = table && available && used;
    }
  }

  private boolean place(long pc, String what, long address, long bytes, int multiple) {
    if (!machine.dma().contains(address, Math.max(bytes, 1))) {
      String hint =
          machine.dma().contains(address << 12, 1)
              ? ": an address in bytes is wanted, not a page number"
              : "";
      findings.report(
          Rule.VIRTIO_QUEUE_OUTSIDE_RAM, pc, device.name(), selected, what, address, hint);
      return false;
    }
    if (address % multiple != 0) {
      findings.report(
          Rule.VIRTIO_QUEUE_MISALIGNED, pc, device.name(), selected, what, address, multiple);
    }
    return true;
  }

  private void notified(long pc, int number) {
    if ((status & DRIVER_OK) == 0) {
      findings.report(Rule.VIRTIO_NOTIFIED_EARLY, pc, device.name());
    }
    Queue queue = queues.get(number);
    if (queue == null || !queue.ready) {
      findings.report(Rule.VIRTIO_NO_SUCH_QUEUE, pc, device.name(), number);
    } else if (Integer.bitCount(queue.size) == 1) {
      rings.check(pc, number, queue);
    }
  }

  // ---- interrupts ----

  /// Its interrupt was claimed.
  void claimed() {
    acknowledged = false;
  }

  /// Its interrupt was completed.
  void completed(long pc) {
    long interrupts = device.read(0x60, Width.WORD);
    if (!acknowledged && interrupts != 0) {
      findings.report(Rule.VIRTIO_NOT_ACKNOWLEDGED, pc, device.name(), interrupts);
    }
  }
}
