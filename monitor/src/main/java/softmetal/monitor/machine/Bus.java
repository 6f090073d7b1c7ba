package softmetal.monitor.machine;

import org.jspecify.annotations.Nullable;
import softmetal.monitor.device.Device;
import softmetal.monitor.memory.AddressMap;
import softmetal.monitor.memory.AddressMap.Range;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.PhysicalMemory;

/// Physical address space: RAM, devices, and nothing.
final class Bus implements PhysicalMemory {
  private static final long PAGE = 4096;

  private final Dma dma;
  private final AddressMap<Device> devices = new AddressMap<>();

  Bus(Dma dma) {
    this.dma = dma;
  }

  void attach(long address, Device device) {
    devices.add(address, device.size(), device);
  }

  /// The device that answers an access of some width at an address, or null: an access fault.
  @Nullable Range<Device> deviceAt(long physicalAddress, Width width) {
    Range<Device> range = devices.find(physicalAddress);
    boolean fits =
        range != null
            && range.contains(physicalAddress, width.bytes())
            && physicalAddress % width.bytes() == 0;
    return fits ? range : null;
  }

  /// What is at an address, for people: `uart0+0x5`.
  String describe(long physicalAddress) {
    Range<Device> range = devices.find(physicalAddress);
    return range == null
        ? "nothing at 0x%x".formatted(physicalAddress)
        : "%s+0x%x".formatted(range.value().name(), physicalAddress - range.start());
  }

  @Override
  public boolean isRam(long physicalAddress) {
    return dma.contains(physicalAddress, 1);
  }

  @Override
  public boolean isDevice(long physicalAddress) {
    long page = physicalAddress & -PAGE;
    for (Range<Device> range : devices.ranges()) {
      if (range.start() < page + PAGE && page < range.start() + range.size()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public long readDouble(long physicalAddress) {
    return dma.getLong(physicalAddress);
  }

  @Override
  public void writeDouble(long physicalAddress, long value) {
    dma.putLong(physicalAddress, value);
  }
}
