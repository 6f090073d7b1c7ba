package softmetal.monitor.machine;

import java.util.List;
import softmetal.isa.InstructionSet;
import softmetal.monitor.disk.Minidisk;

/// What a machine is made of, before it exists.
///
/// @param memoryBytes RAM, a multiple of 4 KiB
/// @param instructionSet what the harts execute; 32 or 64 bits wide
/// @param harts 1 to 16
/// @param disks for the virtio-mmio slots 0, 1, …; at most eight
/// @param bootArguments the command line that the device tree hands to the kernel; may be empty
public record MachineDefinition(
    InstructionSet instructionSet,
    long memoryBytes,
    int harts,
    List<Minidisk> disks,
    String bootArguments) {
  public static final int MAX_HARTS = 16;
  public static final int MAX_DISKS = 8;
  public static final long DEFAULT_MEMORY_BYTES = 128L << 20;

  public MachineDefinition {
    disks = List.copyOf(disks);
    if (harts < 1 || harts > MAX_HARTS || disks.size() > MAX_DISKS) {
      throw new IllegalArgumentException(harts + " harts, " + disks.size() + " disks");
    }
  }

  /// One hart of 64 bits with all extensions, 128 MiB, no disk.
  public static MachineDefinition small() {
    return new MachineDefinition(InstructionSet.ALL, DEFAULT_MEMORY_BYTES, 1, List.of(), "");
  }

  public MachineDefinition withInstructionSet(InstructionSet set) {
    return new MachineDefinition(set, memoryBytes, harts, disks, bootArguments);
  }

  public MachineDefinition withMemory(long bytes) {
    return new MachineDefinition(instructionSet, bytes, harts, disks, bootArguments);
  }

  public MachineDefinition withHarts(int count) {
    return new MachineDefinition(instructionSet, memoryBytes, count, disks, bootArguments);
  }

  public MachineDefinition withDisks(List<Minidisk> minidisks) {
    return new MachineDefinition(instructionSet, memoryBytes, harts, minidisks, bootArguments);
  }

  public MachineDefinition withBootArguments(String arguments) {
    return new MachineDefinition(instructionSet, memoryBytes, harts, disks, arguments);
  }
}
