package softmetal.monitor.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.Peripheral;
import softmetal.monitor.machine.Probe;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.History.Arrival;

/// With a machine of two harts with timers, its disk, its network and its console go back.
class HistoryDevicesTest {
  private static final int ROUNDS = 30;
  private static final int SECTORS = 32;
  private static final long SPACING = 200_000;

  @TempDir Path directory;

  private final Drives drives = Drives.inMemory(1, 1 << 20);
  private final Console console = new Console();
  private Minidisk disk;
  private Machine machine;
  private History history;
  private SymbolTable symbols;

  /// Nobody types; what is shown is kept.
  private static final class Console implements Rewindable {
    final StringBuilder shown = new StringBuilder();
    int written;

    @Override
    public void consoleOutput(int value) {
      if (written++ == shown.length()) {
        shown.append((char) value);
      }
    }

    @Override
    public int consoleInput(long nowTicks, boolean idle) {
      return -1;
    }

    @Override
    public boolean idle(long nowTicks, long nextTicks) {
      return nextTicks != Long.MAX_VALUE;
    }

    @Override
    public OptionalLong end() {
      return OptionalLong.of(Long.MAX_VALUE);
    }

    @Override
    public Mark mark() {
      return new Mark(0, written);
    }

    @Override
    public void rewind(Mark mark) {
      written = (int) mark.shown();
    }

    @Override
    public Console again(Mark mark) {
      return new Console();
    }
  }

  @BeforeEach
  void boot() throws Exception {
    Path source = Path.of("src/test/gdb/devices.s");
    Executable kernel =
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics())
            .orElseThrow()
            .kernel();
    symbols = SymbolTable.of(kernel);
    EthernetSwitch network = new EthernetSwitch("lan");
    MachineDefinition small = MachineDefinition.small().withHarts(2).withMemory(1 << 20);
    disk = drives.create((long) SECTORS * Minidisk.SECTOR_BYTES, "disk");
    MachineDefinition definition =
        small
            .withDisks(List.of(disk))
            .withOptions(
                small
                    .options()
                    .with(
                        new Peripheral.NetworkCard(
                            network.connect(), new MacAddress(0x5254_0012_3456L)))
                    .with(
                        new Peripheral.NetworkCard(
                            network.connect(), new MacAddress(0x5254_0012_3457L))));
    machine = new Machine(definition, console);
    machine.load(kernel);
    history = new History(new Fork(machine, drives, List.of(disk)), console, SPACING);
  }

  @AfterEach
  void close() throws Exception {
    history.close();
    machine.close();
    drives.close();
  }

  /// @param arrived the number in the last frame that came in
  /// @param shown characters on the console
  private record Moment(long executed, String state, String sectors, long arrived, int shown) {}

  private long address(String name) {
    return symbols.addressOf(name).orElseThrow();
  }

  private Moment present() throws Exception {
    ByteBuffer sectors = ByteBuffer.allocate(SECTORS * Minidisk.SECTOR_BYTES);
    disk.read(0, sectors);
    byte[] number = machine.readMemory(address("arrived"), 8);
    return new Moment(
        machine.executed(),
        machine.stateHash(),
        HexFormat.of().formatHex(sectors.array()),
        number[0],
        console.written);
  }

  /// Stops in front of each round.
  private static final class AtRound implements Probe {
    final long place;
    final Machine machine;
    long last = -1;

    AtRound(Machine machine, long place) {
      this.machine = machine;
      this.place = place;
    }

    @Override
    public boolean before(int hart) {
      boolean isNew = machine.pc(hart) == place && machine.executed() != last;
      last = isNew ? machine.executed() : last;
      return !isNew;
    }

    @Override
    public boolean after(int hart, Exit exit, Entry entry) {
      return true;
    }

    @Override
    public Set<Long> places() {
      return Set.of(place);
    }
  }

  private List<Moment> forward() throws Exception {
    List<Moment> moments = new ArrayList<>();
    machine.probe(new AtRound(machine, address("round")));
    while (moments.size() < ROUNDS && history.run(Long.MAX_VALUE) instanceof Outcome.Paused) {
      moments.add(present());
    }
    machine.probe(null);
    return moments;
  }

  /// @param latest when it is sought at the latest, in instructions executed
  private Function<Machine, Seeker<Long>> lastRound(long latest) {
    long round = address("round");
    return observed ->
        new Seeker<>() {
          @Override
          public boolean before(int hart) {
            return observed.pc(hart) != round
                || observed.executed() > latest
                || foundInFront(observed.executed(), round);
          }

          @Override
          public boolean after(int hart, Exit exit, Entry entry) {
            return true;
          }

          @Override
          public Set<Long> places() {
            return Set.of(round);
          }
        };
  }

  @Test
  void disk_network_and_console_are_as_they_were_and_then_go_on_as_they_did() throws Exception {
    List<Moment> moments = forward();
    assertEquals(ROUNDS, moments.size());
    Moment first = moments.getFirst();
    Moment end = moments.getLast();
    assertTrue(!end.sectors.equals(first.sectors), "the disk is written");
    assertTrue(end.arrived > 10 && end.arrived != first.arrived, "frames come in: " + end.arrived);
    assertTrue(end.shown > 10, "the console shows something");
    String shown = console.shown.toString();

    for (Moment moment : moments.reversed().subList(1, ROUNDS)) {
      assertEquals(
          new Arrival.At<>(address("round")), history.back(lastRound(Long.MAX_VALUE), () -> false));
      assertEquals(moment, present());
    }
    for (Moment moment : moments.subList(1, ROUNDS)) {
      machine.probe(new AtRound(machine, address("round")));
      history.run(1);
      assertEquals(new Outcome.Paused(), history.run(Long.MAX_VALUE));
      assertEquals(moment, present());
    }
    assertEquals(shown, console.shown.toString());
  }

  @Test
  void copies_that_search_far_back_do_what_the_machine_did() throws Exception {
    List<Moment> moments = forward();
    Moment end = moments.getLast();
    String shown = console.shown.toString();

    for (Moment moment : moments.subList(0, ROUNDS - 1)) {
      assertEquals(
          new Arrival.At<>(address("round")),
          history.back(lastRound(moment.executed), () -> false));
      assertEquals(moment, present());
      history.run(end.executed - machine.executed());
      assertEquals(end.sectors, present().sectors);
    }
    assertEquals(shown, console.shown.toString());
  }
}
