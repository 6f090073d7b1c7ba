package softmetal.monitor.debug;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Csr;
import softmetal.isa.Decoded;
import softmetal.isa.Disassembler;
import softmetal.isa.InstructionSet;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.Interrupt;
import softmetal.monitor.privileged.Mode;
import softmetal.monitor.privileged.Satp;
import softmetal.monitor.privileged.Status;
import softmetal.monitor.privileged.VirtualCpu;

/// Explains in one line each what makes a hart stop and what the monitor does about it: how a student sees trap and
/// emulate.
///
/// ```
///  instructions  mode  program counter         instruction               what the monitor did
///        10,382  U->S  shell+0x1c              ecall                     system call from U: delegated to S (medeleg bit 8), handler trap_entry
/// ```
///
/// One object for each hart.
public final class ExplainTraps implements Witness {
  /// How much to tell.
  public enum Detail {
    /// What matters to the author of a kernel.
    KERNEL,
    /// Also how the shadow page tables are filled.
    EVERYTHING
  }

  private final VirtualCpu cpu;
  private final HartState state;
  private final SymbolTable symbols;
  private final LongFunction<String> devices;
  private final Detail detail;
  private final Consumer<String> output;
  private final Disassembler disassembler;
  private final Hexadecimal hexadecimal;

  // What is known of the exit that is being answered.
  private long count;
  private long pc;
  private Mode before = Mode.MACHINE;
  private String instruction = "";
  private String reason = "";

  /// The page table entries that were read.
  private final List<String> walk = new ArrayList<>();

  /// What the monitor did, in words; null between two exits.
  private @Nullable List<String> words;

  /// @param state of its hart
  /// @param devices the name of what is at a physical address, such as `uart0+0x5`
  /// @param output takes each line, without its end
  public ExplainTraps(
      VirtualCpu cpu,
      HartState state,
      SymbolTable symbols,
      LongFunction<String> devices,
      Detail detail,
      Consumer<String> output) {
    this.cpu = cpu;
    this.state = state;
    this.symbols = symbols;
    this.devices = devices;
    this.detail = detail;
    this.output = output;
    disassembler = new Disassembler(InstructionSet.ALL.with(cpu.xlen()));
    hexadecimal = new Hexadecimal(cpu.xlen());
  }

  @Override
  public void exiting(Exit exit) {
    begin();
    instruction = text(exit);
  }

  private void begin() {
    count = state.retired;
    pc = state.pc;
    before = cpu.mode();
    words = new ArrayList<>();
    reason = "";
    walk.clear();
  }

  private String text(Exit exit) {
    return switch (exit) {
      case Exit.Privileged(Decoded decoded) -> disassembler.text(decoded, pc);
      case Exit.EnvironmentCall() -> "ecall";
      case Exit.Trapped(Trap(Trap.Cause cause, long value))
          when cause == Trap.Cause.ILLEGAL_INSTRUCTION ->
          disassembler.disassemble((int) value, pc);
      case Exit.TlbMiss(Access access, long _) when access == Access.FETCH -> "(fetch)";
      case Exit.Trapped _, Exit.TlbMiss _, Exit.DeviceRead _, Exit.DeviceWrite _ ->
          disassembler.disassemble(cpu.codeAt(pc), pc);
      case Exit.Preempted() -> "";
    };
  }

  @Override
  public void entering(Exit exit, Entry entry) {
    boolean tells =
        switch (exit) {
          case Exit.Privileged(Decoded decoded) -> {
            addRead(decoded, entry);
            yield true;
          }
          case Exit.DeviceRead(long address, long _, Width width) -> {
            if (entry instanceof Entry.Loaded(long value)) {
              add("load of %s from %s: %s".formatted(size(width), at(address), hex(value)));
            }
            yield true;
          }
          case Exit.DeviceWrite(long address, long _, Width width, long value) -> {
            if (entry instanceof Entry.Completed) {
              add("store of %s to %s: %s".formatted(size(width), at(address), hex(value)));
            }
            yield true;
          }
          case Exit.EnvironmentCall(), Exit.Trapped _ -> true;
          case Exit.TlbMiss _ -> entry instanceof Entry.Deliver || detail == Detail.EVERYTHING;
          case Exit.Preempted() -> false;
        };
    if (tells) {
      print();
    }
    words = null;
  }

  private String at(long physicalAddress) {
    return devices.apply(physicalAddress);
  }

  private static String size(Width width) {
    return width == Width.BYTE ? "1 byte" : width.bytes() + " bytes";
  }

  /// For a CSR instruction that gave a value: which one.
  private void addRead(Decoded decoded, Entry entry) {
    if (entry instanceof Entry.Loaded(long value) && decoded.rd() != 0) {
      int number = (int) decoded.immediate();
      add(0, Csr.nameOf(number) + " was " + meaning(number, value));
    }
  }

  private void add(String newWords) {
    if (words != null) {
      words.add(newWords);
    }
  }

  private void add(int place, String newWords) {
    if (words != null) {
      words.add(place, newWords);
    }
  }

  private void print() {
    Mode after = cpu.mode();
    String modes = before == after ? before.letter() : before.letter() + "->" + after.letter();
    output.accept(
        String.format(
                Locale.ROOT,
                "%,14d  %-4s  %-22s  %-24s  %s",
                count,
                modes,
                symbols.describe(pc),
                instruction,
                words == null ? "" : String.join("; ", words))
            .stripTrailing());
  }

  @Override
  public void trapped(Trap trap, Mode from, long handler) {
    String cause =
        switch (trap.cause()) {
          case USER_ENVIRONMENT_CALL -> "system call from U";
          case SUPERVISOR_ENVIRONMENT_CALL -> "call from S";
          case MACHINE_ENVIRONMENT_CALL -> "call from M";
          case BREAKPOINT -> "breakpoint";
          case ILLEGAL_INSTRUCTION -> "illegal instruction in " + from.letter();
          case INSTRUCTION_MISALIGNED,
              INSTRUCTION_ACCESS_FAULT,
              INSTRUCTION_PAGE_FAULT,
              LOAD_MISALIGNED,
              LOAD_ACCESS_FAULT,
              LOAD_PAGE_FAULT,
              STORE_MISALIGNED,
              STORE_ACCESS_FAULT,
              STORE_PAGE_FAULT ->
              lower(trap.cause()) + " at " + hex(trap.value());
        };
    String why = reason.isEmpty() ? "" : " (" + reason + ")";
    add(cause + why + ": " + delivery(from, handler, "medeleg", trap.cause().code()));
  }

  /// @param register that decides who gets it, by the bit with the number `code`
  private String delivery(Mode from, long handler, String register, int code) {
    String how;
    if (cpu.mode() == Mode.SUPERVISOR) {
      how = "delegated to S (%s bit %d)".formatted(register, code);
    } else if (from == Mode.MACHINE) {
      how = "handled in M";
    } else {
      how = "handled in M (%s bit %d is clear)".formatted(register, code);
    }
    return how + ", handler " + symbols.describe(handler);
  }

  /// Why an interrupt may be taken: what enables it, and what lets it through.
  private String decision(Interrupt interrupt, Mode from) {
    String open =
        from == cpu.mode()
            ? from == Mode.MACHINE ? "mstatus.MIE" : "sstatus.SIE"
            : "always open in " + from.letter();
    return "mie bit %d, %s".formatted(interrupt.code(), open);
  }

  /// An interrupt comes between two instructions; or at the end of one, in whose line it then appears.
  @Override
  public void interrupted(Interrupt interrupt, Mode from, long handler) {
    String what =
        "%s interrupt (%s): %s"
            .formatted(
                lower(interrupt),
                decision(interrupt, from),
                delivery(from, handler, "mideleg", interrupt.code()));
    if (words != null) {
      add("then " + what);
      return;
    }
    OptionalLong returnAddress =
        cpu.csr(cpu.mode() == Mode.SUPERVISOR ? Csr.SEPC.number() : Csr.MEPC.number());
    begin();
    before = from;
    pc = returnAddress.orElse(pc);
    instruction = "";
    add(what);
    print();
    words = null;
  }

  @Override
  public void returned(Mode from, long target) {
    add("returns to " + cpu.mode().letter() + " at " + symbols.describe(target));
  }

  @Override
  public void faulted(Access access, long virtualAddress, String why, int level) {
    reason = level < 0 ? why : why + ", level " + level;
    addWalk();
  }

  @Override
  public void walked(int level, long entryAddress, long entry) {
    walk.add("level %d %s at %s".formatted(level, hex(entry), hex(entryAddress)));
  }

  private void addWalk() {
    if (!walk.isEmpty()) {
      add("page tables: " + String.join(", ", walk));
    }
  }

  @Override
  public void filled(Access access, long virtualAddress, long physicalAddress) {
    addWalk();
    add(
        "%s of %s goes to %s"
            .formatted(lower(access), hex(virtualAddress & ~0xfff), hex(physicalAddress & ~0xfff)));
  }

  @Override
  public void wrote(int csr, long value) {
    long kept = cpu.csr(csr).orElse(0);
    String note = (value & ~kept) == 0 ? "" : " (of " + hex(value) + " written)";
    add(Csr.nameOf(csr) + " is " + meaning(csr, kept) + note);
  }

  @Override
  public void flushed(String what) {
    add("shadow page tables flushed: " + what);
  }

  @Override
  public void waits() {
    add("waits for an interrupt");
  }

  @Override
  public void served(Supplier<String> call) {
    add(call.get());
  }

  private String meaning(int csr, long value) {
    Csr row = Csr.of(csr);
    if (row == null) {
      return hex(value);
    }
    return switch (row) {
      case SATP -> Satp.describe(value, cpu.xlen());
      case MEPC, SEPC, MTVEC, STVEC -> symbols.describe(value);
      case MCAUSE, SCAUSE -> hex(value) + cause(value);
      case MSTATUS -> hex(value) + ", " + Status.describe(value, true);
      case SSTATUS -> hex(value) + ", " + Status.describe(value, false);
      case MIE, SIE, MIP, SIP, MIDELEG -> hex(value) + suffix(Interrupt.describe(value));
      case TIME, CYCLE, INSTRET, MCYCLE, MINSTRET, STIMECMP -> Long.toUnsignedString(value);
      default -> hex(value);
    };
  }

  private static String suffix(String names) {
    return names.isEmpty() ? "" : ", " + names;
  }

  private static String cause(long value) {
    long code = value & Integer.MAX_VALUE;
    if (value < 0) {
      for (Interrupt interrupt : Interrupt.values()) {
        if (interrupt.code() == code) {
          return ", " + lower(interrupt) + " interrupt";
        }
      }
    } else {
      for (Trap.Cause cause : Trap.Cause.values()) {
        if (cause.code() == code) {
          return ", " + lower(cause);
        }
      }
    }
    return "";
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String hex(long value) {
    return hexadecimal.of(value);
  }
}
