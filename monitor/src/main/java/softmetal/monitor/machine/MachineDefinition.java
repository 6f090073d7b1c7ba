package softmetal.monitor.machine;

import java.util.List;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;
import softmetal.monitor.disk.Minidisk;

/// What a machine is made of, before it exists.
///
/// @param memoryBytes RAM, a multiple of 4 KiB
/// @param instructionSet what the harts execute; 32 or 64 bits wide
/// @param harts 1 to 16
/// @param disks for the virtio-mmio slots 0, 1, …; at most eight
/// @param bootArguments the command line that the device tree hands to the kernel; may be empty
/// @param options the other parts of the board; disks and peripherals together have at most eight slots
public record MachineDefinition(
    InstructionSet instructionSet,
    long memoryBytes,
    int harts,
    List<Minidisk> disks,
    String bootArguments,
    BoardOptions options) {
  public static final int MAX_HARTS = 16;
  public static final int MAX_DISKS = Board.VIRTIO_SLOTS;
  public static final long DEFAULT_MEMORY_BYTES = 128L << 20;

  public MachineDefinition {
    disks = List.copyOf(disks);
    int slots = disks.size() + options.peripherals().size();
    if (harts < 1 || harts > MAX_HARTS || slots > Board.VIRTIO_SLOTS) {
      throw new IllegalArgumentException(harts + " harts, " + slots + " virtio devices");
    }
  }

  /// One hart of 64 bits with all extensions, 128 MiB, no disk.
  public static MachineDefinition small() {
    return new MachineDefinition(
        InstructionSet.ALL, DEFAULT_MEMORY_BYTES, 1, List.of(), "", BoardOptions.plain());
  }

  /// The set, if the harts of a machine can have it; the control registers and `fence.i` are always there.
  ///
  /// @throws IllegalArgumentException with a message for the user when not
  public static InstructionSet checked(InstructionSet set) {
    List<String> unknown =
        set.extensionNames().stream().filter(name -> !InstructionSet.ALL.has(name)).toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the harts have no `%s`; they have %s"
              .formatted(String.join("`, `", unknown), InstructionSet.ALL));
    }
    return set.with(Extension.ZICSR).with(Extension.ZIFENCEI);
  }

  public MachineDefinition withInstructionSet(InstructionSet set) {
    return new MachineDefinition(set, memoryBytes, harts, disks, bootArguments, options);
  }

  public MachineDefinition withMemory(long bytes) {
    return new MachineDefinition(instructionSet, bytes, harts, disks, bootArguments, options);
  }

  public MachineDefinition withHarts(int count) {
    return new MachineDefinition(instructionSet, memoryBytes, count, disks, bootArguments, options);
  }

  public MachineDefinition withDisks(List<Minidisk> minidisks) {
    return new MachineDefinition(
        instructionSet, memoryBytes, harts, minidisks, bootArguments, options);
  }

  public MachineDefinition withBootArguments(String arguments) {
    return new MachineDefinition(instructionSet, memoryBytes, harts, disks, arguments, options);
  }

  public MachineDefinition withOptions(BoardOptions newOptions) {
    return new MachineDefinition(
        instructionSet, memoryBytes, harts, disks, bootArguments, newOptions);
  }
}
