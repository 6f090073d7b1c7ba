package softmetal.monitor.gdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static softmetal.monitor.gdb.GdbClient.assertShows;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.debug.TraceSettings.EventClass;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.NarrowKernelTest;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.project.KernelFile;
import softmetal.monitor.project.Project;

/// An unmodified gdb drives a kernel of 32 bits, in C, with Sv32.
@Tag("oracle")
class GdbNarrowOracleTest {
  @TempDir Path directory;

  @Test
  void gdb_sees_a_hart_of_32_bits() throws Exception {
    Path elf = NarrowKernelTest.compile(directory, "_start");
    Executable kernel = KernelFile.read(elf, Project.MACHINE_BASE);
    SymbolTable symbols = SymbolTable.of(kernel);
    try (Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES);
        Machine machine = new Machine(NarrowKernelTest.definition(drives), new RecordingHost())) {
      machine.load(kernel);
      machine.trace(
          new TraceSettings(
              EnumSet.of(EventClass.TRAPS), List.of(), Optional.empty(), Optional.empty()),
          symbols,
          line -> {});
      try (GdbServer server = new GdbServer(machine, symbols, Optional.of(elf), 0, () -> {})) {
        CompletableFuture<String> session =
            CompletableFuture.supplyAsync(
                () -> GdbClient.run(COMMANDS, server.port(), elf, directory));

        assertEquals(new Outcome.PoweredOff(0), server.run(Long.MAX_VALUE));
        assertShows(session.get(60, TimeUnit.SECONDS), SHOWN);
      }
    }
  }

  private static final String COMMANDS =
      """
      target remote 127.0.0.1:PORT
      info threads
      print/x $misa
      break main
      continue
      info registers pc
      print/x $mhartid
      next
      hbreak trap
      continue
      print $scause
      print/x $stval
      delete
      watch calls
      continue
      print calls
      backtrace
      print/x $satp
      monitor info registers
      monitor info mem
      monitor walk 0x40000ffe
      stepi
      print/x $pc
      set var $t6 = -1
      print/x $t6
      print/x $pmpcfg0
      print/x $stimecmph
      monitor phys on
      x/2xw 0x80000000
      monitor phys off
      monitor trace off
      monitor trace
      delete
      detach
      """;

  private static final String[] SHOWN = {
    "* 1    Thread 1 \"hart0\" (M mode) _start ()",
    "$1 = 0x4014112d",
    "Breakpoint 1, main () at",
    "pc             0x802",
    "$2 = 0x0",
    "Hardware assisted breakpoint 2 at 0x802",
    "Breakpoint 2, trap (",
    "$3 = 13",
    "$4 = 0x40000ffe",
    "Hardware watchpoint 3: calls",
    "New value = 1",
    "$5 = 1",
    "in trap_entry ()",
    "in main () at",
    "$6 = 0x8008",
    "pc       0x802",
    "satp     0x8008",
    "Sv32 root 0x802",
    "0x40000000 to 0x40001fff  at 0x802",
    "0x40000ffe, S mode, Sv32 root",
    "level 1: entry at 0x802",
    "level 0: entry at 0x802",
    "physical 0x802",
    "$7 = 0x802",
    "$8 = 0xffffffff",
    "$9 = 0x1f",
    "$10 = 0x",
    "addresses are physical",
    "0x80000000 <_start>:\t0x",
    "addresses are virtual",
    "tracing is off",
    "tracing is off",
    "[Inferior 1 (Remote target) detached]"
  };
}
