package softmetal.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.project.Project;

/// Each write, force, rename and removal fails once while snapshots are written, replaced, merged and deleted: every snapshot that is there
/// afterwards is whole, and the same as before or as it was to become.
class SnapshotFaultsTest {
  private static final String KERNEL =
      """
              .globl  _start
      _start: la      t0, counter
      again:  ld      t1, (t0)
              addi    t1, t1, 1
              sd      t1, (t0)
              j       again
              .data
              .balign 4096
      counter: .dword 0
      """;

  @TempDir Path directory;

  private final FaultyFiles files = new FaultyFiles(FileSystems.getDefault());
  private final Drives drives = Drives.inMemory(1, 1 << 22);
  private Machine machine;
  private Path real;
  private Path snapshots;

  /// What is done to a directory with the snapshots `a`, `b` and `c`, each of which builds on the one before.
  private interface Work {
    void run() throws IOException, InvalidInputException;
  }

  @BeforeEach
  void boot() throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    machine =
        new Machine(
            MachineDefinition.small()
                .withMemory(1 << 20)
                .withDisks(List.of(drives.create(64 << 10, "disk"))),
            new RecordingHost());
    machine.load(
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics())
            .orElseThrow()
            .kernel());
  }

  @BeforeEach
  void makeDirectory() throws Exception {
    real = Files.createDirectory(directory.resolve("snapshots"));
    snapshots = files.path(real);
  }

  @AfterEach
  void close() throws Exception {
    machine.close();
    drives.close();
  }

  private SavedSnapshot saved(String name, @Nullable SavedSnapshot parent) throws IOException {
    machine.run(1_000);
    return Snapshots.write(file(name), Snapshot.of(machine), name, "", parent);
  }

  private Path file(String name) {
    return snapshots.resolve(name + Snapshots.SUFFIX);
  }

  /// @return the files that there are, and what is in them
  private Map<Path, byte[]> chain() throws Exception {
    SavedSnapshot last = null;
    for (String name : List.of("a", "b", "c")) {
      last = saved(name, last);
    }
    Map<Path, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(real)) {
      for (Path path : all.toList()) {
        files.put(path, Files.readAllBytes(path));
      }
    }
    return files;
  }

  private void restore(Map<Path, byte[]> chain) throws IOException {
    try (Stream<Path> old = Files.list(real)) {
      for (Path path : old.toList()) {
        Files.delete(path);
      }
    }
    for (Map.Entry<Path, byte[]> file : chain.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
  }

  /// Of each snapshot that is there, the state hash of its machine.
  private Map<String, String> hashes() throws Exception {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> all = Files.list(real)) {
      for (Path path : all.filter(p -> !p.getFileName().toString().startsWith(".")).toList()) {
        try (SavedSnapshot read = Snapshots.read(path, drives);
            Fork fork = Snapshots.restore(path, read, drives, new RecordingHost())) {
          hashes.put(path.getFileName().toString(), fork.machine().stateHash());
        }
      }
    }
    return hashes;
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> all = Files.list(real)) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    }
  }

  /// @param again whether what a failure has left behind is found and finished when the work is done again
  private void eachFails(Work work, boolean again) throws Exception {
    Map<Path, byte[]> chain = chain();
    Map<String, String> before = hashes();
    files.fail(Long.MAX_VALUE);
    work.run();
    long operations = files.operations();
    Map<String, String> after = hashes();
    assertTrue(operations > 0);
    List<String> messages = new ArrayList<>();
    for (long failing = 0; failing < operations; failing++) {
      restore(chain);
      String what = "operation %d of %d".formatted(failing, operations);
      files.fail(failing);
      try {
        work.run();
      } catch (IOException | InvalidInputException e) {
        messages.add(String.valueOf(e.getMessage()));
      }
      files.fail(Long.MAX_VALUE);
      Map<String, String> now = hashes();
      now.forEach((name, hash) ->
          assertTrue(
              hash.equals(before.get(name)) || hash.equals(after.get(name)), what + ": " + name));
      for (String name : before.keySet()) {
        assertTrue(now.containsKey(name) || !after.containsKey(name), what + ": lost " + name);
      }
      if (again && !now.keySet().equals(after.keySet())) {
        work.run();
        assertEquals(after, hashes(), what);
        assertEquals(List.of(), hidden(), what);
      }
    }
    assertEquals(operations, messages.size());
    assertTrue(
        messages.stream().allMatch(message -> message.contains(FaultyFiles.WHY)),
        messages.toString());
  }

  @Test
  void one_that_is_written_in_full_is_there_or_not() throws Exception {
    eachFails(() -> Snapshots.write(file("d"), Snapshot.of(machine), "d", "", null), false);
  }

  @Test
  void one_that_takes_the_place_of_another_is_one_of_the_two() throws Exception {
    eachFails(() -> Snapshots.write(file("c"), Snapshot.of(machine), "d", "", null), false);
  }

  @Test
  void what_is_merged_is_as_it_was_or_merged() throws Exception {
    eachFails(() -> Snapshots.merge(file("b")), true);
  }

  @Test
  void what_is_deleted_is_there_or_not() throws Exception {
    eachFails(() -> Snapshots.delete(file("c")), true);
  }
}
