package softmetal.monitor.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.monitor.gdb.GdbClient.assertShows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.oracle.ProcessResult;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.History;
import softmetal.monitor.snapshot.InputLog;
import softmetal.monitor.snapshot.InputRecorder;
import softmetal.monitor.snapshot.Replay;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.SnapshotId;
import softmetal.monitor.snapshot.Snapshots;

/// An unmodified gdb finds out who did it: it goes back in a run that was recorded, of two harts with a timer.
@Tag("oracle")
class GdbReverseOracleTest {
  private static final Path FILES = Path.of("src/test/gdb");

  @TempDir Path directory;

  private Path elf = Path.of("");

  /// Boots the kernel, and records it until it switches itself off.
  ///
  /// @param limit rounds until it makes its mistake
  /// @param delay rounds until it notices
  private Path recorded(long limit, long delay) throws Exception {
    elf = directory.resolve("kernel.elf");
    String source = Files.readString(FILES.resolve("corrupted.s"));
    Path changed = directory.resolve("corrupted.s");
    Files.writeString(changed, source.replace("LIMIT", "" + limit).replace("DELAY", "" + delay));
    Path object = directory.resolve("kernel.o");
    tool("riscv64-unknown-elf-as", "-g", "-march=rv64gc", "-mno-relax", "-o", object, changed);
    tool("riscv64-unknown-elf-ld", "-Ttext=0x80000000", "-o", elf, object);
    Executable kernel = KernelFile.read(elf, Project.MACHINE_BASE);
    Path log = directory.resolve("kernel.log");
    InputRecorder recorder = new InputRecorder(new RecordingHost());
    MachineDefinition definition = MachineDefinition.small().withHarts(2).withMemory(8 << 20);
    try (Machine machine = new Machine(definition, recorder)) {
      machine.load(kernel);
      try (Snapshot snapshot = Snapshot.of(machine)) {
        SnapshotId id =
            Snapshots.write(directory.resolve("kernel.snap"), snapshot, "kernel", "", null).id();
        recorder.start(machine, id, log);
      }
      assertEquals(new Outcome.PoweredOff(1), machine.run(20_000_000_000L));
      recorder.close();
    }
    return log;
  }

  private static void tool(Object... command) throws Exception {
    List<String> words = List.of(command).stream().map(Object::toString).toList();
    assertEquals(0, ProcessResult.of(words, "").status(), words::toString);
  }

  /// Replays it to its end, and lets gdb have it there.
  private String debugged(Path log, String commands) throws Exception {
    InputLog input = InputLog.read(log);
    Path start = directory.resolve("kernel.snap");
    try (Drives drives = Drives.inMemory(1, 1L << 40);
        SavedSnapshot saved = Snapshots.read(start, drives)) {
      Replay replay = new Replay(input, new RecordingHost());
      try (Fork fork = Snapshots.restore(start, saved, drives, replay)) {
        Machine machine = fork.machine();
        replay.attach(machine);
        SymbolTable symbols = SymbolTable.of(KernelFile.read(elf, Project.MACHINE_BASE));
        try (History history = new History(fork, replay);
            GdbServer server =
                new GdbServer(machine, symbols, Optional.empty(), 0, () -> {}, history)) {
          while (history.run(Long.MAX_VALUE) instanceof Outcome.Paused) {
            // The log ends where the machine is switched off.
          }
          CompletableFuture<String> session =
              CompletableFuture.supplyAsync(
                  () -> GdbClient.run(commands, server.port(), elf, directory));
          server.run(Long.MAX_VALUE);
          return session.get(60, TimeUnit.SECONDS);
        }
      }
    }
  }

  @Test
  void gdb_finds_the_instruction_that_corrupted_a_variable() throws Exception {
    Path log = recorded(5_000, 200_000);

    String session =
        debugged(
            log,
            """
            target remote 127.0.0.1:PORT
            print (long)length
            watch *(long *)&length
            reverse-continue
            print (long)length
            print (long)$a1
            info symbol $pc
            stepi
            print (long)length
            delete
            reverse-stepi
            break fill
            reverse-continue
            print (long)$a1
            reverse-finish
            delete
            reverse-stepi 3
            x/i $pc
            print (long)$s1
            thread 2
            reverse-stepi 5
            stepi 5
            thread 1
            hbreak trap
            reverse-continue
            print/x $mcause
            reverse-stepi
            print $pc != trap
            delete
            awatch *(int *)&shared
            reverse-continue
            print $_thread
            delete
            reverse-continue
            info symbol $pc
            print (long)$s0
            continue
            info symbol $pc
            continue
            kill
            """);

    assertShows(
        session,
        "$1 = 5000",
        // Backwards, the store is undone.
        "hit Hardware watchpoint 1: *(long *)&length",
        "Old value = 5000",
        "New value = 8",
        "$2 = 8",
        "$3 = 9",
        "fill + 4 in section .text",
        "$4 = 5000",
        // The call with one entry too many.
        "hit Breakpoint 2, fill () at ",
        "$5 = 9",
        "in rounds () at ",
        "a1,a1,1",
        "$6 = 5000",
        // The other hart, and interrupts.
        "Switching to thread 2",
        "Breakpoint 3, trap () at ",
        "= 0x8000000000000007",
        "= 1",
        "hit Hardware access (read/write) watchpoint 4: *(int *)&shared",
        "= 2",
        // There is no more.
        "No more reverse-execution history.",
        "_start in section .text",
        "here the machine was switched off, with status 1",
        "No more reverse-execution history.",
        "found + 10 in section .text");
  }
}
