package softmetal.monitor.machine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.isa.Decoded;
import softmetal.isa.InstructionSet;
import softmetal.monitor.debug.ExplainTraps;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.debug.MemoryAccess;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.debug.Witness;
import softmetal.monitor.debug.Words;
import softmetal.monitor.device.Device;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.hart.CodeCache;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.TouchedPages;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.hart.Trap.Cause;
import softmetal.monitor.hart.WatchedRange;
import softmetal.monitor.memory.AddressMap.Range;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.RamImage;
import softmetal.monitor.memory.Width;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.Port;
import softmetal.monitor.privileged.Interrupt;
import softmetal.monitor.privileged.VirtualCpu;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.Payload;
import softmetal.monitor.state.Restorable;
import softmetal.monitor.state.StateHash;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// One virtual machine: a board with RAM and harts, and the run loop.
///
/// The guest raises questions ([Exit]), the monitor answers them ([Entry]). Everything happens on the thread that calls [#run]; only
/// [#pause] is for others. Harts take turns: virtual time passes by one tick when each has had one instruction.
public final class Machine implements AutoCloseable {
  /// Where the first byte of RAM is.
  public static final long RAM_BASE = Board.RAM_BASE;

  /// How long one hart of several runs before it is the next one's turn.
  private static final long TURN_TICKS = 1_000;

  /// How long a machine runs before it looks for console input.
  private static final long POLL_TICKS = 100_000;

  private final MachineDefinition definition;
  private final Host host;
  private final Ram ram;
  private final List<Witness.Source> witnessSources = new ArrayList<>();

  /// For each hart; empty while nobody looks on.
  private List<List<Witness>> witnesses = List.of();

  private @Nullable Probe probe;
  private @Nullable Probe tracer;
  private @Nullable Tracing tracing;

  /// Whether the probe looks at every instruction.
  private boolean probesEach;

  /// Else where it looks.
  private Set<Long> stops = Set.of();

  /// And at which accesses.
  private List<WatchedRange> ranges = List.of();

  private @Nullable Words words;
  private @Nullable TouchedPages touched;

  private @Nullable Boot boot;
  private Board board;
  private int turn;

  /// Steps that are left of it; 0 when the next one begins.
  private long turnLeft;

  private long retiredBeforeReset;
  private long trapped;
  private long untilTicks = Long.MAX_VALUE;
  private volatile boolean pauseRequested;

  public Machine(MachineDefinition definition, Host host) throws IOException {
    this(definition, host, Ram.allocate(Board.RAM_BASE, definition.memoryBytes()), 0);
  }

  private Machine(MachineDefinition definition, Host host, Ram ram, long ticksBefore) {
    this.definition = definition;
    this.host = host;
    this.ram = ram;
    this.board = new Board(definition, host, ram, ticksBefore);
  }

  /// A machine that goes on where another one was saved. Its RAM costs nothing until it is written; its networks are copies, on which
  /// it is alone.
  ///
  /// @param disks those that the saved one had, with the contents that they had then
  /// @throws InvalidStateException when that is no state that a machine can be in
  /// @throws IOException when the host has no room
  public static Machine restore(MachineState state, List<Minidisk> disks, Host host)
      throws IOException {
    Map<EthernetSwitch, List<Port>> twins = new HashMap<>();
    return restore(state, disks, host, saved -> twins.computeIfAbsent(saved, EthernetSwitch::twin));
  }

  /// Likewise, one of several that go on together from one moment of all of them, see [MachineState#isOneMomentWith].
  ///
  /// @param networks for a switch of the saved machine, the ports of its twin ([EthernetSwitch#twin]), the same ones for all that are on it
  public static Machine restore(
      MachineState state,
      List<Minidisk> disks,
      Host host,
      Function<EthernetSwitch, List<Port>> networks)
      throws IOException {
    MachineDefinition saved = state.definition();
    MachineDefinition definition =
        saved.withDisks(disks).withOptions(saved.options().withSwitches(networks));
    Machine machine =
        new Machine(definition, host, Ram.of(Board.RAM_BASE, state.ram()), state.ticksBefore());
    try {
      machine.load(state);
      return machine;
    } catch (RuntimeException | Error e) {
      machine.close();
      throw e;
    }
  }

  private void load(MachineState state) {
    Boot loaded = state.boot().orElse(null);
    if (loaded != null) {
      try {
        check(loaded);
      } catch (InvalidInputException e) {
        throw new InvalidStateException("what was booted does not fit: " + e.getMessage());
      }
      board.equip(loaded);
      boot = loaded;
    }
    List<Restorable> parts = parts();
    if (state.payloads().size() != parts.size()) {
      throw new InvalidStateException(
          "%d parts are saved, and the machine has %d"
              .formatted(state.payloads().size(), parts.size()));
    }
    for (int i = 0; i < parts.size(); i++) {
      Payload payload = state.payloads().get(i);
      if (!payload.name().equals(parts.get(i).name())) {
        throw new InvalidStateException(
            "`%s` is saved where `%s` belongs".formatted(payload.name(), parts.get(i).name()));
      }
      payload.loadInto(parts.get(i));
    }
  }

  /// This moment of the machine, which can go on afterwards as if nothing had been. Not while it runs.
  public MachineState save() {
    board.cores().forEach(Core::settle);
    List<Payload> payloads = parts().stream().map(Payload::of).toList();
    RamImage image = ram.freeze();
    board.codeCache().markClean();
    return new MachineState(
        definition, Optional.ofNullable(boot), board.ticksBefore(), image, payloads);
  }

  /// Goes to another moment of this very machine, one that [#save] has given; its networks too, so that it must be alone there.
  /// Not while it runs.
  ///
  /// @param state of which the disks have been put back already, see [Minidisk#revertTo]
  public void revert(MachineState state) {
    ram.revertTo(state.ram());
    board = new Board(definition, host, ram, state.ticksBefore());
    load(state);
    watchAgain();
  }

  private List<Restorable> parts() {
    List<Restorable> parts = new ArrayList<>();
    parts.add(new Turns());
    parts.addAll(board.restorables());
    return parts;
  }

  /// Whose turn it is.
  private final class Turns implements Restorable {
    @Override
    public String name() {
      return "machine";
    }

    @Override
    public int version() {
      return 1;
    }

    /// The hart whose turn it is; how many steps are left of that; the instructions retired before the last reset; those that trapped.
    @Override
    public void save(StateOutput output) {
      output.putInt(turn);
      output.putLongs(turnLeft, retiredBeforeReset, trapped);
    }

    @Override
    public void load(StateInput input) {
      turn = input.getInt("the hart whose turn it is", 0, harts() - 1);
      turnLeft = input.getLong("what is left of a turn", 0, POLL_TICKS);
      retiredBeforeReset = input.getLong("the instructions retired", 0, Long.MAX_VALUE / 4);
      trapped = input.getLong("the instructions trapped", 0, Long.MAX_VALUE / 4);
    }
  }

  /// Puts a kernel into RAM and every hart at its entry, in M mode, with its number in a0 and the address of the device
  /// tree in a1.
  ///
  /// @throws InvalidInputException when a part of the kernel, or its entry, is not in RAM
  public void load(Executable executable) throws InvalidInputException {
    load(Boot.of(executable));
  }

  /// Puts all that is to be there into RAM, and every hart at its beginning.
  ///
  /// @throws InvalidInputException when something is not in RAM, or two things at the same place
  public void load(Boot wanted) throws InvalidInputException {
    check(wanted);
    boot = wanted;
    board.boot(wanted);
  }

  private void check(Boot wanted) throws InvalidInputException {
    if (wanted.firmware() instanceof Firmware.Image(Executable program)) {
      checkFits(program);
    }
    if (wanted.kernel().isPresent()) {
      checkFits(wanted.kernel().get());
    }
    checkApart(wanted);
  }

  /// The device tree that a guest gets, as a flattened blob.
  public byte[] deviceTree(Boot wanted) {
    return board.deviceTree(wanted);
  }

  /// Programs, initial RAM disk and device tree must not lie over each other.
  private void checkApart(Boot wanted) throws InvalidInputException {
    List<Placed> all = new ArrayList<>();
    if (wanted.firmware() instanceof Firmware.Image(Executable program)) {
      addSegments(all, "the firmware " + program.name(), program);
    }
    wanted.kernel().ifPresent(kernel -> addSegments(all, "the kernel " + kernel.name(), kernel));
    board
        .ramdisk(wanted)
        .ifPresent(span -> all.add(new Placed("the initial RAM disk", span.start(), span.end())));
    int tree = board.deviceTree(wanted).length;
    long treeAddress = board.deviceTreeAddress(tree);
    all.add(new Placed("the device tree", treeAddress, treeAddress + tree));
    all.sort(Comparator.comparingLong(Placed::start));
    SourceSpan file = SourceText.binary(wanted.first().name()).whole();
    for (int i = 0; i < all.size(); i++) {
      Placed placed = all.get(i);
      if (!board.dma().contains(placed.start(), placed.end() - placed.start())) {
        throw new InvalidInputException(
            Problem.NO_ROOM_IN_RAM.at(
                file,
                placed.what(),
                placed.start(),
                placed.end(),
                ram.base(),
                ram.base() + ram.size()));
      }
      if (i > 0 && all.get(i - 1).end() > placed.start()) {
        Placed before = all.get(i - 1);
        throw new InvalidInputException(
            Problem.OVERLAP_IN_RAM.at(
                file,
                before.what(),
                before.start(),
                before.end(),
                placed.what(),
                placed.start(),
                placed.end()));
      }
    }
  }

  private record Placed(String what, long start, long end) {}

  private void addSegments(List<Placed> all, String what, Executable executable) {
    for (Segment segment : executable.segments()) {
      // Memory that only has to be zero may be large, and is often all the rest of RAM.
      long start = Math.max(segment.physicalAddress(), ram.base());
      long end = segment.physicalAddress() + segment.contents().length;
      if (start < end) {
        all.add(new Placed(what, start, end));
      }
    }
  }

  private void checkFits(Executable executable) throws InvalidInputException {
    SourceSpan file = SourceText.binary(executable.name()).whole();
    int bits = definition.instructionSet().xlen().bits();
    if (executable.bits() != 0 && executable.bits() != bits) {
      throw new InvalidInputException(Problem.WRONG_WIDTH.at(file, executable.bits(), bits));
    }
    long end = ram.base() + ram.size();
    for (Segment segment : executable.segments()) {
      long segmentEnd = segment.physicalAddress() + segment.memorySize();
      boolean touchesRam = segment.physicalAddress() < end && segmentEnd > ram.base();
      if (segment.memorySize() > 0 && (!touchesRam || segmentEnd > end)) {
        throw new InvalidInputException(
            Problem.OUTSIDE_RAM
                .at(file, segment.physicalAddress(), segmentEnd, ram.base(), end)
                .note(
                    segment.physicalAddress() >= ram.base() && segment.physicalAddress() < end
                        ? "a machine with more memory has room for it (--memory)"
                        : "a kernel is linked to addresses in RAM (-Ttext=%#x, or a linker script)"
                            .formatted(ram.base())));
      }
    }
    if (executable.entry() % 2 != 0) {
      throw new InvalidInputException(Problem.ENTRY_ODD.at(file, executable.entry()));
    }
    if (!board.dma().contains(executable.entry(), 2)) {
      throw new InvalidInputException(
          Problem.ENTRY_OUTSIDE_RAM.at(file, executable.entry(), ram.base(), end));
    }
  }

  /// Explains the exits of all harts from now on, a line each.
  ///
  /// @param output takes each line, without its end; behind a number when there are several harts
  public void explain(SymbolTable symbols, Detail detail, Consumer<String> output) {
    attend((hart, cpu) ->
        new ExplainTraps(
            cpu,
            cpu.registers(),
            symbols,
            this::describe,
            detail,
            harts() == 1 ? output : line -> output.accept("hart %d %s".formatted(hart, line))));
  }

  /// Has somebody look on at every exit from now on.
  public void attend(Witness.Source source) {
    witnessSources.add(source);
    if (witnesses.isEmpty()) {
      witnesses = board.cores().stream().<List<Witness>>map(_ -> new ArrayList<>()).toList();
    }
    for (Core core : board.cores()) {
      Witness witness = source.watch(core.number(), core.cpu());
      core.cpu().observe(witness);
      witnesses.get(core.number()).add(witness);
    }
  }

  /// Has somebody look at every instruction from now on; null for nobody.
  public void probe(@Nullable Probe newProbe) {
    Probe trace = tracer;
    if (newProbe == null || trace == null) {
      probe = newProbe == null ? trace : newProbe;
    } else {
      probe = new Probes(newProbe, trace);
    }
  }

  /// Writes down what happens, from now on.
  ///
  /// @param output takes each line, without its end
  public void trace(TraceSettings settings, SymbolTable symbols, Consumer<String> output) {
    Tracer newTracer = new Tracer(this, settings, symbols, output);
    attend(newTracer);
    tracing = newTracer;
    if (settings.needsProbe()) {
      tracer = newTracer;
      probe(null);
    }
  }

  /// The last trace that was asked for.
  public Optional<Tracing> tracing() {
    return Optional.ofNullable(tracing);
  }

  /// Goes on until something ends it.
  ///
  /// @param maxInstructions how many instructions all harts together may execute: those that retire, and those that trap
  public Outcome run(long maxInstructions) {
    long limit = saturatedSum(executed(), maxInstructions);
    Set<Long> places = probe == null ? null : probe.places();
    probesEach = probe != null && places == null;
    stops = places == null ? Set.of() : places;
    ranges = places == null || probe == null ? List.of() : probe.ranges();
    try {
      while (true) {
        if (pauseRequested) {
          pauseRequested = false;
          return new Outcome.Paused();
        }
        Outcome outcome = board.outcome();
        if (outcome != null) {
          return outcome;
        }
        long remaining = limit - executed();
        if (remaining <= 0 || board.ticks() >= untilTicks) {
          return new Outcome.LimitReached();
        }
        if (board.resetRequested()) {
          reset();
        }
        if (board.cores().stream().allMatch(this::isIdle)) {
          if (!idle() && !pauseRequested) {
            return new Outcome.WaitingForEver();
          }
        } else {
          takeTurn(remaining);
        }
      }
    } catch (RuntimeException | VirtualMachineError failure) {
      return new Outcome.Failed(failure);
    }
  }

  /// Goes on until something ends it, or it has run for so much virtual time altogether.
  ///
  /// @return [Outcome.LimitReached] when that time has come
  Outcome runUntil(long ticks) {
    untilTicks = ticks;
    stopInTime();
    try {
      return run(Long.MAX_VALUE);
    } finally {
      untilTicks = Long.MAX_VALUE;
      board.timeIsUp().cancel();
    }
  }

  /// No turn of a hart, and no jump of idle time, passes an event.
  private void stopInTime() {
    if (untilTicks != Long.MAX_VALUE) {
      board.timeIsUp().set(board.clockTicks(untilTicks));
    }
  }

  /// Whether all harts wait, and nothing is to come that they could wait for.
  boolean waitsForEver() {
    return board.cores().stream().allMatch(Core::isWaiting)
        && board.clock().nextEventTicks() == Long.MAX_VALUE;
  }

  /// Makes a running machine stop soon. For any thread, and for callbacks of [Host].
  public void pause() {
    pauseRequested = true;
    board.cores().forEach(core -> core.hart().interrupt());
    host.wake();
  }

  /// Resets the machine as the guest could through the test finisher.
  public void reset() {
    turn = 0;
    turnLeft = 0;
    retiredBeforeReset = retired();
    board = new Board(definition, host, ram, board.ticks());
    stopInTime();
    watchAgain();
    if (boot != null) {
      board.boot(boot);
    }
  }

  /// Has `newTouched` know from now on which pages the harts touch; null for nobody. After each [#save], a page that was touched before is
  /// told of again.
  public void record(@Nullable TouchedPages newTouched) {
    touched = newTouched;
    board.codeCache().record(newTouched);
  }

  /// A new board has new harts to look at.
  private void watchAgain() {
    board.codeCache().record(touched);
    witnesses = List.of();
    List<Witness.Source> sources = List.copyOf(witnessSources);
    witnessSources.clear();
    sources.forEach(this::attend);
  }

  /// Whether somebody looks on who would tell again what happens again.
  public boolean isWatched() {
    return !witnessSources.isEmpty();
  }

  private boolean idle() {
    if (board.feedConsole(true)) {
      return true;
    }
    long next = board.clock().nextEventTicks();
    if (!host.idle(board.clock().ticks(), next)) {
      return false;
    }
    if (board.feedConsole(true)) {
      return true;
    }
    if (next == Long.MAX_VALUE) {
      return false;
    }
    board.advanceTo(next);
    return true;
  }

  /// Lets the next hart run, for its share of virtual time or until the next event. A turn that was cut short, because somebody paused
  /// the machine, goes on as if nothing had been.
  private void takeTurn(long maxInstructions) {
    List<Core> cores = board.cores();
    int harts = cores.size();
    if (turnLeft == 0) {
      board.feedConsole(false);
      turnLeft = Math.min(board.stepsUntilNextEvent(), harts == 1 ? POLL_TICKS : TURN_TICKS);
    }
    Core core = cores.get(turn);
    if (!isIdle(core)) {
      turnLeft = Math.max(0, turnLeft - runCore(core, Math.min(turnLeft, maxInstructions)));
    }
    if (harts == 1) {
      turnLeft = core.isWaiting() ? 0 : turnLeft;
    } else if (isIdle(core) || turnLeft == 0) {
      board.passSteps(turnLeft);
      turnLeft = 0;
      core.hart().cancelReservation();
      turn = (turn + 1) % harts;
    }
  }

  private boolean isIdle(Core core) {
    return core.isWaiting() || (probe != null && !probe.mayRun(core.number()));
  }

  /// Runs one hart for at most `steps` instructions, answering its exits.
  ///
  /// @return how many it executed
  private long runCore(Core core, long steps) {
    // An instruction that was finished when the machine was saved.
    long used = pass(core);
    board.codeCache().stopAt(stops);
    board.codeCache().stopBeforeAccess(ranges);
    boolean unobserved = witnesses.isEmpty() && !probesEach;
    core.hart().attend(unobserved ? core.cpu().quickAnswers() : null);
    while (used < steps && !core.isWaiting() && !pauseRequested && !board.hasNews()) {
      if (probe != null) {
        // What looks at registers wants to see them as they are.
        core.settle();
        used += pass(core);
        if (used >= steps) {
          break;
        }
      }
      long budget = core.cpu().budget(Math.min(steps - used, board.stepsUntilNextEvent()));
      Optional<Interrupt> interrupt = core.cpu().pendingInterrupt();
      if (interrupt.isPresent()) {
        if (core.next() instanceof Entry.Resume) {
          core.next(core.cpu().deliver(interrupt.get()));
        } else {
          // First finish the instruction that the last exit was about.
          budget = 1;
        }
      }
      boolean looks = false;
      if (probe != null) {
        // The handler of an interrupt is a place like any other.
        core.settle();
        looks = probesEach || stops.contains(core.hart().state().pc) || isAccess(core);
        if (looks) {
          budget = 1;
          if (!probe.before(core.number())) {
            pauseRequested = true;
            break;
          }
        }
      }
      Exit exit = core.hart().run(core.next(), budget);
      used += pass(core);
      Entry entry = witnesses.isEmpty() ? answer(core, exit) : answerWatched(core, exit);
      core.next(entry);
      used += pass(core);
      if (entry instanceof Entry.Deliver) {
        // It retires nothing, but takes time: else a handler that cannot be fetched would trap for
        // ever in no time.
        core.settle();
        trapped++;
        board.passSteps(1);
        used++;
      }
      if ((looks || pauseRequested) && !board.hasNews()) {
        core.settle();
        used += pass(core);
        if (probe != null && looks && !probe.after(core.number(), exit, entry)) {
          pauseRequested = true;
        }
      }
    }
    return used;
  }

  /// Whether the next instruction of a hart accesses what is watched.
  private boolean isAccess(Core core) {
    if (ranges.isEmpty()) {
      return false;
    }
    Words decoder = words;
    if (decoder == null) {
      decoder = new Words(definition.instructionSet());
      words = decoder;
    }
    HartState state = core.hart().state();
    Decoded instruction = decoder.decode(core.cpu().codeAt(state.pc));
    MemoryAccess access =
        instruction == null ? null : MemoryAccess.of(instruction, state, core.cpu().xlen());
    return access != null
        && ranges.stream()
            .anyMatch(range ->
                (access.loads() && range.loads() || access.stores() && range.stores())
                    && access.touches(range.address(), range.length()));
  }

  private Entry answerWatched(Core core, Exit exit) {
    List<Witness> present = witnesses.get(core.number());
    for (Witness witness : present) {
      witness.exiting(exit);
    }
    Entry entry = answer(core, exit);
    for (Witness witness : present) {
      witness.entering(exit, entry);
    }
    return entry;
  }

  private long pass(Core core) {
    long newlyTrapped = core.newlyTrapped();
    trapped += newlyTrapped;
    long steps = core.newlyRetired() + newlyTrapped;
    board.passSteps(steps);
    return steps;
  }

  private Entry answer(Core core, Exit exit) {
    VirtualCpu cpu = core.cpu();
    return switch (exit) {
      case Exit.Privileged privileged -> cpu.answer(privileged);
      case Exit.EnvironmentCall call -> board.environmentCall(core, call);
      case Exit.Trapped(Trap trap) -> cpu.trap(trap);
      case Exit.TlbMiss miss -> cpu.answer(miss);
      case Exit.DeviceRead(long address, long virtualAddress, Width width) -> {
        Range<Device> device = board.bus().deviceAt(address, width);
        yield device == null
            ? cpu.trap(new Trap(Cause.LOAD_ACCESS_FAULT, virtualAddress))
            : new Entry.Loaded(device.value().read((int) (address - device.start()), width));
      }
      case Exit.DeviceWrite(long address, long virtualAddress, Width width, long value) -> {
        Range<Device> device = board.bus().deviceAt(address, width);
        if (device == null) {
          yield cpu.trap(new Trap(Cause.STORE_ACCESS_FAULT, virtualAddress));
        }
        device.value().write((int) (address - device.start()), width, width.truncate(value));
        board.written(device.value());
        yield new Entry.Completed();
      }
      case Exit.Preempted() -> new Entry.Resume();
    };
  }

  /// Instructions that all harts have retired.
  public long retired() {
    return retiredBeforeReset
        + board.cores().stream().mapToLong(core -> core.hart().state().retired).sum();
  }

  /// Instructions that all harts have executed: those that retired, and those that trapped.
  public long executed() {
    return retired() + trapped;
  }

  public int harts() {
    return definition.harts();
  }

  /// How much virtual time has passed, in all.
  public long ticks() {
    return board.ticks();
  }

  /// In the order of their slots.
  public List<Minidisk> disks() {
    return definition.disks();
  }

  /// The virtual mode of a hart: `M`, `S` or `U`.
  public String mode(int hart) {
    return board.cores().get(hart).cpu().mode().letter();
  }

  /// The program counter of a hart.
  public long pc(int hart) {
    return board.cores().get(hart).hart().state().pc;
  }

  /// What the harts execute.
  public InstructionSet instructionSet() {
    return definition.instructionSet();
  }

  /// The virtual CPU of a hart, until the machine is reset.
  public VirtualCpu cpu(int hart) {
    return board.cores().get(hart).cpu();
  }

  /// The hart whose turn it is.
  public int turn() {
    return turn;
  }

  /// The decoded instructions of the machine, until it is reset: for those who watch what the guest does to them.
  public CodeCache codeCache() {
    return board.codeCache();
  }

  /// RAM, by physical address.
  public Dma dma() {
    return board.dma();
  }

  /// What is at a physical address, for people: `uart0+0x5`.
  public String describe(long physicalAddress) {
    return board.bus().describe(physicalAddress);
  }

  /// The device at a physical address, or null.
  public @Nullable Range<Device> deviceAt(long physicalAddress) {
    return board.bus().deviceAt(physicalAddress, Width.BYTE);
  }

  /// A copy of RAM, by physical address.
  ///
  /// @throws IllegalArgumentException when not all of it is RAM
  public byte[] readMemory(long physicalAddress, int length) {
    byte[] bytes = new byte[length];
    if (!board.dma().read(physicalAddress, bytes, 0, length)) {
      throw new IllegalArgumentException(
          "%d bytes at %#x are not all RAM".formatted(length, physicalAddress));
    }
    return bytes;
  }

  /// A fingerprint of everything that a guest could observe: 64 hexadecimal digits.
  public String stateHash() {
    // What a hart has been answered, and has not taken yet, must not look like another state.
    board.cores().forEach(Core::settle);
    return StateHash.of(board.components());
  }

  @Override
  public void close() {
    ram.close();
  }

  private static long saturatedSum(long a, long b) {
    return a + b < a ? Long.MAX_VALUE : a + b;
  }
}
