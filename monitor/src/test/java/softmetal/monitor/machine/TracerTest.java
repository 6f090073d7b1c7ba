package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.debug.TraceSettings.EventClass;
import softmetal.monitor.debug.TraceSettings.Moment;
import softmetal.monitor.debug.TraceSettings.Range;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;

class TracerTest {
  private static final String KERNEL =
      """
              .globl  _start, trap, word, done
      _start: la      t0, trap
              csrw    mtvec, t0
              la      a0, word
              li      a1, 7
              sw      a1, (a0)
              ecall
      done:   li      t0, 0x100000
              li      t1, 0x5555
              sw      t1, (t0)
              .balign 4
      trap:   la      t0, done
              csrw    mepc, t0
              mret
              .data
      word:   .word   0
      """;

  private static final Set<EventClass> ALL = EnumSet.allOf(EventClass.class);

  @TempDir Path directory;

  @Test
  void every_class_has_its_lines() throws Exception {
    List<String> trace = trace(settings(ALL, List.of(), Optional.empty()));

    assertEquals("# softmetal trace 1", trace.getFirst());
    assertShows(trace, "I\t0\t0\tM\t0x80000000\t_start\t00000297\tauipc t0,");
    assertShows(trace, "P\t0\t2\tM\t0x80000008\t_start+0x8\tcsr\tmtvec\t0x8000002c\t0x8000002c");
    assertShows(
        trace, "M\t0\t6\tM\t0x80000016\t_start+0x16\tstore\t0x8000103c\t0x8000103c\t4\t0x7");
    assertShows(
        trace,
        "T\t0\t7\tM\t0x80000018\t_start+0x18\tmachine environment call\t0x0\tM\t0x8000002c\ttrap");
    assertShows(trace, "B\t0\t10\tM\t0x80000038\ttrap+0xc\t0x8000001c\tdone");
    assertShows(trace, "P\t0\t10\tM\t0x80000038\ttrap+0xc\treturn\tM\t0x8000001c\tdone");
    assertShows(trace, "\tfinisher+0x0\t4\t0x5555");
  }

  @Test
  void classes_ranges_and_a_start_leave_lines_out() throws Exception {
    assertEquals(
        List.of("T"),
        classes(trace(settings(EnumSet.of(EventClass.TRAPS), List.of(), Optional.empty()))));
    long trap = symbols().addressOf("trap").orElseThrow();
    List<String> inRange =
        trace(settings(ALL, List.of(new Range(trap, trap + 100)), Optional.empty()));
    assertTrue(
        inRange.stream().skip(2).allMatch(line -> line.contains("\ttrap")), inRange::toString);
    List<String> started =
        trace(
            settings(
                EnumSet.of(EventClass.INSTRUCTIONS), List.of(), Optional.of(new Moment.At(trap))));
    assertTrue(started.get(2).contains("\ttrap\t"), started.get(2));
  }

  @Test
  void counts_of_instructions_begin_and_end_it() throws Exception {
    TraceSettings settings =
        new TraceSettings(
            EnumSet.of(EventClass.INSTRUCTIONS),
            List.of(),
            Optional.of(TraceSettings.parseMoment("3", SymbolTable.EMPTY::addressOf)),
            Optional.of(TraceSettings.parseMoment("5", SymbolTable.EMPTY::addressOf)));

    assertEquals(
        List.of("3", "4"),
        trace(settings).stream().skip(2).map(line -> line.split("\t", -1)[2]).toList());
  }

  @Test
  void a_trace_can_be_interrupted() throws Exception {
    List<String> lines = new ArrayList<>();
    try (Machine machine = booted()) {
      assertEquals(Optional.empty(), machine.tracing());
      machine.trace(
          settings(EnumSet.of(EventClass.INSTRUCTIONS), List.of(), Optional.empty()),
          SymbolTable.EMPTY,
          lines::add);
      machine.run(2);
      machine.tracing().orElseThrow().set(false);
      machine.run(2);
      machine.tracing().orElseThrow().set(true);
      machine.run(1);
    }
    assertEquals(
        List.of("0", "1", "4"),
        lines.stream().skip(2).map(line -> line.split("\t", -1)[2]).toList());
  }

  @Test
  void a_traced_machine_ends_in_the_same_state() throws Exception {
    List<String> states = new ArrayList<>();
    for (boolean traced : new boolean[] {false, true}) {
      try (Machine machine = booted()) {
        if (traced) {
          machine.trace(settings(ALL, List.of(), Optional.empty()), SymbolTable.EMPTY, line -> {});
        }
        assertEquals(new Outcome.PoweredOff(0), machine.run(10_000));
        states.add(machine.stateHash());
      }
    }
    assertEquals(states.get(0), states.get(1));
  }

  @Test
  void what_is_no_class_or_place_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> TraceSettings.parseClasses("traps,wat"));
    assertThrows(
        IllegalArgumentException.class,
        () -> TraceSettings.parsePlace("nowhere", SymbolTable.EMPTY::addressOf));
    assertThrows(
        IllegalArgumentException.class,
        () -> TraceSettings.parseRange("0x10", SymbolTable.EMPTY::addressOf));
  }

  private static TraceSettings settings(
      Set<EventClass> classes, List<Range> ranges, Optional<Moment> start) {
    return new TraceSettings(classes, ranges, start, Optional.empty());
  }

  private static List<String> classes(List<String> trace) {
    return trace.stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, 1))
        .distinct()
        .toList();
  }

  private static void assertShows(List<String> trace, String part) {
    assertTrue(
        trace.stream().anyMatch(line -> line.contains(part)),
        () -> part + "\nis not in\n" + String.join("\n", trace));
  }

  private BootImage image() throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    return Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics())
        .orElseThrow();
  }

  private SymbolTable symbols() throws Exception {
    return SymbolTable.of(image().kernel());
  }

  private Machine booted() throws Exception {
    Machine machine = new Machine(MachineDefinition.small(), new RecordingHost());
    machine.load(image().kernel());
    return machine;
  }

  private List<String> trace(TraceSettings settings) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Machine machine = booted()) {
      machine.trace(settings, symbols(), lines::add);
      assertEquals(new Outcome.PoweredOff(0), machine.run(10_000));
    }
    return lines;
  }
}
