package softmetal.monitor.snapshot;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.project.Project;

/// A program that runs a machine, writes to its disk, and saves it again and again until it is killed; it says what it has done as
/// soon as it is done.
final class KilledSnapshots {
  static final String DISK = "work";
  static final int DISK_BYTES = 128 << 10;

  private KilledSnapshots() {}

  /// @param arguments the directory of the store, that of the snapshots, the kernel, the first number, a seed
  public static void main(String[] arguments) throws Exception {
    Path snapshots = Path.of(arguments[1]);
    Path kernel = Path.of(arguments[2]);
    int number = Integer.parseInt(arguments[3]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[4]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    Drives drives = Drives.open(Path.of(arguments[0]));
    Minidisk disk = drives.get(DISK);
    Machine machine =
        new Machine(
            MachineDefinition.small().withMemory(1 << 20).withDisks(List.of(disk)),
            new RecordingHost());
    machine.load(
        Project.buildFiles(List.of(kernel), Project.MACHINE_BASE, new Diagnostics())
            .orElseThrow()
            .kernel());
    @Nullable SavedSnapshot last = null;
    while (true) {
      machine.run(1 + random.nextInt(200_000));
      disk.write(512L * random.nextInt(DISK_BYTES / 512), sector(number));
      disk.write(0, sector(number));
      disk.flush();
      out.println("flushed " + number);
      boolean follows = random.nextInt(4) > 0;
      Snapshot snapshot = Snapshot.of(machine);
      String hash = machine.stateHash();
      last =
          Snapshots.write(
              snapshots.resolve(number + Snapshots.SUFFIX),
              snapshot,
              "s" + number,
              "",
              follows ? last : null);
      out.println("saved %d %s".formatted(number, hash));
      number++;
    }
  }

  private static ByteBuffer sector(int number) {
    ByteBuffer bytes = ByteBuffer.allocate(512);
    while (bytes.hasRemaining()) {
      bytes.putInt(number);
    }
    return bytes.flip();
  }
}
