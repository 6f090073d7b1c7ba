package softmetal.monitor.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.Firmware;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.state.ByteArrayOutput;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;

/// What a reset loads again, in a snapshot file: the programs without their sections and symbols.
///
/// In this order: the firmware (1: 0 none, 1 the built-in one, 2 a program, which follows); whether there is a kernel (1), which follows; the initial RAM
/// disk. A program is its name; its width (4), flags (4) and entry (8); the number of its segments (4), and of each the virtual and the physical
/// address and the size in memory (8 each), the flags (4) and the contents. Contents are the number of their first chunk (4) and their length (4).
final class BootFormat {
  private static final int NONE = 0;
  private static final int BUILT_IN = 1;
  private static final int PROGRAM = 2;
  private static final int MAX_SEGMENTS = 1 << 16;
  private static final int MAX_BYTES = (int) Math.min(Ram.MAX_BYTES, 1 << 30);

  private BootFormat() {}

  static void save(Boot boot, ChunkWriter chunks, ByteArrayOutput index) throws IOException {
    switch (boot.firmware()) {
      case Firmware.None() -> index.putByte(NONE);
      case Firmware.BuiltIn() -> index.putByte(BUILT_IN);
      case Firmware.Image(Executable program) -> {
        index.putByte(PROGRAM);
        save(program, chunks, index);
      }
    }
    index.putBoolean(boot.kernel().isPresent());
    if (boot.kernel().isPresent()) {
      save(boot.kernel().get(), chunks, index);
    }
    chunks.putAll(boot.initialRamdisk(), index);
  }

  private static void save(Executable program, ChunkWriter chunks, ByteArrayOutput index)
      throws IOException {
    MachineFormat.text(program.name(), index);
    index.putInt(program.bits());
    index.putInt(program.flags());
    index.putLong(program.entry());
    index.putInt(program.segments().size());
    for (Segment segment : program.segments()) {
      index.putLongs(segment.virtualAddress(), segment.physicalAddress(), segment.memorySize());
      index.putInt(segment.flags());
      chunks.putAll(segment.contents(), index);
    }
  }

  static Boot load(StateInput index, ChunkReader chunks) throws IOException {
    Firmware firmware =
        switch (index.getByte("the firmware", NONE, PROGRAM)) {
          case NONE -> new Firmware.None();
          case BUILT_IN -> new Firmware.BuiltIn();
          default -> new Firmware.Image(loadProgram(index, chunks));
        };
    boolean hasKernel = index.getBoolean();
    Optional<Executable> kernel =
        hasKernel ? Optional.of(loadProgram(index, chunks)) : Optional.empty();
    byte[] ramdisk = chunks.readAll("the initial RAM disk", index, MAX_BYTES);
    if (!hasKernel && !(firmware instanceof Firmware.Image)) {
      throw new InvalidStateException("neither a kernel nor firmware");
    }
    return new Boot(firmware, kernel, ramdisk);
  }

  private static Executable loadProgram(StateInput index, ChunkReader chunks) throws IOException {
    String name = MachineFormat.text("the name of a program", index);
    int bits = index.getInt("the width of a program", 0, Long.SIZE);
    int flags = index.getInt();
    long entry = index.getLong();
    int count = index.getInt("the number of segments", 0, MAX_SEGMENTS);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long virtualAddress = index.getLong();
      long physicalAddress = index.getLong("an address", 0, Long.MAX_VALUE / 2);
      long memorySize = index.getLong("the size of a segment", 0, Ram.MAX_BYTES);
      int segmentFlags = index.getInt();
      byte[] contents = chunks.readAll("a segment", index, (int) Math.min(MAX_BYTES, memorySize));
      segments.add(
          new Segment(virtualAddress, physicalAddress, contents, memorySize, segmentFlags));
    }
    return new Executable(name, bits, flags, entry, segments, List.of(), List.of());
  }
}
