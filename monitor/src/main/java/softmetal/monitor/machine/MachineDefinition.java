package softmetal.monitor.machine;

/// What a machine is made of, before it exists.
///
/// @param memoryBytes RAM, a multiple of 4 KiB
/// @param harts 1 to 16
/// @param bootArguments the command line that the device tree hands to the kernel; may be empty
public record MachineDefinition(long memoryBytes, int harts, String bootArguments) {
  public static final int MAX_HARTS = 16;
  public static final long DEFAULT_MEMORY_BYTES = 128L << 20;

  public MachineDefinition {
    if (harts < 1 || harts > MAX_HARTS) {
      throw new IllegalArgumentException(harts + " harts");
    }
  }

  /// One hart, 128 MiB.
  public static MachineDefinition small() {
    return new MachineDefinition(DEFAULT_MEMORY_BYTES, 1, "");
  }

  public MachineDefinition withMemory(long bytes) {
    return new MachineDefinition(bytes, harts, bootArguments);
  }

  public MachineDefinition withHarts(int count) {
    return new MachineDefinition(memoryBytes, count, bootArguments);
  }

  public MachineDefinition withBootArguments(String arguments) {
    return new MachineDefinition(memoryBytes, harts, arguments);
  }
}
