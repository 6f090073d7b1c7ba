package softmetal.monitor.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.monitor.gdb.GdbClient.assertShows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.oracle.ProcessResult;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;

/// An unmodified gdb drives a kernel of two harts, with paging, a user program and a timer.
@Tag("oracle")
class GdbOracleTest {
  private static final Path FILES = Path.of("src/test/gdb");
  private static final long FOR_EVER = Long.MAX_VALUE;

  @TempDir Path directory;

  private Path elf = Path.of("");
  private Machine machine;
  private GdbServer server;

  @BeforeEach
  void boot() throws Exception {
    elf = directory.resolve("kernel.elf");
    Path object = directory.resolve("kernel.o");
    tool("riscv64-unknown-elf-as", "-g", "-march=rv64gc", "-mno-relax", "-o", object, "kernel.s");
    tool("riscv64-unknown-elf-ld", "-T", "kernel.ld", "-o", elf, object);
    Executable kernel = KernelFile.read(elf, Project.MACHINE_BASE);
    machine = new Machine(MachineDefinition.small().withHarts(2), new RecordingHost());
    machine.load(kernel);
    server = new GdbServer(machine, SymbolTable.of(kernel), Optional.of(elf), 0, () -> {});
  }

  @AfterEach
  void close() {
    server.close();
    machine.close();
  }

  private static void tool(Object... command) throws Exception {
    List<String> words =
        List.of(command).stream()
            .map(Object::toString)
            .map(word -> word.matches("kernel\\.(s|ld)") ? FILES.resolve(word).toString() : word)
            .toList();
    assertEquals(0, ProcessResult.of(words, "").status(), words::toString);
  }

  @Test
  void gdb_sees_and_moves_two_harts_in_three_modes() throws Exception {
    CompletableFuture<String> both =
        CompletableFuture.supplyAsync(() -> gdb("session.gdb") + gdb("second.gdb"));

    assertEquals(new Outcome.PoweredOff(0), server.run(FOR_EVER));
    assertShows(
        both.get(60, TimeUnit.SECONDS),
        // Harts are threads, in front of the first instruction.
        "* 1    Thread 1 \"hart0\" (M mode) _start () at kernel.s:7",
        "  2    Thread 2 \"hart1\" (M mode) _start () at kernel.s:7",
        "$1 = 0x80000000",
        "=> 0x80000000 <_start>:\tauipc\tt0,0x0",
        "$2 = 3",
        // A breakpoint at an address that only the page tables know; registers of all kinds.
        "Thread 1 \"hart0\" hit Breakpoint 1, user_main () at kernel.s:151",
        "$3 = 0",
        "=> 0x10000 <user_main>:\tlui\tsp,0x12",
        "$4 = 0x8000000000080001",
        "$5 = 0x8000000a000060a0",
        "$6 = {float = 0, double = 1.5}",
        "$7 = 0x10004",
        // A single step over `ecall` ends in the kernel.
        "Thread 1 \"hart0\" hit Breakpoint 2, user_main () at kernel.s:155",
        "supervisor_trap () at kernel.s:88",
        "$8 = 0x80000158",
        "$9 = 1",
        "$10 = 0x1000c",
        "$11 = 8",
        "$12 = 0",
        // And back in user mode.
        "Thread 1 \"hart0\" hit Breakpoint 3, user_step () at kernel.s:162",
        "after_call () at kernel.s:158",
        "$13 = 1",
        "level 0: entry at 0x80003080 is 0x2000185b: vr-xu-a- page 0x80006000",
        "physical 0x80006008",
        "level 2: entry at 0x80001010 is 0x200000cf: vrwx--ad page 0x80000000",
        "0x0000000000010000 to 0x0000000000010fff  at 0x80006000     vr-xu---",
        "0x0000000080000000 to 0x00000000bfffffff  at 0x80000000     vrwx----",
        "0x10000 <user_main>:\t0x00012137\t0x08934401",
        "$14 = 0",
        "error: Cannot access memory at address 0xffffffff00000000",
        "addresses are physical",
        "error: Cannot access memory at address 0x10000",
        "0x1000:\t0x00000297\t0x02828613",
        "addresses are virtual",
        "received: \"1\"",
        // The timer interrupt.
        "Thread 1 \"hart0\" hit Breakpoint 4, supervisor_trap () at kernel.s:88",
        "$15 = 0x8000000000000005",
        "$16 = 0",
        // What the other hart writes.
        "[Switching to Thread 2]",
        "Thread 2 \"hart1\" hit Hardware watchpoint 5: *(int *)&shared",
        "worker_step () at kernel.s:128",
        "Thread 2 \"hart1\" hit Hardware watchpoint 5: *(int *)&shared",
        "$17 = 2",
        "Thread 2 \"hart1\" hit Hardware read watchpoint 6: *(int *)&shared",
        "worker_step () at kernel.s:126",
        "Thread 2 \"hart1\" hit Hardware access (read/write) watchpoint 7: *(int *)&shared",
        "=> 0x800001e4 <worker_step+20>:\tret",
        // Changing registers and memory.
        "$18 = 12345",
        "0x80000200:\t0x99aabbccddeeff00",
        "$19 = {float = 0, double = 2.25}",
        "$20 = 0xabc",
        "Could not write register \"mhartid\"",
        "Section .text, range 0x80000000 -- 0x800001e8: matched.",
        "1 pattern found.",
        // One hart alone: the other one stands still.
        "$21 = 199",
        "user_step () at kernel.s:167",
        "$22 = 199",
        "hart 0: U mode, pc user_step+0xa",
        "mtvec    0x0000000080000088  machine_trap",
        "no such command: nonsense",
        "the machine is reset",
        "$23 = 0x80000000",
        "$24 = 3",
        "[Inferior 1 (Remote target) detached]",
        // A second gdb finds the machine running.
        "$1 = 1",
        "[Inferior 1 (Remote target) exited normally]");
  }

  @Test
  void control_c_stops_a_guest_that_runs() throws Exception {
    CompletableFuture<String> session =
        CompletableFuture.supplyAsync(() ->
            gdb(
                """
                target remote 127.0.0.1:PORT
                python import os, signal, threading
                python threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
                continue
                print $pc != 0x80000000
                kill
                """,
                elf));

    assertEquals(new Outcome.Paused(), server.run(FOR_EVER));
    assertShows(session.get(60, TimeUnit.SECONDS), "received signal SIGINT, Interrupt.", "$1 = 1");
  }

  @Test
  void gdb_finds_the_program_by_itself() throws Exception {
    CompletableFuture<String> session =
        CompletableFuture.supplyAsync(() ->
            gdb(
                """
                set trace-commands off
                target remote 127.0.0.1:PORT
                info symbol user_main
                kill
                """,
                Path.of("")));

    assertEquals(new Outcome.Paused(), server.run(FOR_EVER));
    assertShows(session.get(60, TimeUnit.SECONDS), "user_main in section .user");
  }

  @Test
  void looking_changes_nothing() throws Exception {
    long instructions = 20_000;
    CompletableFuture<String> session =
        CompletableFuture.supplyAsync(() ->
            gdb(
                """
                target remote 127.0.0.1:PORT
                break user_step
                watch *(int *)&shared
                continue
                continue
                stepi 7
                info registers
                monitor info mem
                x/20i $pc
                delete
                hbreak supervisor_trap
                continue
                delete
                thread 2
                stepi 100
                detach
                """,
                elf));
    Outcome outcome = server.run(instructions);
    session.get(60, TimeUnit.SECONDS);

    assertEquals(new Outcome.LimitReached(), outcome);
    try (Machine alone = new Machine(MachineDefinition.small().withHarts(2), new RecordingHost())) {
      alone.load(KernelFile.read(elf, Project.MACHINE_BASE));
      alone.run(instructions);
      assertEquals(alone.stateHash(), machine.stateHash());
    }
  }

  private String gdb(String file) {
    try {
      return gdb(Files.readString(FILES.resolve(file)), elf);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String gdb(String commands, Path program) {
    return GdbClient.run(commands, server.port(), program, directory).replace(FILES + "/", "");
  }
}
