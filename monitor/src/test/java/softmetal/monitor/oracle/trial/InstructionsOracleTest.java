package softmetal.monitor.oracle.trial;

import static softmetal.isa.Instruction.*;
import static softmetal.isa.Xlen.RV64;
import static softmetal.monitor.oracle.trial.Words.A0;
import static softmetal.monitor.oracle.trial.Words.A1;
import static softmetal.monitor.oracle.trial.Words.A2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.isa.Extension;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.monitor.oracle.trial.Trial.Registers;
import softmetal.monitor.oracle.trial.Trials.Known;
import softmetal.monitor.privileged.Mode;

/// Every instruction with immediates at their limits, in every mode that matters to it, with registers that coincide and
/// with floating point on and off; every combination of opcode and function. What they compute from edge values is the
/// affair of [OperandsOracleTest].
@Tag("oracle")
class InstructionsOracleTest {
  private static final InstructionSet COMMON = InstructionSet.parse("rv64gc_zba_zbb_zbc_zbs");

  private static final long ILLEGAL = 2;
  private static final long FS = 3L << 13;

  private static final Known ATOMIC_CAUSE =
      new Known(
          "An atomic operation at a misaligned address, or where it may not read",
          ending ->
              ending.differsIn("mcause")
                  && isAtomic(ending.trial().words().getFirst())
                  && ending.softmetal().cause() == ending.qemu().cause() + 2);

  private static final Known FAILING_CONDITIONAL =
      new Known(
          "sc at a misaligned address without a reservation for that address",
          ending ->
              isConditional(ending.trial().words().getFirst()) && ending.softmetal().cause() == 6);

  private static final Known UNNOTICED_FLAGS =
      new Known(
          "mstatus.FS after an instruction that changes no more than the flags",
          ending ->
              ending.differsIn("mstatus")
                  && ending.softmetal().get("fcsr") != ending.trial().registers().fcsr()
                  && (ending.softmetal().get("mstatus") & FS) == FS
                  && (ending.qemu().get("mstatus") | FS | Long.MIN_VALUE)
                      == ending.softmetal().get("mstatus"));

  private static final Known ZICOND =
      new Known(
          "Zicond",
          ending -> {
            int word = ending.trial().words().getFirst();
            return ending.qemu().cause() == ILLEGAL
                && (CZERO_EQZ.encoding().matches(word, RV64)
                    || CZERO_NEZ.encoding().matches(word, RV64));
          });

  @TempDir Path directory;

  @Test
  void immediates_at_their_limits_do_what_they_do_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (Instruction instruction : instructions()) {
      if (instruction.encoding().field(Field.IMMEDIATE) != null) {
        for (long immediate : Words.limits()) {
          boolean endless = immediate == 0 && leadsToItself(instruction);
          if (!endless) {
            add(trials, instruction, immediate);
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(ATOMIC_CAUSE, FAILING_CONDITIONAL));
  }

  private static void add(List<Trial> trials, Instruction instruction, long immediate) {
    Words.wordIfLegal(instruction, A1, A0, A2, immediate)
        .ifPresent(word -> {
          Registers pointers = TrialBatch.POINTERS;
          String name = instruction + " " + immediate;
          trials.add(
              Trial.of(name, word)
                  .with(
                      pointers.with(
                          A0, pointers.x()[A0] - (instruction == JALR ? TO_LANDING : 0))));
          boolean accesses = accessesMemory(instruction);
          for (int distance = 1; accesses && distance < 8; distance++) {
            trials.add(
                Trial.of(name + " +" + distance, word)
                    .with(pointers.with(A0, TrialBatch.DATA + distance)));
            trials.add(
                Trial.of(name + " page -" + distance, word)
                    .with(
                        pointers.with(
                            A0, TrialBatch.DATA - distance - immediateOf(instruction, immediate))));
          }
        });
  }

  private static final long TO_LANDING = TrialBatch.DATA - TrialBatch.SLOT;

  /// Atomics carry their ordering there.
  private static long immediateOf(Instruction instruction, long immediate) {
    return instruction.isOrdered() ? 0 : immediate;
  }

  @Test
  void registers_may_coincide_and_x0_stays_zero() {
    List<Trial> trials = new ArrayList<>();
    for (Instruction instruction : instructions()) {
      if (leadsToItself(instruction) || instruction == JALR) {
        continue;
      }
      for (int[] registers :
          List.of(
              new int[] {0, A0, A1},
              new int[] {A0, A0, A1},
              new int[] {A1, A0, A1},
              new int[] {A0, A0, A0},
              new int[] {A1, 0, A2},
              new int[] {A1, A0, 0},
              new int[] {0, 0, 0},
              new int[] {31, 1, 30})) {
        Words.wordIfLegal(instruction, registers[0], registers[1], registers[2], 0)
            .ifPresent(word -> trials.add(Trial.of(instruction + " of some registers", word)));
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(ATOMIC_CAUSE, UNNOTICED_FLAGS));
  }

  @Test
  void floating_point_works_with_every_rounding_mode_and_not_at_all_when_it_is_off() {
    List<Trial> trials = new ArrayList<>();
    for (Instruction instruction : instructions()) {
      boolean floats =
          instruction.extensions().contains(Extension.F)
              || instruction.extensions().contains(Extension.D);
      if (!floats) {
        continue;
      }
      int plain = Words.word(instruction, A1, A0, A2, 0);
      for (int modes = 0; modes < 64; modes++) {
        int word = plain & ~0x7000 | (modes & 7) << 12;
        boolean rounds = instruction.encoding().field(Field.ROUNDING_MODE) != null;
        if (!rounds && word != plain) {
          continue;
        }
        String name = "%s rm %d frm %d".formatted(instruction, modes & 7, modes >> 3);
        Trial trial =
            Trial.of(name, word).with(TrialBatch.POINTERS.withFcsr(modes >> 3 << 5 | modes & 1));
        trials.add(trial);
        trials.add(trial.withStatus(0).named(name + ", FS off"));
        trials.add(trial.withStatus(3L << 13).in(Mode.USER).named(name + ", FS dirty"));
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(UNNOTICED_FLAGS));
  }

  @Test
  void privileged_instructions_do_in_each_mode_what_they_do_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    Setup setup = Setup.OPEN.with("sepc", TrialBatch.SLOT + 64);
    for (Mode mode : Mode.values()) {
      for (int function = 0; function < 1 << 12; function++) {
        for (int operands : List.of(0, A0 << 15, A1 << 7)) {
          int word = function << 20 | operands | 0x73;
          boolean waits = mode != Mode.USER && word == WFI_WORD;
          if (!waits) {
            trials.add(Trial.of("system 0x%x".formatted(function), word).in(mode).with(setup));
          }
        }
      }
      for (long status = 0; status < 8; status++) {
        for (int word : List.of(MRET_WORD, SRET_WORD, SFENCE_WORD)) {
          for (long previous = 0; previous < 8; previous++) {
            trials.add(
                Trial.of("TVM, TW, TSR = %d, SPP, SPIE, SIE = %d".formatted(status, previous), word)
                    .in(mode)
                    .with(setup)
                    .withStatus(
                        status << 20
                            | (previous & 1) << 8
                            | (previous & 2) << 4
                            | (previous & 4) >> 1));
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void wait_for_interrupt_ends_at_once_when_one_is_pending() {
    List<Trial> trials = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (long status = 0; status < 8; status++) {
        // SSIP is pending, enabled, and may not be taken.
        Setup setup = Setup.OPEN.with("mie", 2).with("mip", 2).with("mideleg", 2);
        trials.add(
            Trial.of("wfi, TVM, TW, TSR = " + status, WFI_WORD)
                .in(mode)
                .with(mode == Mode.USER ? setup.with("mie", 0) : setup)
                .withStatus(status << 20));
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void every_combination_of_opcode_and_function_is_legal_exactly_when_it_is_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (int opcode = 3; opcode < 128; opcode += 4) {
      for (int function = 0; function < 1 << 10; function++) {
        int word = opcode | (function & 7) << 12 | function >> 3 << 25 | A0 << 15 | A1 << 7;
        boolean isSystem = opcode == 0x73 && (function & 3) != 0;
        boolean isJump = opcode == 0x67;
        if (isSystem || isJump) {
          continue;
        }
        for (int second : secondOperands(opcode, function & 7)) {
          trials.add(Trial.of("0x%08x".formatted(word), word | second << 20));
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(UNNOTICED_FLAGS, ZICOND));
  }

  /// The field of `rs2` selects among functions in some places.
  private static List<Integer> secondOperands(int opcode, int function) {
    boolean isShift = (opcode == 0x13 || opcode == 0x1b) && (function & 3) == 1;
    if (isShift) {
      return java.util.stream.IntStream.range(0, 32).boxed().toList();
    }
    return switch (opcode) {
      case 0x53 -> List.of(0, 1, 2, 3, 4, 5, 8, 31);
      case 0x33, 0x3b, 0x2f -> List.of(0, A2);
      default -> List.of(A2);
    };
  }

  private static List<Instruction> instructions() {
    List<Instruction> all = new ArrayList<>();
    for (Instruction instruction : Instruction.values()) {
      boolean isSystem = (instruction.encoding().match() & 0x7f) == 0x73;
      if (COMMON.has(instruction) && !instruction.isCompressed() && !isSystem) {
        all.add(instruction);
      }
    }
    return all;
  }

  private static boolean leadsToItself(Instruction instruction) {
    return Set.of(JAL, BEQ, BNE, BLT, BGE, BLTU, BGEU).contains(instruction);
  }

  private static boolean accessesMemory(Instruction instruction) {
    return switch (instruction.encoding().match() & 0x7f) {
      case 0x03, 0x23, 0x07, 0x27, 0x2f -> true;
      default -> false;
    };
  }

  private static boolean isAtomic(int word) {
    return (word & 0x7f) == 0x2f && word >>> 27 != 2;
  }

  private static boolean isConditional(int word) {
    return (word & 0x7f) == 0x2f && word >>> 27 == 3;
  }

  private static final int WFI_WORD = 0x10500073;
  private static final int MRET_WORD = 0x30200073;
  private static final int SRET_WORD = 0x10200073;
  private static final int SFENCE_WORD = 0x12000073;
}
