import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// Prints how much processor time snapshots, forks and files of a booted kernel project take, and how large they are.
///
/// Usage: java -cp ... SnapshotSpeed.java PROJECT
final class SnapshotSpeed {
  private static final int FORKS = 100;
  private static final long PAGE = 4096;

  private static final Host NOBODY = new NobodyThere();

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("snapshots");
    BootImage image = Project.build(Path.of(arguments[0]), new Diagnostics()).orElseThrow();
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES)) {
      List<Minidisk> disks = List.of(image.disk().orElseThrow().create(drives));
      MachineDefinition definition = MachineDefinition.small().withDisks(disks);
      try (Machine machine = new Machine(definition, NOBODY)) {
        machine.load(image.kernel());
        machine.run(20_000_000);
        inMemory(machine, drives);
        inFiles(machine, drives, directory);
      }
    }
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  private static void inMemory(Machine machine, Drives drives) throws IOException {
    Snapshot snapshot = Snapshot.of(machine);
    System.out.printf("pages of RAM that are not zeros     %8d%n", snapshot.machine().ram().pages());
    double[] snapshots = new double[201];
    double[] forks = new double[201];
    for (int i = 0; i < forks.length; i++) {
      machine.run(1_000);
      long start = now();
      Snapshot again = Snapshot.of(machine);
      long taken = now();
      Fork fork = again.fork(drives, NOBODY);
      forks[i] = (now() - taken) / 1e6;
      snapshots[i] = (taken - start) / 1e6;
      fork.close();
      again.close();
    }
    System.out.printf("snapshot in memory, median           %8.2f ms%n", median(snapshots));
    System.out.printf("fork of it, median                   %8.2f ms%n", median(forks));

    List<Fork> live = new ArrayList<>();
    System.gc();
    long before = kibibytes();
    long start = now();
    for (int i = 0; i < FORKS; i++) {
      live.add(snapshot.fork(drives, NOBODY));
    }
    double made = (now() - start) / 1e6;
    for (Fork fork : live) {
      fork.machine().run(100_000);
    }
    long after = kibibytes();
    System.out.printf("%d forks                            %8.0f ms%n", FORKS, made);
    System.out.printf(
        "memory for them, each run for a while%8d MiB%n", (after - before) / 1024);
    for (Fork fork : live) {
      fork.close();
    }
  }

  private static void inFiles(Machine machine, Drives drives, Path directory) throws Exception {
    Path first = directory.resolve("first.snap");
    double[] writes = new double[15];
    double[] reads = new double[15];
    SavedSnapshot parent = null;
    for (int i = 0; i < writes.length; i++) {
      long start = now();
      parent = Snapshots.write(first, Snapshot.of(machine), "first", "", null);
      long written = now();
      SavedSnapshot read = Snapshots.read(first, drives);
      Fork fork = Snapshots.restore(first, read, drives, NOBODY);
      reads[i] = (now() - written) / 1e6;
      writes[i] = (written - start) / 1e6;
      fork.close();
      read.close();
    }
    System.out.printf("snapshot to a file, median           %8.2f ms%n", median(writes));
    System.out.printf("machine from the file, median        %8.2f ms, the first time %.2f ms%n", median(reads), reads[0]);
    System.out.printf("size of the file                     %8d bytes%n", Files.size(first));

    // A machine with all of its memory in use, and then one page of a hundred written.
    SplittableRandom random = new SplittableRandom(1);
    long pages = 128L << 20 >> 12;
    byte[] page = new byte[(int) PAGE];
    for (long number = 16_384; number < pages; number++) {
      random.nextBytes(page);
      machine.dma().write(0x8000_0000L + number * PAGE, page, 0, page.length);
    }
    long start = now();
    SavedSnapshot full = Snapshots.write(directory.resolve("full.snap"), Snapshot.of(machine), "full", "", null);
    double fullTime = (now() - start) / 1e6;
    for (int i = 0; i < pages / 2 / 100; i++) {
      random.nextBytes(page);
      long number = random.nextLong(16_384, pages);
      machine.dma().write(0x8000_0000L + number * PAGE, page, 0, page.length);
    }
    Path next = directory.resolve("next.snap");
    start = now();
    Snapshots.write(next, Snapshot.of(machine), "next", "", full);
    double nextTime = (now() - start) / 1e6;
    System.out.printf(
        "64 MiB in use: the first file        %8.0f ms, %d bytes%n",
        fullTime, Files.size(directory.resolve("full.snap")));
    System.out.printf(
        "1 %% of them written: the next file   %8.0f ms, %d bytes: %.1f %% of the time, %.1f %% of the size%n",
        nextTime,
        Files.size(next),
        100 * nextTime / fullTime,
        100.0 * Files.size(next) / Files.size(directory.resolve("full.snap")));
    start = now();
    SavedSnapshot read = Snapshots.read(next, drives);
    Snapshots.restore(next, read, drives, NOBODY).close();
    System.out.printf("machine from both                    %8.0f ms%n", (now() - start) / 1e6);
    parent.close();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /// What the process has, in memory that it does not share with others.
  private static long kibibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  /// Processor time of this thread, which cares little what else the host does.
  private static long now() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private SnapshotSpeed() {}
}
