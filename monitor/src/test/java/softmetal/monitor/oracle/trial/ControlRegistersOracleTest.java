package softmetal.monitor.oracle.trial;

import static softmetal.isa.Instruction.*;
import static softmetal.monitor.oracle.trial.Words.A0;
import static softmetal.monitor.oracle.trial.Words.A1;
import static softmetal.monitor.oracle.trial.Words.A2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.isa.Csr;
import softmetal.isa.Instruction;
import softmetal.monitor.oracle.trial.Trials.Ending;
import softmetal.monitor.oracle.trial.Trials.Known;
import softmetal.monitor.privileged.Mode;

/// All 4096 numbers of control and status registers: what they read first, what writes of all kinds leave, and who may do it.
///
/// Known differences are the rows of `docs/qemu-differences.md`, each with the bits for which it stands.
@Tag("oracle")
class ControlRegistersOracleTest {
  private static final long[] PATTERNS = {
    0, -1, 0x5555_5555_5555_5555L, 0xaaaa_aaaa_aaaa_aaaaL, 0x0123_4567_89ab_cdefL, Long.MIN_VALUE
  };

  private static final long ILLEGAL = 2;
  private static final long UNLOCKED = 0x7f7f_7f7f_7f7f_7f7fL;

  /// Here always 2.
  private static final long UXL = 3L << 32;

  private static final long SUPERVISOR_TIMER = 1 << 5;
  private static final long PREVIOUS_MODE = 3L << 11;

  private static final Known COUNTING_TIME =
      new Known(
          "cycle, time and instret follow real time there",
          ending ->
              ending.differsIn("x11", "x12")
                  && isOneOf(ending, Csr.CYCLE, Csr.TIME, Csr.INSTRET, Csr.MCYCLE, Csr.MINSTRET));

  private static final Known IDENTITY =
      new Known(
          "marchid and mimpid hold QEMU's version",
          ending -> ending.differsIn("x11", "x12") && isOneOf(ending, Csr.MARCHID, Csr.MIMPID));

  private static final Known EVENTS =
      new Known(
          "mhpmcounter and mhpmevent count there, as far as there are any",
          ending -> isOneOf(ending, Csr.MHPMCOUNTER, Csr.MHPMEVENT, Csr.HPMCOUNTER));

  private static final Known TRIGGERS =
      new Known(
          "triggers work there",
          ending ->
              ending.differsIn("x11", "x12") && isOneOf(ending, Csr.TSELECT, Csr.TDATA, Csr.TINFO));

  private static final Known HYPERVISORS_TIMER =
      new Known("vstimecmp is there", ending -> isOneOf(ending, Csr.VSTIMECMP));

  private static final Known ZERO_IN_A_REGISTER =
      new Known(
          "csrrs and csrrc with a register that holds 0 only read there",
          ending -> {
            int word = ending.trial().words().getFirst();
            boolean sets = CSRRS.encoding().matches(word, softmetal.isa.Xlen.RV64);
            boolean clears = CSRRC.encoding().matches(word, softmetal.isa.Xlen.RV64);
            return (sets || clears)
                && ending.trial().registers().x()[A0] == 0
                && Csr.isReadOnly(number(ending))
                && ending.softmetal().cause() == ILLEGAL;
          });

  /// Bits that can be set on QEMU and are zero here.
  private static final List<Known> MORE_BITS =
      List.of(
          bits("VS, GVA, MPV and UXL of mstatus", 0xc3L << 32 | 3L << 9, Csr.MSTATUS, Csr.SSTATUS),
          bits("the lowest bit of mepc and sepc", 1, Csr.MEPC, Csr.SEPC),
          bits("causes that cannot be delegated", 0xf00c00L, Csr.MEDELEG),
          bits(
              "interrupts of other extensions",
              0x3444L,
              Csr.MIDELEG,
              Csr.MIE,
              Csr.MIP,
              Csr.SIE,
              Csr.SIP),
          bits("cache blocks and PBMTE", 1L << 62 | 0xf0, Csr.MENVCFG, Csr.SENVCFG),
          bits("counters beyond 31", -1L << 32, Csr.MCOUNTEREN, Csr.SCOUNTEREN),
          bits("stopping time", -1L << 32 | 2, Csr.MCOUNTINHIBIT),
          bits("addresses beyond 56 bits", -1L << 54, Csr.PMPADDR),
          bits("reserved bits of pmpcfg", UNLOCKED, Csr.PMPCFG));

  private static final Known TIMER_OF_LONG_AGO =
      new Known(
          "stimecmp is not compared before it is written",
          ending ->
              ending.trial().setup().values().containsKey("menvcfg")
                  && ending.differsIn("mip", "x11", "x12")
                  && (ending.softmetal().get("mip") ^ ending.qemu().get("mip"))
                      == SUPERVISOR_TIMER);

  private static final Known RESERVED_MODE =
      new Known(
          "MPP becomes 2",
          ending ->
              ending.differsIn("x11", "x12")
                  && isOneOf(ending, Csr.MSTATUS)
                  && (ending.qemu().x(A2) & PREVIOUS_MODE) == 2L << 11);

  @TempDir Path directory;

  @Test
  void every_number_reads_in_every_mode_what_it_reads_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 4096; number++) {
      for (Mode mode : Mode.values()) {
        trials.add(Trial.of("read " + name(number), Words.csr(CSRRS, A1, number, 0)).in(mode));
      }
    }
    new Trials(directory)
        .assertSameEnds(
            trials, List.of(COUNTING_TIME, IDENTITY, EVENTS, TRIGGERS, HYPERVISORS_TIMER));
  }

  @Test
  void writes_leave_what_they_leave_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 4096; number++) {
      if (Csr.of(number) == null) {
        addWrites(trials, number, List.of(-1L), List.of(0));
      } else if (mayBeWritten(number)) {
        List<Long> patterns = new ArrayList<>();
        for (long pattern : PATTERNS) {
          patterns.add(Csr.of(number) == Csr.PMPCFG ? pattern & UNLOCKED : pattern);
        }
        addWrites(trials, number, patterns, List.of(0, 31, 21));
      }
    }
    List<Known> known = new ArrayList<>(MORE_BITS);
    known.addAll(
        List.of(COUNTING_TIME, IDENTITY, EVENTS, TRIGGERS, ZERO_IN_A_REGISTER, RESERVED_MODE));
    new Trials(directory).assertSameEnds(trials, known);
  }

  /// QEMU's board stops when some values are written to triggers; timers interrupt.
  private static boolean mayBeWritten(int number) {
    Csr csr = Csr.of(number);
    return csr != null
        && !Set.of(Csr.TSELECT, Csr.TDATA, Csr.STIMECMP, Csr.VSTIMECMP).contains(csr);
  }

  /// Writes it, reads it again, and writes what it held before.
  private static void addWrites(
      List<Trial> trials, int number, List<Long> patterns, List<Integer> immediates) {
    for (long pattern : patterns) {
      for (Instruction instruction : List.of(CSRRW, CSRRS, CSRRC)) {
        trials.add(
            written(instruction, number, A0, "0x" + Long.toHexString(pattern))
                .with(TrialBatch.POINTERS.with(A0, pattern)));
      }
    }
    for (int immediate : immediates) {
      for (Instruction instruction : List.of(CSRRWI, CSRRSI, CSRRCI)) {
        trials.add(written(instruction, number, immediate, Integer.toString(immediate)));
      }
    }
  }

  private static Trial written(Instruction instruction, int number, int source, String value) {
    return Trial.of(
        "%s %s %s".formatted(instruction, name(number), value),
        Words.csr(instruction, A1, number, source),
        Words.csr(CSRRS, A2, number, 0),
        Words.csr(CSRRW, 0, number, A1));
  }

  @Test
  void lower_modes_may_access_what_they_may_access_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    List<Setup> setups =
        List.of(
            Setup.OPEN,
            Setup.OPEN.with("mcounteren", -1L >>> 32),
            Setup.OPEN.with("scounteren", -1L >>> 32),
            Setup.OPEN.with("mcounteren", 5).with("scounteren", 3),
            Setup.OPEN.with("mcounteren", -1L >>> 32).with("scounteren", -1L >>> 32),
            Setup.OPEN.with("mideleg", 0x222).with("medeleg", 0xb000),
            Setup.OPEN.with("menvcfg", Long.MIN_VALUE),
            Setup.OPEN.with("menvcfg", Long.MIN_VALUE).with("mcounteren", 2));
    List<Integer> numbers = new ArrayList<>();
    for (int number = 0; number < 4096; number++) {
      if (Csr.of(number) != null) {
        numbers.add(number);
      }
    }
    for (Setup setup : setups) {
      for (long status : List.of(1L << 13, 1L << 13 | 7L << 20, 0L)) {
        for (Mode mode : List.of(Mode.SUPERVISOR, Mode.USER)) {
          for (int number : numbers) {
            Trial trial =
                Trial.of(
                        "%s, status %x, %s".formatted(name(number), status, setup.values()),
                        Words.csr(CSRRS, A1, number, 0),
                        Words.csr(CSRRW, A2, number, A1))
                    .in(mode)
                    .with(setup)
                    .withStatus(status);
            trials.add(trial);
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(COUNTING_TIME, EVENTS, TIMER_OF_LONG_AGO));
  }

  private static Known bits(String what, long mask, Csr... registers) {
    Set<Csr> all = EnumSet.of(registers[0], registers);
    // What is set here is set there too.
    Predicate<Ending> applies =
        ending ->
            all.contains(Csr.of(number(ending)))
                && ending.differsIn("x11", "x12")
                && ((ending.softmetal().x(A2) ^ ending.qemu().x(A2)) & ~mask) == 0
                && ((ending.softmetal().x(A1) ^ ending.qemu().x(A1)) & ~mask) == 0
                && (ending.softmetal().x(A2) & mask & ~UXL & ~ending.qemu().x(A2)) == 0;
    return new Known(what, applies);
  }

  private static boolean isOneOf(Ending ending, Csr first, Csr... others) {
    @Nullable Csr csr = Csr.of(number(ending));
    return csr != null && EnumSet.of(first, others).contains(csr);
  }

  private static int number(Ending ending) {
    return ending.trial().words().getFirst() >>> 20;
  }

  private static String name(int number) {
    Csr csr = Csr.of(number);
    return "0x%03x %s".formatted(number, csr == null ? "" : csr);
  }
}
