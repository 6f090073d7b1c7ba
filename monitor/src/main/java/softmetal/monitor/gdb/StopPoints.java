package softmetal.monitor.gdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Decoded;
import softmetal.monitor.debug.MemoryAccess;
import softmetal.monitor.debug.Words;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.WatchedRange;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Probe;
import softmetal.monitor.privileged.VirtualCpu;
import softmetal.monitor.snapshot.Seeker;

/// Where the machine is to stop: breakpoints, watchpoints, and the ends of single steps.
///
/// Nothing of it is in the guest's memory: a probe compares program counters and the addresses of accesses, all of them virtual.
final class StopPoints implements Probe {
  /// What a hart is to do.
  enum Motion {
    GO,
    STEP,
    STAY,

    /// Go, and pass all breakpoints and watchpoints.
    FOLLOW
  }

  private final Machine machine;
  private final Words words;
  private final Set<Long> software = new HashSet<>();
  private final Set<Long> hardware = new HashSet<>();
  private final List<Watchpoint> watchpoints = new ArrayList<>();
  private final Motion[] motions;
  private final long[] retired;
  private final long[] firstPc;
  private final @Nullable Watchpoint[] hit;
  private @Nullable Stop stop;

  StopPoints(Machine machine) {
    this.machine = machine;
    words = new Words(machine.instructionSet());
    motions = new Motion[machine.harts()];
    retired = new long[machine.harts()];
    firstPc = new long[machine.harts()];
    hit = new @Nullable Watchpoint[machine.harts()];
    allGo();
  }

  void insertBreakpoint(long address, boolean inHardware) {
    (inHardware ? hardware : software).add(address);
  }

  void removeBreakpoint(long address, boolean inHardware) {
    (inHardware ? hardware : software).remove(address);
  }

  void insert(Watchpoint watchpoint) {
    remove(watchpoint);
    watchpoints.add(watchpoint);
  }

  void remove(Watchpoint watchpoint) {
    watchpoints.remove(watchpoint);
  }

  void clear() {
    software.clear();
    hardware.clear();
    watchpoints.clear();
    allGo();
  }

  void allGo() {
    Arrays.fill(motions, Motion.GO);
  }

  void move(int hart, Motion motion) {
    motions[hart] = motion;
  }

  /// To be called before the machine goes on.
  void begin() {
    stop = null;
    for (int hart = 0; hart < motions.length; hart++) {
      firstPc[hart] = machine.pc(hart);
      hit[hart] = null;
    }
  }

  /// Whether the machine can run without looking at every instruction.
  boolean areIdle() {
    return software.isEmpty()
        && hardware.isEmpty()
        && watchpoints.isEmpty()
        && Arrays.stream(motions).allMatch(motion -> motion == Motion.GO);
  }

  /// Breakpoints and watchpoints alone need no look at anything between them.
  @Override
  public @Nullable Set<Long> places() {
    boolean goes =
        Arrays.stream(motions).allMatch(motion -> motion == Motion.GO || motion == Motion.FOLLOW);
    return goes ? breakpoints() : null;
  }

  private Set<Long> breakpoints() {
    Set<Long> places = new HashSet<>(software);
    places.addAll(hardware);
    return places;
  }

  @Override
  public List<WatchedRange> ranges() {
    return ranges(watchpoints);
  }

  private static List<WatchedRange> ranges(List<Watchpoint> watchpoints) {
    return watchpoints.stream().map(Watchpoint::range).toList();
  }

  /// The last time before the present that the machine stood in front of a breakpoint, or behind an instruction that accessed what is
  /// watched: gdb for RISC-V then makes the step that is due, which is the one back to where it has not been accessed.
  ///
  /// @param observed the machine, or a copy of it
  Seeker<Stop> lastStop(Machine observed) {
    return new Seeker<>() {
      private final Set<Long> places = breakpoints();
      private final Set<Long> inHardware = Set.copyOf(hardware);
      private final List<Watchpoint> watched = List.copyOf(watchpoints);
      private final Words decoder = new Words(observed.instructionSet());
      private final long[] retiredBefore = new long[observed.harts()];
      private final @Nullable Watchpoint[] found = new @Nullable Watchpoint[observed.harts()];

      @Override
      public boolean before(int hart) {
        VirtualCpu cpu = observed.cpu(hart);
        retiredBefore[hart] = cpu.registers().retired;
        found[hart] = watched.isEmpty() ? null : findHit(watched, decoder, cpu);
        long pc = observed.pc(hart);
        return !places.contains(pc)
            || foundInFront(
                observed.executed(), new Stop.AtBreakpoint(hart, inHardware.contains(pc)));
      }

      @Override
      public boolean after(int hart, Exit exit, Entry entry) {
        Watchpoint watchpoint = found[hart];
        return watchpoint == null
            || observed.cpu(hart).registers().retired == retiredBefore[hart]
            || foundBehind(
                observed.executed(),
                new Stop.AtWatchpoint(hart, watchpoint.kind(), watchpoint.address()));
      }

      @Override
      public Set<Long> places() {
        return places;
      }

      @Override
      public List<WatchedRange> ranges() {
        return StopPoints.ranges(watched);
      }
    };
  }

  /// The last time that a hart executed an instruction, or trapped at one, or was interrupted.
  Seeker<Stop> lastStep(Machine observed, int wanted) {
    long present = machine.pc(wanted);
    return new Seeker<>() {
      private long executed;

      @Override
      protected @Nullable Stop here() {
        return observed.pc(wanted) == present ? null : new Stop.Stepped(wanted);
      }

      @Override
      public boolean before(int hart) {
        executed = observed.executed();
        return true;
      }

      @Override
      public boolean after(int hart, Exit exit, Entry entry) {
        return hart != wanted
            || observed.executed() == executed
            || foundInFront(executed, new Stop.Stepped(hart));
      }
    };
  }

  /// Why the machine was stopped here, if it was.
  @Nullable Stop stop() {
    return stop;
  }

  @Override
  public boolean mayRun(int hart) {
    return motions[hart] != Motion.STAY;
  }

  @Override
  public boolean before(int hart) {
    VirtualCpu cpu = machine.cpu(hart);
    HartState state = cpu.registers();
    if (motions[hart] == Motion.STEP && state.pc != firstPc[hart]) {
      // An interrupt came before the instruction: the first of its handler is where it stops.
      stop = new Stop.Stepped(hart);
      return false;
    }
    retired[hart] = state.retired;
    hit[hart] = null;
    if (motions[hart] == Motion.FOLLOW) {
      return true;
    }
    boolean isHardware = hardware.contains(state.pc);
    if (isHardware || software.contains(state.pc)) {
      stop = new Stop.AtBreakpoint(hart, isHardware);
      return false;
    }
    hit[hart] = watchpoints.isEmpty() ? null : findHit(watchpoints, words, cpu);
    return true;
  }

  private static @Nullable Watchpoint findHit(
      List<Watchpoint> watchpoints, Words words, VirtualCpu cpu) {
    HartState state = cpu.registers();
    Decoded instruction = words.decode(cpu.codeAt(state.pc));
    MemoryAccess access =
        instruction == null ? null : MemoryAccess.of(instruction, state, cpu.xlen());
    if (access != null) {
      for (Watchpoint watchpoint : watchpoints) {
        if (watchpoint.isHitBy(access)) {
          return watchpoint;
        }
      }
    }
    return null;
  }

  @Override
  public boolean after(int hart, Exit exit, Entry entry) {
    boolean hasRetired = machine.cpu(hart).registers().retired != retired[hart];
    Watchpoint watchpoint = hit[hart];
    if (watchpoint != null && hasRetired) {
      stop = new Stop.AtWatchpoint(hart, watchpoint.kind(), watchpoint.address());
      return false;
    }
    if (motions[hart] == Motion.STEP && (hasRetired || entry instanceof Entry.Deliver)) {
      stop = new Stop.Stepped(hart);
      return false;
    }
    return true;
  }
}
