package softmetal.monitor.machine;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Csr;
import softmetal.isa.Decoded;
import softmetal.isa.Disassembler;
import softmetal.isa.Xlen;
import softmetal.monitor.debug.Hexadecimal;
import softmetal.monitor.debug.MemoryAccess;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.debug.TraceSettings.EventClass;
import softmetal.monitor.debug.TraceSettings.Moment;
import softmetal.monitor.debug.Witness;
import softmetal.monitor.debug.Words;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.Interrupt;
import softmetal.monitor.privileged.Mode;
import softmetal.monitor.privileged.VirtualCpu;

/// Writes what happens to a file for tools: a line an event, with columns between tabs. docs/tracing.md describes them.
final class Tracer implements Probe, Witness.Source, Tracing {
  private final Machine machine;
  private final TraceSettings settings;
  private final SymbolTable symbols;
  private final Consumer<String> output;
  private final Words words;
  private final Disassembler disassembler;
  private final Hexadecimal hexadecimal;
  private final Xlen xlen;
  private boolean on;

  // Of the instruction that is being executed, for each hart.
  private final long[] pcs;
  private final long[] counts;
  private final String[] modes;
  private final @Nullable Decoded[] instructions;
  private final @Nullable MemoryAccess[] accesses;
  private final OptionalLong[] places;

  /// @param output takes each line, without its end
  Tracer(Machine machine, TraceSettings settings, SymbolTable symbols, Consumer<String> output) {
    this.machine = machine;
    this.settings = settings;
    this.symbols = symbols;
    this.output = output;
    int harts = machine.harts();
    words = new Words(machine.instructionSet());
    disassembler = new Disassembler(machine.instructionSet());
    xlen = machine.instructionSet().xlen();
    hexadecimal = new Hexadecimal(xlen);
    pcs = new long[harts];
    counts = new long[harts];
    modes = new String[harts];
    instructions = new @Nullable Decoded[harts];
    accesses = new @Nullable MemoryAccess[harts];
    places = new OptionalLong[harts];
    on = settings.start().isEmpty();
    output.accept("# softmetal trace 1");
    output.accept("# class\thart\tcount\tmode\tpc\tsymbol\tdetails");
  }

  @Override
  public boolean isOn() {
    return on;
  }

  @Override
  public void set(boolean wanted) {
    on = wanted;
  }

  private boolean tells(EventClass wanted, long pc) {
    return on && settings.classes().contains(wanted) && settings.includes(xlen.zeroExtend(pc));
  }

  private void tell(EventClass kind, int hart, long count, String mode, long pc, String details) {
    output.accept(
        "%c\t%d\t%d\t%s\t%s\t%s\t%s"
            .formatted(
                kind.name().charAt(0),
                hart,
                count,
                mode,
                hexadecimal.of(pc),
                symbols.describe(pc),
                details));
  }

  // ---- every instruction ----

  @Override
  public boolean before(int hart) {
    VirtualCpu cpu = machine.cpu(hart);
    HartState state = cpu.registers();
    pcs[hart] = state.pc;
    counts[hart] = state.retired;
    if (!on && isNow(settings.start(), state)) {
      on = true;
    }
    if (on && isNow(settings.stop(), state)) {
      on = false;
    }
    if (on && settings.includes(xlen.zeroExtend(state.pc))) {
      Decoded instruction = words.decode(cpu.codeAt(state.pc));
      MemoryAccess access =
          instruction == null ? null : MemoryAccess.of(instruction, state, cpu.xlen());
      instructions[hart] = instruction;
      accesses[hart] = access;
      modes[hart] = cpu.mode().letter();
      places[hart] =
          access == null
              ? OptionalLong.empty()
              : cpu.lookUp(access.virtualAddress(), access.stores() ? Access.STORE : Access.LOAD);
    } else {
      instructions[hart] = null;
    }
    return true;
  }

  private boolean isNow(Optional<Moment> moment, HartState state) {
    return moment.isPresent()
        && switch (moment.get()) {
          case Moment.At(long pc) -> xlen.zeroExtend(state.pc) == pc;
          case Moment.After(long instructions) -> state.retired == instructions;
        };
  }

  @Override
  public boolean after(int hart, Exit exit, Entry entry) {
    HartState state = machine.cpu(hart).registers();
    Decoded instruction = instructions[hart];
    if (instruction == null || state.retired == counts[hart]) {
      return true;
    }
    long pc = pcs[hart];
    if (tells(EventClass.INSTRUCTIONS, pc)) {
      String details = "%08x\t%s".formatted(instruction.word(), disassembler.text(instruction, pc));
      tell(EventClass.INSTRUCTIONS, hart, counts[hart], modes[hart], pc, details);
    }
    MemoryAccess access = accesses[hart];
    if (access != null && tells(EventClass.MEMORY, pc)) {
      tell(EventClass.MEMORY, hart, counts[hart], modes[hart], pc, memory(access, places[hart]));
    }
    if (state.pc != pc + instruction.length() && tells(EventClass.BRANCHES, pc)) {
      String details = hexadecimal.of(state.pc) + "\t" + symbols.describe(state.pc);
      tell(EventClass.BRANCHES, hart, counts[hart], modes[hart], pc, details);
    }
    return true;
  }

  private String memory(MemoryAccess access, OptionalLong place) {
    String kind = access.stores() ? access.loads() ? "atomic" : "store" : "load";
    long at = place.orElse(0);
    byte[] bytes = new byte[access.bytes()];
    String value = "-";
    if (place.isPresent() && machine.dma().read(at, bytes, 0, bytes.length)) {
      long number = 0;
      for (int i = bytes.length - 1; i >= 0; i--) {
        number = number << 8 | bytes[i] & 0xff;
      }
      value = "0x" + Long.toHexString(number);
    }
    return "%s\t%s\t0x%x\t%d\t%s"
        .formatted(kind, hexadecimal.of(access.virtualAddress()), at, access.bytes(), value);
  }

  // ---- exits ----

  @Override
  public Witness watch(int hart, VirtualCpu cpu) {
    return new Exits(hart, cpu);
  }

  private final class Exits implements Witness {
    private final int hart;
    private final VirtualCpu cpu;
    private final HartState state;
    private Mode before = Mode.MACHINE;
    private long pc;
    private long count;

    Exits(int hart, VirtualCpu cpu) {
      this.hart = hart;
      this.cpu = cpu;
      this.state = cpu.registers();
    }

    @Override
    public void exiting(Exit exit) {
      pc = state.pc;
      count = state.retired;
      before = cpu.mode();
    }

    @Override
    public void entering(Exit exit, Entry entry) {
      switch (exit) {
        case Exit.DeviceRead(long address, long _, Width width) -> {
          if (entry instanceof Entry.Loaded(long value)) {
            device("load", address, width, value);
          }
        }
        case Exit.DeviceWrite(long address, long _, Width width, long value) -> {
          if (entry instanceof Entry.Completed) {
            device("store", address, width, value);
          }
        }
        case Exit.Privileged _,
            Exit.EnvironmentCall _,
            Exit.Trapped _,
            Exit.TlbMiss _,
            Exit.Preempted _ -> {}
      }
    }

    private void device(String kind, long address, Width width, long value) {
      if (tells(EventClass.DEVICES, pc)) {
        tell(
            EventClass.DEVICES,
            hart,
            count,
            before.letter(),
            pc,
            "%s\t%s\t%d\t0x%x".formatted(kind, machine.describe(address), width.bytes(), value));
      }
    }

    @Override
    public void trapped(Trap trap, Mode from, long handler) {
      trap(lower(trap.cause()), trap.value(), from, handler);
    }

    @Override
    public void interrupted(Interrupt interrupt, Mode from, long handler) {
      trap(lower(interrupt) + " interrupt", 0, from, handler);
    }

    private void trap(String cause, long value, Mode from, long handler) {
      if (tells(EventClass.TRAPS, state.pc)) {
        tell(
            EventClass.TRAPS,
            hart,
            state.retired,
            from.letter(),
            state.pc,
            "%s\t%s\t%s\t%s\t%s"
                .formatted(
                    cause,
                    hexadecimal.of(value),
                    cpu.mode().letter(),
                    hexadecimal.of(handler),
                    symbols.describe(handler)));
      }
    }

    @Override
    public void returned(Mode from, long target) {
      privileged(
          "return\t%s\t%s\t%s"
              .formatted(cpu.mode().letter(), hexadecimal.of(target), symbols.describe(target)));
    }

    @Override
    public void wrote(int csr, long value) {
      privileged(
          "csr\t%s\t%s\t%s"
              .formatted(
                  Csr.nameOf(csr), hexadecimal.of(value), hexadecimal.of(cpu.csr(csr).orElse(0))));
    }

    @Override
    public void flushed(String what) {
      privileged("fence\t" + what);
    }

    @Override
    public void waits() {
      privileged("wait");
    }

    private void privileged(String details) {
      if (tells(EventClass.PRIVILEGED, pc)) {
        tell(EventClass.PRIVILEGED, hart, count, before.letter(), pc, details);
      }
    }

    private static String lower(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }
}
