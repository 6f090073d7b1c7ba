package softmetal.monitor.device.virtio;

/// The two versions of the register layout of a virtio-mmio slot.
public enum Transport {
  /// Version 1, "legacy": a queue is one piece of memory, which the driver names by a page number.
  LEGACY(1),

  /// Version 2, "modern": each of the three tables of a queue has an address of 64 bits.
  MODERN(2);

  private final int version;

  Transport(int version) {
    this.version = version;
  }

  /// What the register Version shows.
  int version() {
    return version;
  }
}
