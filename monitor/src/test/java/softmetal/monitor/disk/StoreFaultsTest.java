package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.disk.SimulatedMedium.Fault;

/// A store on a medium that fails, or loses its power, at each of its operations in turn: it opens again, and what was acknowledged
/// is there.
///
/// `-Dsoftmetal.disk.variants=50` tries more of what may be left of each operation in the slow tests.
class StoreFaultsTest {
  private static final int VARIANTS = Integer.getInteger("softmetal.disk.variants", 3);
  private static final int SECTOR = Minidisk.SECTOR_BYTES;
  private static final long DRIVE = 6L * Chunks.BYTES;
  private static final long SEED = Long.getLong("softmetal.seed", 5);

  /// For each minidisk and each of its sectors, what may be found there after a fault; a sector holds one number 512 times.
  private record Model(Map<String, List<Set<Byte>>> disks, List<Claim> claims) {
    static final Model EMPTY = new Model(Map.of(), List.of());

    Model with(String name, List<Set<Byte>> sectors) {
      Map<String, List<Set<Byte>>> changed = new TreeMap<>(disks);
      changed.put(name, sectors);
      return new Model(changed, claims);
    }

    Model without(String name) {
      Map<String, List<Set<Byte>>> changed = new TreeMap<>(disks);
      changed.remove(name);
      return new Model(changed, claims);
    }

    Model with(List<Claim> others) {
      return new Model(disks, others);
    }

    Model resized(String name, int sectors) {
      List<Set<Byte>> changed = new ArrayList<>(disks.get(name));
      while (changed.size() > sectors) {
        changed.removeLast();
      }
      while (changed.size() < sectors) {
        changed.add(Set.of((byte) 0));
      }
      return with(name, changed);
    }

    Model written(String name, int sector, byte value) {
      List<Set<Byte>> changed = new ArrayList<>(disks.get(name));
      Set<Byte> found = new TreeSet<>(changed.get(sector));
      found.add(value);
      changed.set(sector, found);
      return with(name, changed);
    }

    /// @param newest what the guest reads
    Model flushed(String name, List<Byte> newest) {
      return with(name, newest.stream().map(Set::of).toList());
    }

    /// What is wrong with a store; empty when it is as it may be.
    String differs(Drives drives) throws IOException {
      Set<String> names = new TreeSet<>();
      drives.minidisks().forEach(disk -> names.add(disk.name()));
      if (!names.equals(new TreeSet<>(disks.keySet()))) {
        return "minidisks " + names;
      }
      if (!drives.claims().equals(claims)) {
        return "links " + drives.claims();
      }
      for (Minidisk disk : drives.minidisks()) {
        List<Set<Byte>> sectors = Objects.requireNonNull(disks.get(disk.name()));
        if (disk.size() != (long) sectors.size() * SECTOR) {
          return "%s of %d sectors".formatted(disk.name(), disk.size() / SECTOR);
        }
        for (int i = 0; i < sectors.size(); i++) {
          byte found = sector(disk, i);
          if (!sectors.get(i).contains(found)) {
            return "%s sector %d: %d, not one of %s"
                .formatted(disk.name(), i, found, sectors.get(i));
          }
        }
      }
      return "";
    }
  }

  private static byte sector(Minidisk disk, int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(SECTOR);
    disk.read((long) number * SECTOR, bytes);
    for (byte b : bytes.array()) {
      assertEquals(bytes.get(0), b, "a torn sector");
    }
    return bytes.get(0);
  }

  private interface Action {
    void run(Drives drives) throws IOException, InvalidInputException;
  }

  /// One thing done, and what may be found once it is done. While it is under way, either may be.
  private record Step(Action action, UnaryOperator<Model> after) {}

  /// Builds workloads; the guests' view of all disks is followed along the way.
  private static final class Workload {
    final List<Step> steps = new ArrayList<>();
    private final Map<String, List<Byte>> newest = new TreeMap<>();
    private final Map<String, List<Byte>> remembered = new TreeMap<>();
    private final Map<String, DiskImage> moments = new TreeMap<>();
    private byte counter;

    Workload create(String name, int sectors) {
      newest.put(name, new ArrayList<>(Collections.nCopies(sectors, (byte) 0)));
      MinidiskDefinition definition = MinidiskDefinition.of(name, (long) sectors * SECTOR);
      List<Set<Byte>> zeros = Collections.nCopies(sectors, Set.of((byte) 0));
      return step(drives -> drives.create(definition), model -> model.with(name, zeros));
    }

    Workload delete(String name) {
      return step(drives -> drives.delete(name), model -> model.without(name));
    }

    Workload resize(String name, int sectors) {
      List<Byte> view = Objects.requireNonNull(newest.get(name));
      while (view.size() > sectors) {
        view.removeLast();
      }
      while (view.size() < sectors) {
        view.add((byte) 0);
      }
      return step(
          drives -> drives.resize(name, (long) sectors * SECTOR),
          model -> model.resized(name, sectors));
    }

    Workload claim(String vm, String name) {
      Claim claim = new Claim(vm, "", name, LinkMode.RR);
      return step(drives -> drives.claim(claim), model -> model.with(List.of(claim)));
    }

    Workload unclaim(String vm, String name) {
      return step(drives -> drives.unclaim(vm, name), model -> model.with(List.of()));
    }

    Workload write(String name, int first, int count) {
      byte value = ++counter;
      byte[] bytes = new byte[count * SECTOR];
      Arrays.fill(bytes, value);
      for (int i = first; i < first + count; i++) {
        Objects.requireNonNull(newest.get(name)).set(i, value);
      }
      return step(
          drives -> drives.get(name).write((long) first * SECTOR, ByteBuffer.wrap(bytes)),
          model -> {
            Model changed = model;
            for (int i = first; i < first + count; i++) {
              changed = changed.written(name, i, value);
            }
            return changed;
          });
    }

    Workload flush(String name) {
      List<Byte> view = List.copyOf(newest.get(name));
      return step(drives -> drives.get(name).flush(), model -> model.flushed(name, view));
    }

    Workload remember(String name) {
      remembered.put(name, List.copyOf(newest.get(name)));
      return step(drives -> moments.put(name, drives.get(name).freeze()), UnaryOperator.identity());
    }

    Workload putBack(String name) {
      List<Byte> view = Objects.requireNonNull(remembered.get(name));
      newest.put(name, new ArrayList<>(view));
      return step(
          drives -> drives.get(name).revertTo(Objects.requireNonNull(moments.get(name))),
          model -> model.flushed(name, view));
    }

    private Workload step(Action action, UnaryOperator<Model> after) {
      steps.add(new Step(action, after));
      return this;
    }
  }

  private static Workload workload() {
    return new Workload()
        .create("a", 40)
        .create("b", 70)
        .write("a", 0, 3)
        .flush("a")
        .write("a", 2, 10)
        .write("b", 60, 10)
        .flush("b")
        .resize("b", 100)
        .write("b", 95, 5)
        .flush("b")
        .claim("vm", "a")
        .remember("b")
        .write("b", 0, 99)
        .flush("b")
        .write("b", 50, 2)
        .putBack("b")
        .write("b", 1, 1)
        .delete("b")
        .create("c", 150)
        .write("c", 149, 1)
        .flush("c")
        .unclaim("vm", "a")
        .resize("a", 20)
        .resize("a", 33)
        .flush("a")
        .create("d", 10)
        .resize("c", 90)
        .write("c", 80, 10)
        .flush("c")
        .resize("d", 90)
        .delete("a");
  }

  /// Runs a workload until something fails.
  ///
  /// @return what may be found: before the step that failed, and after it
  private static List<Model> run(SimulatedMedium medium) {
    Model before = Model.EMPTY;
    Model after = Model.EMPTY;
    try {
      Drives drives = Drives.in(medium, null, 2, DRIVE);
      for (Step step : workload().steps) {
        before = after;
        after = step.after().apply(before);
        try {
          step.action().run(drives);
        } catch (IOException | InvalidInputException e) {
          staysUsable(drives, before, after);
          throw e;
        }
      }
      before = after;
    } catch (IOException | InvalidInputException e) {
      // What may be found is known.
    }
    return List.of(before, after);
  }

  /// What the process itself sees after a failure is what it was, or what it should be; or it is told that nobody knows.
  private static void staysUsable(Drives drives, Model before, Model after) {
    try {
      String one = before.differs(drives);
      String other = after.differs(drives);
      assertTrue(one.isEmpty() || other.isEmpty(), () -> one + "; " + other);
    } catch (IOException e) {
      // Powered off, or a disk that says that it cannot be used.
    }
  }

  private static void check(SimulatedMedium medium, List<Model> models, String message) {
    if (!medium.has("drive0.img")) {
      assertEquals(Model.EMPTY, models.getFirst(), message);
      assertFalse(medium.has("drive0.img"));
      return;
    }
    try {
      Drives drives = Drives.open(medium, null);
      String before = models.getFirst().differs(drives);
      String after = models.getLast().differs(drives);
      assertTrue(before.isEmpty() || after.isEmpty(), () -> message + ": " + before + "; " + after);
      freeRoomIsZeros(drives, medium, message);
      drives.close();
    } catch (IOException | InvalidInputException e) {
      throw new AssertionError(message, e);
    }
  }

  private static void freeRoomIsZeros(Drives drives, SimulatedMedium medium, String message) {
    for (DriveMap map : drives.map()) {
      byte[] bytes = medium.bytes(map.name() + ".img");
      for (DriveMap.Part part : map.parts()) {
        for (long at = part.start(); part.isFree() && at < part.start() + part.length(); at++) {
          assertEquals(0, bytes[(int) (Drive.DATA_START + at)], message);
        }
      }
    }
  }

  private static int operations() {
    SimulatedMedium medium = new SimulatedMedium(SEED);
    List<Model> models = run(medium);
    assertEquals(models.getFirst(), models.getLast(), "the workload is done");
    check(medium.afterKill(), models, "without any fault");
    return medium.operations();
  }

  @Test
  void a_loss_of_power_at_any_operation_leaves_the_old_state_or_the_new() {
    losePower(0, 1);
  }

  @Test
  @Tag("slow")
  void a_loss_of_power_leaves_one_of_them_whatever_gets_to_the_medium() {
    losePower(1, 1 + VARIANTS);
  }

  private static void losePower(int first, int end) {
    int operations = operations();
    for (int at = 0; at < operations; at++) {
      for (int variant = first; variant < end; variant++) {
        SimulatedMedium medium = new SimulatedMedium(SEED + 1000L * at + variant);
        medium.failAt(at, Fault.POWER_CUT);
        List<Model> models = run(medium);
        String message = "-Dsoftmetal.seed=%d, operation %d.%d".formatted(SEED, at, variant);
        check(medium.afterPowerCut(), models, message);
        check(medium.afterKill(), models, message + " (killed)");
      }
    }
  }

  @Test
  void an_operation_that_fails_leaves_the_old_state_or_the_new() {
    fail(0, 1);
  }

  @Test
  @Tag("slow")
  void an_operation_that_fails_leaves_one_of_them_whatever_gets_to_the_medium() {
    fail(1, 1 + VARIANTS);
  }

  private static void fail(int first, int end) {
    int operations = operations();
    for (int at = 0; at < operations; at++) {
      for (int variant = first; variant < end; variant++) {
        SimulatedMedium medium = new SimulatedMedium(SEED + 1000L * at + variant);
        medium.failAt(at, Fault.ERROR);
        List<Model> models = run(medium);
        String message = "-Dsoftmetal.seed=%d, operation %d.%d".formatted(SEED, at, variant);
        check(medium.afterKill(), models, message);
        check(medium.afterPowerCut(), models, message + " (power lost)");
      }
    }
  }

  /// Whoever repairs a store may lose the power as well.
  @Test
  void a_loss_of_power_while_a_store_is_opened_does_no_harm() {
    int operations = operations();
    for (int at = 0; at < operations; at += 3) {
      SimulatedMedium medium = new SimulatedMedium(SEED + at);
      medium.failAt(at, Fault.POWER_CUT);
      List<Model> models = run(medium);
      for (int again = 0; again < 6; again++) {
        SimulatedMedium found = medium.afterPowerCut();
        found.failAt(again * 2, Fault.POWER_CUT);
        try {
          Drives.open(found, null);
        } catch (IOException | InvalidInputException e) {
          // The power is gone.
        }
        String message = "-Dsoftmetal.seed=%d, operation %d, %d".formatted(SEED, at, again);
        check(found.afterPowerCut(), models, message);
      }
    }
  }

  /// A change whose second copy could not be written is made all the same; the next change must not touch the only good copy.
  @Test
  void a_table_with_one_good_copy_is_not_lost_either() throws Exception {
    int committed = 0;
    for (int at = 0; at < 4; at++) {
      for (int then = 0; then < 4; then++) {
        for (int variant = 0; variant < 10; variant++) {
          SimulatedMedium medium = new SimulatedMedium(SEED + variant);
          Drives drives = Drives.in(medium, null, 1, DRIVE);
          medium.failAt(medium.operations() + at, Fault.ERROR);
          if (!isCreated(drives, "a")) {
            continue;
          }
          committed++;
          medium.failAt(medium.operations() + then, Fault.POWER_CUT);
          isCreated(drives, "b");
          Drives found = Drives.open(medium.afterPowerCut(), null);
          assertTrue(found.find("a").isPresent(), "operations %d and %d".formatted(at, then));
        }
      }
    }
    assertTrue(committed >= 40, "the second copy is what failed");
  }

  private static boolean isCreated(Drives drives, String name) {
    try {
      drives.create(MinidiskDefinition.of(name, 512));
      return true;
    } catch (InvalidInputException e) {
      return false;
    }
  }

  /// The operating system forgets what it could not write: a later success says nothing about it.
  @Test
  void no_flush_succeeds_after_one_that_failed() throws Exception {
    SimulatedMedium medium = new SimulatedMedium(SEED);
    Drives drives = Drives.in(medium, null, 1, DRIVE);
    Minidisk disk = drives.create(MinidiskDefinition.of("a", 1024));
    disk.write(0, ByteBuffer.allocate(512));
    medium.failAt(medium.operations(), Fault.ERROR);

    assertThrows(IOException.class, disk::flush);
    IOException e = assertThrows(IOException.class, disk::flush);
    assertTrue(String.valueOf(e.getMessage()).contains("open the store again"), e.getMessage());
  }
}
