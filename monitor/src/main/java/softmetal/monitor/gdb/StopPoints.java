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
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Probe;
import softmetal.monitor.privileged.VirtualCpu;

/// Where the machine is to stop: breakpoints, watchpoints, and the ends of single steps.
///
/// Nothing of it is in the guest's memory: a probe compares program counters and the addresses of accesses, all of them virtual.
final class StopPoints implements Probe {
  /// What a hart is to do.
  enum Motion {
    GO,
    STEP,
    STAY
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

  /// Breakpoints alone need no look at anything between them.
  @Override
  public @Nullable Set<Long> places() {
    boolean allGo = Arrays.stream(motions).allMatch(motion -> motion == Motion.GO);
    if (!watchpoints.isEmpty() || !allGo) {
      return null;
    }
    Set<Long> places = new HashSet<>(software);
    places.addAll(hardware);
    return places;
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
    boolean isHardware = hardware.contains(state.pc);
    if (isHardware || software.contains(state.pc)) {
      stop = new Stop.AtBreakpoint(hart, isHardware);
      return false;
    }
    retired[hart] = state.retired;
    hit[hart] = watchpoints.isEmpty() ? null : findHit(cpu);
    return true;
  }

  private @Nullable Watchpoint findHit(VirtualCpu cpu) {
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
