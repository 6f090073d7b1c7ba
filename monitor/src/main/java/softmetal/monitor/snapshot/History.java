package softmetal.monitor.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.TouchedPages;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.Probe;

/// The past of a machine, to which it can go back: moments that were kept on the way, and what happened between them, which can
/// happen again.
///
/// A moment is told by how many instructions all harts had executed. There are two with the same number: when the last one has just been
/// executed, and in front of the next one, when time may have passed and an interrupt may have come.
///
/// With each moment goes which pages were touched since the one before, so that a search passes by what cannot have it.
///
/// The moments are kept at distances that grow with the distance from the present; how many there are, and what RAM they hold, is bounded.
public final class History implements AutoCloseable {
  private static final long SPACING = 32_000_000;
  private static final int MOST_MOMENTS = 100;
  private static final int MOST_PAGES = 64 * 1024;
  private static final long FIRST_WINDOW = 1_000;

  /// A stretch is so many times as long as the way to the present.
  private static final int GROWTH = 7;

  /// Moments that are kept on the way to where something will be looked at closely: each is so many times as near as the one before.
  private static final int NEARER = 8;

  /// A moment that is so near needs no other one.
  private static final long NEAR = 4_000;

  private final long spacing;
  private final Machine machine;
  private final Drives drives;
  private final Rewindable inputs;
  private final TreeMap<Long, Checkpoint> checkpoints = new TreeMap<>();

  /// What was touched since the machine was at a moment that was kept.
  private final TouchedPages touched = new TouchedPages();

  private long touchedSince;

  /// What was touched between the last moment and the present, while the machine goes back.
  private TouchedPages tail = touched;

  private BooleanSupplier cancelled = () -> false;

  /// @param pages of RAM that it does not share with the one before
  /// @param touched since the one before
  private record Checkpoint(
      long executed, Snapshot snapshot, Rewindable.Mark mark, int pages, TouchedPages touched) {}

  /// Somebody wants the search to end.
  private static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1;

    Cancelled() {
      super("cancelled", null, false, false);
    }
  }

  /// What came of going back.
  public sealed interface Arrival<T> {
    /// The machine is in front of what was looked for.
    record At<T>(T what) implements Arrival<T> {}

    /// There is no such thing: it is where its past begins.
    record AtBeginning<T>() implements Arrival<T> {}

    /// It is where it was.
    record Nowhere<T>() implements Arrival<T> {}
  }

  /// The past begins now.
  ///
  /// @param fork a machine alone on its networks, and with disks that nobody else uses
  /// @param inputs its host
  public History(Fork fork, Rewindable inputs) throws IOException {
    this(fork, inputs, SPACING);
  }

  /// @param spacing instructions between two moments
  History(Fork fork, Rewindable inputs, long spacing) throws IOException {
    this.spacing = spacing;
    this.machine = fork.machine();
    this.drives = fork.drives();
    this.inputs = inputs;
    machine.record(touched);
    restart();
  }

  /// Forgets the past: the machine has been changed, so that what happened would not happen again.
  public void restart() throws IOException {
    forget();
    keep();
  }

  /// Whether it is something recorded that happens, which has an end.
  public boolean isReplay() {
    return inputs.end().isPresent();
  }

  /// Whether all has happened that was recorded.
  public boolean isAtEnd() {
    return machine.executed() >= end();
  }

  private long end() {
    return inputs.end().orElse(Long.MAX_VALUE);
  }

  /// Runs the machine, as [Machine#run] does, and keeps moments on the way.
  ///
  /// @return [Outcome.LimitReached] also at the end of what was recorded
  public Outcome run(long maxInstructions) throws IOException {
    long left = Math.max(0, end() - machine.executed());
    long limit = machine.executed() + Math.min(left, maxInstructions);
    while (true) {
      long next = Math.min(limit, floor(machine.executed()).executed() + spacing);
      Outcome outcome = machine.run(Math.max(0, next - machine.executed()));
      if (!(outcome instanceof Outcome.LimitReached) || machine.executed() >= limit) {
        return outcome;
      }
      keep();
    }
  }

  /// Goes back to the last moment before the present at which something is found.
  ///
  /// @param search looks on at this machine, or at a copy of it, on any thread
  /// @param wanted whether to give up; for any thread
  public <T> Arrival<T> back(Function<Machine, Seeker<T>> search, BooleanSupplier wanted)
      throws IOException {
    long present = machine.executed();
    List<Long> counters = counters();
    cancelled = wanted;
    try {
      return find(search);
    } catch (Cancelled e) {
      cancelled = () -> false;
      goTo(present);
      if (!counters.equals(counters())) {
        toFront();
      }
      return new Arrival.Nowhere<>();
    } finally {
      cancelled = () -> false;
      machine.probe(null);
    }
  }

  private List<Long> counters() {
    return IntStream.range(0, machine.harts()).mapToObj(machine::pc).toList();
  }

  private <T> Arrival<T> find(Function<Machine, Seeker<T>> search) throws IOException {
    Seeker.Found<T> found = findLast(search);
    if (found == null) {
      restore(checkpoints.firstEntry().getValue());
      return new Arrival.AtBeginning<>();
    }
    approach(found.executed());
    if (!found.behind()) {
      toFront();
    }
    return new Arrival.At<>(found.what());
  }

  /// Looks at short stretches first, and at longer ones the further it goes back; in the end at several at a time.
  private <T> Seeker.@Nullable Found<T> findLast(Function<Machine, Seeker<T>> search)
      throws IOException {
    Seeker<T> seeker = search.apply(machine);
    StretchSearch<T> stretches = new StretchSearch<>(search, drives, cancelled);
    long present = machine.executed();
    tail = touchedSinceLastMoment();
    long end = present;
    while (end > checkpoints.firstKey()) {
      long kept = floor(end - 1).executed();
      if (!seeker.mayBeAmong(touchedBefore(end))) {
        end = kept;
        continue;
      }
      long window = FIRST_WINDOW + GROWTH * (present - end);
      if (end < present && window >= end - kept && stretches.isWorthwhile()) {
        return findLast(seeker, stretches, end);
      }
      if (end - kept > NEAR && window < end - kept) {
        approach(end);
        kept = floor(end - 1).executed();
      }
      long begin = Math.max(kept, end - window);
      Seeker.Found<T> found = findLast(seeker, begin, end);
      T here = end == present && machine.executed() == present ? seeker.here() : null;
      if (here != null) {
        return new Seeker.Found<>(present, true, here);
      }
      if (found != null) {
        return found;
      }
      end = begin;
    }
    return null;
  }

  private <T> Seeker.@Nullable Found<T> findLast(
      Seeker<T> seeker, StretchSearch<T> search, long end) throws IOException {
    List<StretchSearch.Stretch> stretches = new ArrayList<>();
    long stretchEnd = end;
    for (Checkpoint before : checkpoints.headMap(end, false).descendingMap().values()) {
      if (seeker.mayBeAmong(touchedBefore(stretchEnd))) {
        Rewindable again = inputs.again(before.mark());
        stretches.add(new StretchSearch.Stretch(before.snapshot(), again, stretchEnd));
      }
      stretchEnd = before.executed();
    }
    StretchSearch.Hit<T> hit = search.last(stretches);
    if (cancelled.getAsBoolean()) {
      throw new Cancelled();
    }
    if (hit == null || hit.isAll()) {
      return hit == null ? null : hit.found();
    }
    long hitEnd = hit.stretch().end();
    return findLast(seeker, checkpoints.lowerKey(hitEnd), hitEnd);
  }

  /// What was touched in the stretch that ends there, or in a longer one.
  private TouchedPages touchedBefore(long end) {
    Map.Entry<Long, Checkpoint> next = checkpoints.ceilingEntry(end);
    return next == null ? tail : next.getValue().touched();
  }

  private TouchedPages touchedSinceLastMoment() {
    TouchedPages copy = touched.copy();
    Map.Entry<Long, Checkpoint> before = checkpoints.lowerEntry(machine.executed());
    if (before != null && before.getKey() < touchedSince) {
      copy.fill();
    }
    return copy;
  }

  /// Where there is so much that it would take long to look at all, the second half comes first.
  private <T> Seeker.@Nullable Found<T> findLast(Seeker<T> seeker, long begin, long end)
      throws IOException {
    goTo(begin);
    seeker.begin();
    runTo(end, seeker);
    Seeker.Found<T> found = seeker.last();
    if (!seeker.hasEnough() || found == null) {
      return found;
    }
    long middle = found.executed() + (end - found.executed()) / 2;
    if (middle <= found.executed()) {
      return found;
    }
    Seeker.Found<T> later = findLast(seeker, middle, end);
    if (later == null) {
      later = findLast(seeker, found.executed() + 1, middle);
    }
    return later == null ? found : later;
  }

  /// Goes where something will be looked at closely, and keeps moments near to it.
  private void approach(long executed) throws IOException {
    for (long distance = spacing / 2; distance > NEAR / 2; distance /= NEARER) {
      if (executed > checkpoints.firstKey()
          && executed - floor(executed - 1).executed() > distance) {
        goTo(executed - distance);
        keep();
      }
    }
    goTo(executed);
  }

  /// Has the last of so many instructions just been executed.
  private void goTo(long executed) throws IOException {
    Checkpoint before = floor(executed);
    if (machine.executed() >= executed || machine.executed() < before.executed()) {
      restore(before);
    }
    runTo(executed, null);
  }

  private void runTo(long executed, @Nullable Seeker<?> seeker) {
    machine.probe(seeker);
    boolean goesOn = true;
    while (goesOn && machine.executed() < executed) {
      goesOn =
          goesOn(machine.run(executed - machine.executed()))
              && (seeker == null || !seeker.hasEnough());
    }
  }

  private boolean goesOn(Outcome outcome) {
    if (cancelled.getAsBoolean()) {
      throw new Cancelled();
    }
    return StretchSearch.goesOn(outcome);
  }

  /// Lets time pass, and interrupts come, until the next instruction is about to be executed.
  private void toFront() {
    InFront inFront = new InFront();
    machine.probe(inFront);
    boolean goesOn = true;
    while (goesOn && !inFront.reached) {
      goesOn = goesOn(machine.run(Long.MAX_VALUE));
    }
  }

  private static final class InFront implements Probe {
    boolean reached;

    @Override
    public boolean before(int hart) {
      reached = true;
      return false;
    }

    @Override
    public boolean after(int hart, Exit exit, Entry entry) {
      return true;
    }
  }

  // ---- moments ----

  private Checkpoint floor(long executed) {
    return Optional.ofNullable(checkpoints.floorEntry(executed))
        .map(Map.Entry::getValue)
        .orElseThrow(() -> new IllegalStateException("before the beginning: " + executed));
  }

  private Checkpoint checkpoint() throws IOException {
    Snapshot snapshot = Snapshot.of(machine);
    Map.Entry<Long, Checkpoint> before = checkpoints.floorEntry(machine.executed());
    int[] pages = new int[1];
    if (before != null) {
      snapshot
          .machine()
          .ram()
          .forEachChange(before.getValue().snapshot().machine().ram(), (_, _) -> pages[0]++);
    }
    return new Checkpoint(
        machine.executed(), snapshot, inputs.mark(), pages[0], touchedSinceLastMoment());
  }

  private void keep() throws IOException {
    if (!checkpoints.containsKey(machine.executed())) {
      Checkpoint added = checkpoint();
      checkpoints.put(added.executed(), added);
      recordAgain();
      while (checkpoints.size() > 2 && isTooMuch()) {
        forgetOne();
      }
    }
  }

  private boolean isTooMuch() {
    return checkpoints.size() > MOST_MOMENTS
        || checkpoints.values().stream().mapToLong(Checkpoint::pages).sum() > MOST_PAGES;
  }

  /// The one that is missed least: it leaves the smallest gap, for its distance from the present.
  private void forgetOne() {
    List<Checkpoint> all = List.copyOf(checkpoints.values());
    Checkpoint least = all.get(1);
    double leastWorth = Double.MAX_VALUE;
    for (int i = 1; i < all.size() - 1; i++) {
      double gap = all.get(i + 1).executed() - all.get(i - 1).executed();
      double distance = Math.abs(machine.executed() - all.get(i).executed()) + NEAR;
      if (gap / distance < leastWorth) {
        least = all.get(i);
        leastWorth = gap / distance;
      }
    }
    checkpoints.remove(least.executed());
    checkpoints.higherEntry(least.executed()).getValue().touched().addAll(least.touched());
    least.snapshot().close();
  }

  private void recordAgain() {
    touched.clear();
    touchedSince = machine.executed();
  }

  private void restore(Checkpoint checkpoint) throws IOException {
    for (int i = 0; i < checkpoint.snapshot().disks().size(); i++) {
      machine.disks().get(i).revertTo(checkpoint.snapshot().disks().get(i).image());
    }
    machine.revert(checkpoint.snapshot().machine());
    inputs.rewind(checkpoint.mark());
    recordAgain();
  }

  private void forget() {
    checkpoints.values().forEach(checkpoint -> checkpoint.snapshot().close());
    checkpoints.clear();
  }

  @Override
  public void close() {
    machine.record(null);
    forget();
  }
}
