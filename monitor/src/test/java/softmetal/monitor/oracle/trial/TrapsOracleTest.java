package softmetal.monitor.oracle.trial;

import static softmetal.isa.Instruction.*;
import static softmetal.monitor.oracle.trial.Words.A0;
import static softmetal.monitor.oracle.trial.Words.A1;
import static softmetal.monitor.oracle.trial.Words.A2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.monitor.oracle.trial.Setup.Source;
import softmetal.monitor.oracle.trial.Trial.Poke;
import softmetal.monitor.oracle.trial.Trials.Ending;
import softmetal.monitor.oracle.trial.Trials.Known;
import softmetal.monitor.privileged.Mode;

/// Every exception and every interrupt, from every mode, delegated or not, to direct and vectored handlers: what is in the
/// registers of both modes then, who gets it, and when nobody does.
@Tag("oracle")
class TrapsOracleTest {
  private static final long SV39 = 8L << 60;
  private static final long LEAF = 0xcf; // D A X W R V
  private static final long USER = 1 << 4;
  private static final long GIGABYTE = 1L << 30;
  private static final long GIGAPAGE_ENTRIES = GIGABYTE >> 2;

  /// Where the kernel sees RAM: user mode has the other place for itself.
  private static final long KERNEL = GIGABYTE;

  private static final long NOWHERE = 0x40_0000_0000L - 4096;
  private static final long MACHINE_SOFTWARE = 8;
  private static final long INTERRUPT = 1L << 63;

  private static final int NOP = 0x13;
  private static final int WFI_WORD = 0x10500073;
  private static final int ECALL_WORD = 0x73;

  /// From the most urgent to the least: Privileged ISA, "Machine Interrupt (mip and mie) Registers".
  private static final List<Integer> BY_URGENCY = List.of(11, 3, 7, 9, 1, 5);

  /// Bits of MIE, SIE, MPIE and SPIE in `mstatus`: what an `mret` and a trap move around.
  private static final List<Long> STATUSES = List.of(0L, 1L << 1, 1L << 5, 1L << 7, 0xa2L, 1L << 8);

  private static final Known PRIORITY =
      new Known(
          "of several interrupts the one with the lowest number is taken",
          TrapsOracleTest::isPriority);

  @TempDir Path directory;

  /// An instruction that traps, and how.
  private record Fault(String name, int cause, int word, long address) {}

  private static List<Fault> exceptions() {
    return List.of(
        new Fault("fetch access fault", 1, Words.word(JALR, 0, A0, 0, 0), 0),
        new Fault("illegal instruction", 2, 0, 0),
        new Fault("illegal csr", 2, Words.csr(CSRRW, 0, "mscratch", 0), 0),
        new Fault("breakpoint", 3, 0x100073, 0),
        new Fault("load misaligned", 4, Words.word(LR_W, A1, A0, 0, 0), TrialBatch.DATA + 2),
        new Fault("load access fault", 5, Words.word(LW, A1, A0, 0, 4), 0x10),
        new Fault("store access fault", 7, Words.word(SD, 0, A0, A2, -8), 0x2000),
        new Fault("call", 8, ECALL_WORD, 0),
        new Fault("fetch page fault", 12, Words.word(JALR, 0, A0, 0, 2), NOWHERE),
        new Fault("load page fault", 13, Words.word(LHU, A1, A0, 0, 2), NOWHERE),
        new Fault("store page fault", 15, Words.word(SH, 0, A0, A2, 6), NOWHERE));
  }

  @Test
  void exceptions_reach_the_handler_that_they_reach_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (Fault exception : exceptions()) {
      for (Mode mode : Mode.values()) {
        int cause = exception.cause == 8 ? 8 + mode.code() : exception.cause;
        for (long delegated : List.of(0L, 1L << cause, 0xb3ffL, 0xb3ffL & ~(1L << cause))) {
          for (int vectored = 0; vectored < 4; vectored++) {
            for (long status : STATUSES) {
              // A handler of the kernel that runs into it again would never end.
              if (mode == Mode.MACHINE || cause != 9 || (delegated >> 9 & 1) == 0) {
                trials.add(trial(exception, mode, delegated, vectored, status));
              }
            }
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  private static Trial trial(
      Fault exception, Mode mode, long delegated, int vectored, long status) {
    Setup setup =
        Setup.OPEN
            .with("medeleg", delegated)
            .with("mie", MACHINE_SOFTWARE)
            .with("mtvec", TrialBatch.MACHINE_VECTORS + (vectored & 1))
            .with("stvec", TrialBatch.SUPERVISOR_VECTORS + KERNEL + (vectored >> 1));
    Trial trial =
        Trial.of(
                "%s, medeleg %x, vectored %d, status %x"
                    .formatted(exception.name, delegated, vectored, status),
                exception.word,
                NOP)
            .with(TrialBatch.POINTERS.with(A0, exception.address))
            .withStatus(Trial.FLOATING_POINT_ON | status)
            .with(setup)
            .in(mode);
    return mode == Mode.MACHINE ? trial : paged(trial);
  }

  /// Gigapages: devices, RAM for the mode of the trial, RAM for the kernel.
  private static Trial paged(Trial trial) {
    long user = trial.mode() == Mode.USER ? USER : 0;
    return trial
        .withSatp(SV39 | TrialBatch.TABLES >> 12)
        .poking(
            List.of(
                new Poke(TrialBatch.TABLES, LEAF),
                new Poke(TrialBatch.TABLES + 16, 2 * GIGAPAGE_ENTRIES | LEAF | user),
                new Poke(TrialBatch.TABLES + 24, 2 * GIGAPAGE_ENTRIES | LEAF)));
  }

  /// What raises an interrupt, and its number.
  private enum Cause {
    SUPERVISOR_SOFTWARE(1),
    MACHINE_SOFTWARE(3),
    SUPERVISOR_TIMER(5),
    MACHINE_TIMER(7),
    SUPERVISOR_EXTERNAL(9),
    SUPERVISOR_EXTERNAL_WIRE(9),
    MACHINE_EXTERNAL(11);

    private final int number;

    Cause(int number) {
      this.number = number;
    }

    Setup raise(Setup setup) {
      return switch (this) {
        case SUPERVISOR_SOFTWARE, SUPERVISOR_TIMER, SUPERVISOR_EXTERNAL ->
            setup.with("mip", setup.values().getOrDefault("mip", 0L) | 1L << number);
        case MACHINE_SOFTWARE -> setup.with(Source.SOFTWARE, 1);
        case MACHINE_TIMER -> setup.with(Source.TIMER, 1);
        case SUPERVISOR_EXTERNAL_WIRE -> setup.with(Source.SUPERVISOR_EXTERNAL, 1);
        case MACHINE_EXTERNAL -> setup.with(Source.MACHINE_EXTERNAL, 1);
      };
    }
  }

  @Test
  void an_interrupt_is_taken_when_it_is_taken_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (Cause cause : Cause.values()) {
      for (long enabled : List.of(0L, 1L << cause.number, 0xaaaL & ~(1L << cause.number), 0xaaaL)) {
        for (long delegated : List.of(0L, 0x222L, 0x222L & 1L << cause.number)) {
          Setup setup = cause.raise(Setup.OPEN).with("mideleg", delegated);
          add(trials, cause.toString(), setup, enabled, false);
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void of_several_interrupts_the_most_urgent_one_comes_first() {
    List<Trial> trials = new ArrayList<>();
    Cause[] causes = Cause.values();
    for (int some = 0; some < 1 << causes.length; some++) {
      if (Integer.bitCount(some) < 2) {
        continue;
      }
      Setup setup = Setup.OPEN;
      for (int i = 0; i < causes.length; i++) {
        setup = (some >> i & 1) != 0 ? causes[i].raise(setup) : setup;
      }
      for (long delegated : List.of(0L, 0x222L, 0x200L, 0x020L)) {
        add(trials, "causes %x".formatted(some), setup.with("mideleg", delegated), 0xaaa, true);
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(PRIORITY));
  }

  private static void add(List<Trial> trials, String name, Setup setup, long enabled, boolean few) {
    for (Mode mode : Mode.values()) {
      // The handler of the kernel calls machine mode by its software interrupt.
      Setup all = setup.with("mie", enabled | MACHINE_SOFTWARE);
      for (long status : few ? List.of(0xa2L, 0L) : STATUSES) {
        Trial trial =
            Trial.of("%s, mie %x, status %x, %s".formatted(name, enabled, status, setup), NOP, NOP)
                .with(all)
                .withStatus(Trial.FLOATING_POINT_ON | status)
                .in(mode);
        trials.add(trial);
        boolean ends =
            (pending(trial) & all.values().getOrDefault("mie", 0L)) != 0 && mode != Mode.USER;
        if (ends && !few) {
          trials.add(
              Trial.of("wfi, " + trial.name(), WFI_WORD, NOP)
                  .with(all)
                  .withStatus(Trial.FLOATING_POINT_ON | status)
                  .in(mode));
        }
      }
    }
  }

  private static long pending(Trial trial) {
    Setup setup = trial.setup();
    long pending = setup.values().getOrDefault("mip", 0L);
    pending |= setup.sources().getOrDefault(Source.SOFTWARE, 0L) << 3;
    pending |= setup.sources().getOrDefault(Source.TIMER, 0L) << 7;
    pending |= setup.sources().getOrDefault(Source.MACHINE_EXTERNAL, 0L) << 11;
    return pending | setup.sources().getOrDefault(Source.SUPERVISOR_EXTERNAL, 0L) << 9;
  }

  /// Whether ours was the most urgent one, and theirs the one with the lowest number, of those for the same mode.
  private static boolean isPriority(Ending ending) {
    long delegated = ending.trial().setup().values().getOrDefault("mideleg", 0L);
    long candidates =
        pending(ending.trial()) & ending.trial().setup().values().getOrDefault("mie", 0L);
    long ours = ending.softmetal().cause();
    long theirs = ending.qemu().cause();
    // What was taken first: if the kernel has got one, its handler was interrupted.
    boolean toKernel = (ending.softmetal().get("scause") & INTERRUPT) != 0;
    long first = toKernel ? ending.softmetal().get("scause") : ours;
    long firstThere = toKernel ? ending.qemu().get("scause") : theirs;
    long same = toKernel ? candidates & delegated : candidates & ~delegated;
    return (first & INTERRUPT) != 0
        && BY_URGENCY.stream().filter(n -> (same >> n & 1) != 0).findFirst().orElse(-1)
            == (int) (first & 63)
        && (int) (firstThere & 63) == Long.numberOfTrailingZeros(same);
  }
}
