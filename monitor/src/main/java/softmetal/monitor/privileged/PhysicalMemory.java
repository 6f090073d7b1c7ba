package softmetal.monitor.privileged;

/// What lies at physical addresses, as far as a virtual CPU must know to translate addresses.
///
/// Every method takes any 64-bit address.
public interface PhysicalMemory {
  /// Whether there is RAM; the same for all bytes of a 4 KiB page.
  boolean isRam(long physicalAddress);

  /// Whether a device answers somewhere in the 4 KiB page of this address.
  boolean isDevice(long physicalAddress);

  /// Eight bytes of RAM, little-endian.
  ///
  /// @param physicalAddress a multiple of 8 for which [#isRam] holds
  long readDouble(long physicalAddress);

  /// Likewise. A hart that had decoded instructions there forgets them.
  void writeDouble(long physicalAddress, long value);
}
