package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.Project;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// The sample operating system at work, saved and restored again and again: it notices nothing.
class SnapshotTest {
  private static final String SESSION =
      """
      help
      ls
      write poem Roses are red
      cat poem
      spin
      primes
      ps
      crash
      write song Violets are blue
      cat song
      sleep 20
      rm poem
      ls
      poweroff
      """;

  private static final long PATIENCE_TICKS = 1_000_000;
  private static final long MOST_INSTRUCTIONS = 1_000_000_000;

  @TempDir Path directory;

  final BootImage image = Project.build(Path.of("."), new Diagnostics()).orElseThrow();
  final List<Drives> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (Drives drives : opened) {
      drives.close();
    }
  }

  /// Types the session as the guest asks for it; goes with the guest from machine to machine.
  private static final class Typist implements Host {
    private final byte[] keys = SESSION.getBytes(StandardCharsets.US_ASCII);
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private int position;
    private long lastTicks;

    @Override
    public void consoleOutput(int value) {
      shown.write(value);
    }

    @Override
    public int consoleInput(long nowTicks, boolean idle) {
      if (position == keys.length || !(idle || nowTicks - lastTicks >= PATIENCE_TICKS)) {
        return -1;
      }
      lastTicks = nowTicks;
      return keys[position++];
    }

    @Override
    public boolean idle(long nowTicks, long nextTicks) {
      return nextTicks != Long.MAX_VALUE;
    }

    String shown() {
      return shown.toString(StandardCharsets.US_ASCII);
    }
  }

  private Fork booted(int harts, Host host) throws Exception {
    Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES);
    opened.add(drives);
    List<Minidisk> disks = List.of(image.disk().orElseThrow().create(drives));
    MachineDefinition definition = MachineDefinition.small().withHarts(harts).withDisks(disks);
    Machine machine = new Machine(definition, host);
    machine.load(image.kernel());
    return new Fork(machine, drives, disks);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goes_on_as_if_nothing_had_been(int harts) throws Exception {
    chain(harts, 40);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Tag("slow")
  void goes_on_through_a_thousand_machines(int harts) throws Exception {
    chain(harts, 1000);
  }

  /// Two machines go in step; one of them is left for a copy of it after each round.
  private void chain(int harts, int rounds) throws Exception {
    Typist alone = new Typist();
    Typist followed = new Typist();
    SplittableRandom random = new SplittableRandom(rounds);
    try (Fork whole = booted(harts, alone)) {
      Fork part = booted(harts, followed);
      long each = 20_000_000L / rounds;
      for (int round = 0; round < rounds; round++) {
        long instructions = random.nextLong(1, 2 * each);
        whole.machine().run(instructions);
        part.machine().run(instructions);
        whole.machine().save();
        part = successor(part, followed, round);
        assertEquals(whole.machine().stateHash(), part.machine().stateHash(), "round " + round);
      }
      assertEquals(new Outcome.PoweredOff(0), whole.machine().run(MOST_INSTRUCTIONS));
      assertEquals(new Outcome.PoweredOff(0), part.machine().run(MOST_INSTRUCTIONS));
      assertEquals(whole.machine().stateHash(), part.machine().stateHash());
      part.close();
    }
    assertEquals(alone.shown(), followed.shown());
    assertTrue(alone.shown().contains("Violets are blue"), alone.shown());
  }

  private Fork successor(Fork machine, Host host, int round) throws Exception {
    try (machine;
        Snapshot snapshot = Snapshot.of(machine.machine())) {
      Drives drives = machine.drives();
      if (round % 10 != 0) {
        return snapshot.fork(drives, host);
      }
      Path file = directory.resolve("round%d.snap".formatted(round));
      Snapshots.write(file, snapshot, "round", "", null);
      try (SavedSnapshot read = Snapshots.read(file, drives)) {
        return Snapshots.restore(file, read, drives, host);
      }
    }
  }

  @Test
  void snapshots_that_build_on_each_other_hold_what_each_machine_was() throws Exception {
    try (Fork whole = booted(2, new Typist())) {
      SavedSnapshot parent = null;
      for (int i = 0; i < 10; i++) {
        assertEquals(new Outcome.LimitReached(), whole.machine().run(500_000));
        Path file = directory.resolve("s%d.snap".formatted(i));
        parent = Snapshots.write(file, Snapshot.of(whole.machine()), "s" + i, "", parent);
        Drives drives = whole.drives();
        try (SavedSnapshot read = Snapshots.read(file, drives);
            Fork fork = Snapshots.restore(file, read, drives, new Typist())) {
          assertEquals(whole.machine().stateHash(), fork.machine().stateHash());
        }
      }
    }
  }
}
