package softmetal.monitor.gdb;

import java.util.Arrays;
import java.util.OptionalLong;
import softmetal.monitor.device.Device;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.memory.AddressMap.Range;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.Observer;

/// The memory that gdb sees: through the page tables of a hart, whoever may access it; or physical.
///
/// RAM and the mask ROM can be read, RAM can be written. Devices cannot be looked at, because reading their registers has effects.
final class View {
  private static final int PAGE = 4096;
  private static final String ROM = "rom";

  private final Machine machine;
  private boolean physical;

  View(Machine machine) {
    this.machine = machine;
  }

  boolean isPhysical() {
    return physical;
  }

  void setPhysical(boolean wanted) {
    physical = wanted;
  }

  /// Where a virtual address leads, for the address space that is in force on a hart.
  OptionalLong physicalAddress(int hart, long address) {
    return physical ? OptionalLong.of(address) : machine.cpu(hart).whereIs(address, Observer.NONE);
  }

  /// @return as many bytes as can be read from an address on, at most `length`
  byte[] read(int hart, long address, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      int part = Math.min(length - done, bytesInPage(address + done));
      OptionalLong at = physicalAddress(hart, address + done);
      if (at.isEmpty() || !read(at.getAsLong(), bytes, done, part)) {
        break;
      }
      done += part;
    }
    return Arrays.copyOf(bytes, done);
  }

  private boolean read(long physicalAddress, byte[] target, int at, int length) {
    if (machine.dma().read(physicalAddress, target, at, length)) {
      return true;
    }
    Range<Device> device = machine.deviceAt(physicalAddress);
    if (device == null || !device.value().name().equals(ROM)) {
      return false;
    }
    int offset = (int) (physicalAddress - device.start());
    for (int i = 0; i < length; i++) {
      target[at + i] =
          offset + i < device.size() ? (byte) device.value().read(offset + i, Width.BYTE) : 0;
    }
    return true;
  }

  /// @return whether all of it is RAM; otherwise nothing is written
  boolean write(int hart, long address, byte[] bytes) {
    return pass(hart, address, bytes, false) && pass(hart, address, bytes, true);
  }

  private boolean pass(int hart, long address, byte[] bytes, boolean write) {
    int done = 0;
    while (done < bytes.length) {
      int part = Math.min(bytes.length - done, bytesInPage(address + done));
      OptionalLong at = physicalAddress(hart, address + done);
      if (at.isEmpty() || !machine.dma().contains(at.getAsLong(), part)) {
        return false;
      }
      if (write) {
        machine.dma().write(at.getAsLong(), bytes, done, part);
      }
      done += part;
    }
    return true;
  }

  private static int bytesInPage(long address) {
    return PAGE - (int) (address & (PAGE - 1));
  }
}
