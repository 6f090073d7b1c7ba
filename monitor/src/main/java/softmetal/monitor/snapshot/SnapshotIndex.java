package softmetal.monitor.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.Payload;
import softmetal.monitor.state.StateInput;

/// What the index of a snapshot file says.
///
/// @param parent the snapshot that holds what is not said here
/// @param bootAsInParent whether what was booted is told there
/// @param ram what is in RAM where that is not as in the parent
record SnapshotIndex(
    String name,
    String note,
    Optional<SnapshotId> parent,
    MachineDefinition definition,
    Optional<Boot> boot,
    boolean bootAsInParent,
    long ticksBefore,
    List<Payload> payloads,
    List<Run> ram,
    List<Disk> disks) {
  static final int BOOT_NONE = 0;
  static final int BOOT_HERE = 1;
  static final int BOOT_IN_PARENT = 2;

  static final int DISK_BLOCK_BYTES = 16 * 1024;

  private static final int MAX_PAYLOADS = 1000;
  private static final int MAX_PAYLOAD_BYTES = 64 << 20;
  private static final long MAX_DISK_BYTES = (long) DISK_BLOCK_BYTES * Integer.MAX_VALUE;

  /// @param size in bytes
  record Disk(String name, long size, List<Run> runs) {}

  /// What comes before the table of chunks.
  record Front(String name, String note, Optional<SnapshotId> parent) {
    static Front load(StateInput index) {
      String name = MachineFormat.text("the name", index);
      String note = MachineFormat.text("the note", index);
      boolean hasParent = index.getBoolean();
      return new Front(
          name,
          note,
          hasParent
              ? Optional.of(SnapshotId.of(index.getBytes(SnapshotId.BYTES)))
              : Optional.empty());
    }
  }

  /// @param index behind the table of chunks
  static SnapshotIndex load(Front front, StateInput index, ChunkReader chunks) throws IOException {
    MachineDefinition definition = MachineFormat.load(index);
    int where =
        index.getByte(
            "what was booted", BOOT_NONE, front.parent().isPresent() ? BOOT_IN_PARENT : BOOT_HERE);
    Optional<Boot> boot =
        where == BOOT_HERE ? Optional.of(BootFormat.load(index, chunks)) : Optional.empty();
    long ticksBefore = index.getLong("the age of the machine", 0, Long.MAX_VALUE / 64);
    List<Payload> payloads = payloads(chunks.readAll("the parts", index, MAX_PAYLOAD_BYTES));
    List<Run> ram = Run.load("RAM", definition.memoryBytes(), Ram.PAGE_BYTES, index, chunks);
    List<Disk> disks = disks(index, chunks, definition);
    index.end();
    return new SnapshotIndex(
        front.name(),
        front.note(),
        front.parent(),
        definition,
        boot,
        where == BOOT_IN_PARENT,
        ticksBefore,
        payloads,
        ram,
        disks);
  }

  private static List<Payload> payloads(byte[] bytes) {
    StateInput input = new StateInput(bytes);
    List<Payload> payloads = new ArrayList<>();
    int count = input.getInt("the number of parts", 0, MAX_PAYLOADS);
    for (int i = 0; i < count; i++) {
      String name = MachineFormat.text("the name of a part", input);
      int version = input.getInt();
      payloads.add(new Payload(name, version, input.getBlock("a part", MAX_PAYLOAD_BYTES)));
    }
    input.end();
    return payloads;
  }

  private static List<Disk> disks(
      StateInput index, ChunkReader chunks, MachineDefinition definition) {
    int slots = MachineDefinition.MAX_DISKS - definition.options().peripherals().size();
    int count = index.getInt("the number of disks", 0, slots);
    List<Disk> disks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = MachineFormat.text("the name of a disk", index);
      long size = index.getLong("the size of a disk", 1, MAX_DISK_BYTES);
      if (size % 512 != 0) {
        throw new InvalidStateException("a disk of %d bytes".formatted(size));
      }
      disks.add(new Disk(name, size, Run.load("a disk", size, DISK_BLOCK_BYTES, index, chunks)));
    }
    return disks;
  }
}
