package softmetal.monitor.machine;

import java.util.List;
import softmetal.monitor.disk.Minidisk;

/// What a machine is made of, before it exists.
///
/// @param memoryBytes RAM, a multiple of 4 KiB
/// @param harts 1 to 16
/// @param disks for the virtio-mmio slots 0, 1, …; at most eight
/// @param bootArguments the command line that the device tree hands to the kernel; may be empty
public record MachineDefinition(
    long memoryBytes, int harts, List<Minidisk> disks, String bootArguments) {
  public static final int MAX_HARTS = 16;
  public static final int MAX_DISKS = 8;
  public static final long DEFAULT_MEMORY_BYTES = 128L << 20;

  public MachineDefinition {
    disks = List.copyOf(disks);
    if (harts < 1 || harts > MAX_HARTS || disks.size() > MAX_DISKS) {
      throw new IllegalArgumentException(harts + " harts, " + disks.size() + " disks");
    }
  }

  /// One hart, 128 MiB, no disk.
  public static MachineDefinition small() {
    return new MachineDefinition(DEFAULT_MEMORY_BYTES, 1, List.of(), "");
  }

  public MachineDefinition withMemory(long bytes) {
    return new MachineDefinition(bytes, harts, disks, bootArguments);
  }

  public MachineDefinition withHarts(int count) {
    return new MachineDefinition(memoryBytes, count, disks, bootArguments);
  }

  public MachineDefinition withDisks(List<Minidisk> minidisks) {
    return new MachineDefinition(memoryBytes, harts, minidisks, bootArguments);
  }

  public MachineDefinition withBootArguments(String arguments) {
    return new MachineDefinition(memoryBytes, harts, disks, arguments);
  }
}
