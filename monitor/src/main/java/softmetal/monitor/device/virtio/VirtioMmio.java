package softmetal.monitor.device.virtio;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.device.Device;
import softmetal.monitor.device.InterruptLine;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A slot for a virtio device on the memory-mapped transport: version 2, or version 1 ("legacy").
///
/// | offset | register | access |
/// |---|---|---|
/// | 0x000 | MagicValue: 0x74726976, "virt" | read |
/// | 0x004 | Version: 1 or 2 | read |
/// | 0x008 | DeviceID: 0 when the slot is empty | read |
/// | 0x00c | VendorID: 0x554d4551 | read |
/// | 0x010 | DeviceFeatures: the word that DeviceFeaturesSel chooses | read |
/// | 0x014 | DeviceFeaturesSel | write |
/// | 0x020 | DriverFeatures: the word that DriverFeaturesSel chooses | write |
/// | 0x024 | DriverFeaturesSel | write |
/// | 0x028 | version 1: GuestPageSize, a power of two | write |
/// | 0x030 | QueueSel: which queue the registers up to 0x0a4 are about, but for 0x050 to 0x070 | write |
/// | 0x034 | QueueNumMax: 1024, or 0 when there is no such queue | read |
/// | 0x038 | QueueNum | write |
/// | 0x03c | version 1: QueueAlign, of the used ring: a power of two, 4096 at first | write |
/// | 0x040 | version 1: QueuePFN, where the queue begins, in pages; 0 resets the device | read, write |
/// | 0x044 | version 2: QueueReady | read, write |
/// | 0x050 | QueueNotify: the number of a queue that has something | write |
/// | 0x060 | InterruptStatus: bit 0 a request came back, bit 1 the device changed | read |
/// | 0x064 | InterruptACK: the bits to clear | write |
/// | 0x070 | Status: writing 0 resets | read, write |
/// | 0x080 | version 2: QueueDescLow, then QueueDescHigh | write |
/// | 0x090 | version 2: QueueDriverLow, then QueueDriverHigh | write |
/// | 0x0a0 | version 2: QueueDeviceLow, then QueueDeviceHigh | write |
/// | 0x0b0 | SHMLenLow, then SHMLenHigh: all ones, there is no shared memory | read |
/// | 0x0fc | ConfigGeneration: 0, the configuration never changes | read |
/// | 0x100 | the configuration of the device, in any width | read |
///
/// Registers are 4 bytes wide; a read of 8 bytes is one of two registers. The features that a driver did not get offered are
/// dropped when it accepts them. When a queue turns out to be broken, nothing happens until the driver resets the device;
/// in version 2, bit 6 of Status (DEVICE_NEEDS_RESET) and bit 1 of InterruptStatus say so.
///
/// In version 1 there are 32 features, and a queue of n entries is one piece of memory: the descriptors (16·n bytes), the
/// available ring (6 + 2·n), and from the next multiple of QueueAlign on the used ring. GuestPageSize outlives a reset of the
/// device.
///
/// Source: Virtual I/O Device (VIRTIO), "MMIO Device Register Layout" and "Legacy interface".
public final class VirtioMmio implements Device {
  private static final int CONFIGURATION = 0x100;
  private static final int INTERRUPT_USED = 1;
  private static final int INTERRUPT_CHANGED = 2;
  private static final int STATUS_NEEDS_RESET = 0x40;
  private static final long FEATURE_ANY_LAYOUT = 1L << 27;
  private static final long FEATURE_INDIRECT = 1L << 28;
  private static final long FEATURE_VERSION_1 = 1L << 32;
  private static final int DEFAULT_QUEUE_SIZE = 256;
  private static final long LEGACY_FEATURES = 0xffff_ffffL;

  /// What the driver said of a queue, to take effect when it says that the queue is ready.
  private static final class Setup {
    int size = DEFAULT_QUEUE_SIZE;
    long descriptors;
    long available;
    long used;

    /// Version 1: the address of all three.
    long page;

    long alignment = 4096;

    void load(StateInput input) {
      size = (int) input.getLong("QueueNum", 1, Virtqueue.MAX_SIZE);
      descriptors = input.getLong();
      available = input.getLong();
      used = input.getLong();
      page = input.getLong();
      alignment = input.getLong("QueueAlign", 1, 1L << (Integer.SIZE - 1));
      if (Long.bitCount(alignment) != 1) {
        throw new InvalidStateException("QueueAlign is %d, no power of two".formatted(alignment));
      }
    }
  }

  private final String name;
  private final Transport transport;
  private final InterruptLine line;
  private final @Nullable Function function;
  private final List<Virtqueue> queues = new ArrayList<>();
  private final List<Setup> setups = new ArrayList<>();

  private int deviceFeaturesSelect;
  private int driverFeaturesSelect;
  private int queueSelect;
  private int status;
  private int interrupts;
  private int pageShift;
  private boolean broken;
  private long driverFeatures;

  /// @param function what to put into the slot; null leaves it empty
  public VirtioMmio(
      String name, Transport transport, InterruptLine line, Dma dma, @Nullable Function function) {
    this.name = name;
    this.transport = transport;
    this.line = line;
    this.function = function;
    for (int i = 0; function != null && i < function.queues(); i++) {
      queues.add(new Virtqueue(i, dma, () -> interrupt(INTERRUPT_USED), this::queueIsBroken));
      setups.add(new Setup());
    }
    if (function != null) {
      function.connect(List.copyOf(queues));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return 0x1000;
  }

  @Override
  public long read(int offset, Width width) {
    if (offset >= CONFIGURATION) {
      return function == null ? 0 : configuration(function, offset - CONFIGURATION, width);
    }
    return switch (width) {
      case BYTE, HALF -> 0;
      case WORD -> Width.WORD.truncate(read(offset));
      case DOUBLE -> Width.WORD.truncate(read(offset)) | ((long) read(offset + 4) << 32);
    };
  }

  private int read(int offset) {
    if (function == null) {
      return switch (offset) {
        case 0x00 -> 0x74726976;
        case 0x04 -> transport.version();
        case 0x0c -> 0x554d4551;
        default -> 0;
      };
    }
    return switch (offset) {
      case 0x00 -> 0x74726976;
      case 0x04 -> transport.version();
      case 0x08 -> function.deviceId();
      case 0x0c -> 0x554d4551;
      case 0x10 -> (int) (offered(function) >>> (32 * deviceFeaturesSelect));
      case 0x34 -> hasQueue() ? Virtqueue.MAX_SIZE : 0;
      case 0x40 ->
          isLegacy() && hasQueue() ? (int) (setups.get(queueSelect).page >>> pageShift) : 0;
      case 0x44 -> !isLegacy() && hasQueue() && queues.get(queueSelect).isReady() ? 1 : 0;
      case 0x60 -> interrupts;
      case 0x70 -> status;
      case 0xb0, 0xb4 -> -1;
      default -> 0;
    };
  }

  private static long configuration(Function function, int offset, Width width) {
    byte[] configuration = function.configuration();
    long value = 0;
    for (int i = 0; i < width.bytes() && offset + i < configuration.length; i++) {
      value |= (configuration[offset + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  private long offered(Function function) {
    return isLegacy()
        ? (function.features() & LEGACY_FEATURES) | FEATURE_ANY_LAYOUT | FEATURE_INDIRECT
        : function.features() | FEATURE_INDIRECT | FEATURE_VERSION_1;
  }

  private boolean isLegacy() {
    return transport == Transport.LEGACY;
  }

  private boolean hasQueue() {
    return queueSelect < queues.size();
  }

  @Override
  public void write(int offset, Width width, long value) {
    if (function == null) {
      return;
    }
    if (offset >= CONFIGURATION) {
      function.configure(driverFeatures, offset - CONFIGURATION, width, value);
      return;
    }
    switch (width) {
      case BYTE, HALF -> {}
      case WORD -> write(function, offset, (int) value);
      case DOUBLE -> {
        write(function, offset, (int) value);
        write(function, offset + 4, (int) (value >>> 32));
      }
    }
  }

  private void write(Function present, int offset, int value) {
    switch (offset) {
      case 0x14 -> deviceFeaturesSelect = value == 0 ? 0 : 1;
      case 0x20 -> {
        long features = withWord(driverFeatures, driverFeaturesSelect, value);
        driverFeatures = features & offered(present);
        present.accepted(driverFeatures);
      }
      case 0x24 -> driverFeaturesSelect = value == 0 ? 0 : 1;
      case 0x30 -> {
        // A queue that does not exist can be chosen, to learn that it does not exist.
        queueSelect = Math.min(value & Integer.MAX_VALUE, queues.size());
      }
      case 0x28 -> pageShift = value == 0 ? 0 : Integer.numberOfTrailingZeros(value);
      case 0x50 -> {
        if (value >= 0 && value < queues.size() && !broken) {
          present.notified(queues.get(value));
        }
      }
      case 0x64 -> {
        interrupts &= ~value;
        line.set(interrupts != 0);
      }
      case 0x70 -> {
        if ((value & 0xff) == 0) {
          reset(present);
        } else {
          status = (value & 0xff) | (status & STATUS_NEEDS_RESET);
        }
      }
      default -> {
        if (hasQueue() && isLegacy()) {
          setUpLegacy(present, setups.get(queueSelect), queues.get(queueSelect), offset, value);
        } else if (hasQueue()) {
          setUp(setups.get(queueSelect), queues.get(queueSelect), offset, value);
        }
      }
    }
  }

  private void setUpLegacy(Function present, Setup setup, Virtqueue queue, int offset, int value) {
    switch (offset) {
      case 0x38 -> {
        if (value > 0 && value <= Virtqueue.MAX_SIZE) {
          setup.size = value;
        }
      }
      case 0x3c -> {
        if (Integer.bitCount(value) == 1) {
          setup.alignment = Integer.toUnsignedLong(value);
        }
      }
      case 0x40 -> {
        if (value == 0) {
          reset(present);
          return;
        }
        setup.page = Integer.toUnsignedLong(value) << pageShift;
      }
      default -> {
        return;
      }
    }
    if (setup.page != 0) {
      long available = setup.page + 16L * setup.size;
      long end = available + 6 + 2L * setup.size;
      long used = (end + setup.alignment - 1) & -setup.alignment;
      queue.start(setup.size, setup.page, available, used);
    }
  }

  private static void setUp(Setup setup, Virtqueue queue, int offset, int value) {
    switch (offset) {
      case 0x38 -> {
        if (value > 0 && value <= Virtqueue.MAX_SIZE) {
          setup.size = value;
        }
      }
      case 0x44 -> {
        if (value == 0) {
          queue.stop();
        } else {
          queue.start(setup.size, setup.descriptors, setup.available, setup.used);
        }
      }
      case 0x80, 0x84 -> setup.descriptors = withWord(setup.descriptors, (offset >> 2) & 1, value);
      case 0x90, 0x94 -> setup.available = withWord(setup.available, (offset >> 2) & 1, value);
      case 0xa0, 0xa4 -> setup.used = withWord(setup.used, (offset >> 2) & 1, value);
      default -> {}
    }
  }

  /// A 64-bit value of which one 32-bit half is replaced: 0 is the low one.
  private static long withWord(long old, int half, int value) {
    return half == 0
        ? (old & 0xffff_ffff_0000_0000L) | Integer.toUnsignedLong(value)
        : (old & 0xffff_ffffL) | ((long) value << 32);
  }

  private void interrupt(int cause) {
    interrupts |= cause;
    line.set(true);
  }

  private void queueIsBroken() {
    broken = true;
    if (!isLegacy()) {
      status |= STATUS_NEEDS_RESET;
      interrupt(INTERRUPT_CHANGED);
    }
  }

  private void reset(Function present) {
    present.reset();
    queues.forEach(Virtqueue::reset);
    setups.replaceAll(_ -> new Setup());
    queueSelect = 0;
    status = 0;
    interrupts = 0;
    broken = false;
    driverFeatures = 0;
    present.accepted(0);
    line.set(false);
  }

  @Override
  public int version() {
    return 2;
  }

  /// The version of the transport. An empty slot saves nothing more. Else: the selectors, Status, InterruptStatus, the shift of
  /// GuestPageSize, whether the device is broken, and the accepted features; for each queue its six settings, and whether it is ready and broken, its size, its three tables, requests taken and returned; then what the
  /// device adds.
  @Override
  public void save(StateOutput output) {
    output.putInt(transport.version());
    if (function == null) {
      return;
    }
    for (int register :
        new int[] {
          deviceFeaturesSelect, driverFeaturesSelect, queueSelect, status, interrupts, pageShift
        }) {
      output.putInt(register);
    }
    output.putBoolean(broken);
    output.putLong(driverFeatures);
    for (int i = 0; i < queues.size(); i++) {
      Setup setup = setups.get(i);
      output.putLongs(
          setup.size, setup.descriptors, setup.available, setup.used, setup.page, setup.alignment);
      queues.get(i).save(output);
    }
    function.save(output);
  }

  @Override
  public void load(StateInput input) {
    input.getInt("the version of " + name, transport.version(), transport.version());
    if (function == null) {
      return;
    }
    deviceFeaturesSelect = input.getInt("DeviceFeaturesSel", 0, 1);
    driverFeaturesSelect = input.getInt("DriverFeaturesSel", 0, 1);
    queueSelect = input.getInt("QueueSel", 0, queues.size());
    status = input.getInt("Status", 0, 0xff);
    interrupts = input.getInt("InterruptStatus", 0, INTERRUPT_USED | INTERRUPT_CHANGED);
    pageShift = input.getInt("GuestPageSize", 0, Integer.SIZE - 1);
    broken = input.getBoolean();
    driverFeatures = input.getLong();
    if ((driverFeatures & ~offered(function)) != 0) {
      throw new InvalidStateException(
          "features %#x, and %#x are offered".formatted(driverFeatures, offered(function)));
    }
    function.accepted(driverFeatures);
    for (int i = 0; i < queues.size(); i++) {
      setups.get(i).load(input);
      queues.get(i).load(input);
    }
    function.load(input, queues);
  }
}
