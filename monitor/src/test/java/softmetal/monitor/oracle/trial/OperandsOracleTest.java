package softmetal.monitor.oracle.trial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.isa.Encoding;
import softmetal.isa.Extension;
import softmetal.isa.Field;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.monitor.oracle.TwinBoards;
import softmetal.monitor.oracle.trial.OperandLoop.Shape;

/// What every instruction computes, from all pairs and triples of edge values, in every rounding mode said in the
/// instruction or in `frm`: results, boxes of NaNs and flags are those of QEMU.
///
/// `-Dsoftmetal.rounds=100` goes on with so many tables of random operands, `-Dsoftmetal.seed=n` with others.
@Tag("oracle")
class OperandsOracleTest {
  private static final InstructionSet COMMON = InstructionSet.parse("rv64gc_zba_zbb_zbc_zbs");

  /// It computes all of these from a word of zeros: `docs/qemu-differences.md`.
  private static final List<Instruction> WRONG_ON_QEMU = List.of(Instruction.CTZW);

  private static final int ROUNDING_MODES = 5;
  private static final int DYNAMIC = 7;

  /// Of the third operand of fused operations.
  private static final int STEP = 4;

  @TempDir Path directory;

  @Test
  void results_and_flags_are_those_of_qemu() {
    long seed = Long.getLong("softmetal.seed", 1985);
    int rounds = Integer.getInteger("softmetal.rounds", 1);
    var random = new SplittableRandom(seed);
    var loops = new OperandLoops(new TwinBoards(directory));
    loops.assertSameResults(loops(OperandTables.edges()), "edge values");
    for (int round = 0; round < rounds; round++) {
      loops.assertSameResults(
          loops(OperandTables.random(random)), "seed %d, round %d".formatted(seed, round));
    }
    System.out.println("operands: " + loops.cases() + " cases");
    assertTrue(loops.cases() > 1_000_000, () -> loops.cases() + " cases");
  }

  private static List<OperandLoop> loops(OperandTables tables) {
    List<OperandLoop> loops = new ArrayList<>();
    for (Instruction instruction : Instruction.values()) {
      boolean isSystem = (instruction.encoding().match() & 0x7f) == 0x73;
      if (COMMON.has(instruction)
          && !instruction.isCompressed()
          && !isSystem
          && !WRONG_ON_QEMU.contains(instruction)) {
        add(loops, instruction, tables);
      }
    }
    return loops;
  }

  private static void add(List<OperandLoop> loops, Instruction instruction, OperandTables tables) {
    List<Long> integers = tables.integers();
    List<Long> floats = isOfSingles(instruction) ? tables.singles() : tables.doubles();
    List<Long> thirds =
        IntStream.range(0, floats.size() / STEP).mapToObj(i -> floats.get(i * STEP)).toList();
    switch (instruction.signature().text()) {
      case "rd, rs1, rs2" -> add(loops, instruction, Shape.INTEGER, List.of(integers, integers));
      case "rd, rs1" -> add(loops, instruction, Shape.INTEGER, List.of(integers));
      case "rd, rs1, imm", "rd, rs1, shamt" ->
          withImmediates(loops, instruction, Shape.INTEGER, integers);
      case "rs1, rs2, target" -> {
        int word = word(instruction, Map.of(Field.IMMEDIATE, 8L));
        loops.add(
            new OperandLoop(
                instruction.mnemonic(), word, 0, Shape.BRANCH, List.of(integers, integers)));
      }
      case "rd, rs2, (rs1)" -> {
        boolean isConditional = instruction == Instruction.SC_W || instruction == Instruction.SC_D;
        if (!isConditional) {
          inMemory(loops, instruction, Shape.MEMORY, List.of(integers, integers));
        }
      }
      case "rd, imm(rs1)" -> {
        if (instruction != Instruction.JALR) {
          inMemory(loops, instruction, Shape.MEMORY, List.of(integers));
        }
      }
      case "fd, imm(rs1)" -> inMemory(loops, instruction, Shape.MEMORY_TO_FLOAT, List.of(floats));
      case "rs2, imm(rs1)" ->
          inMemory(loops, instruction, Shape.MEMORY, List.of(integers, integers));
      case "fs2, imm(rs1)" -> inMemory(loops, instruction, Shape.MEMORY, List.of(integers, floats));
      case "fd, fs1, fs2" -> add(loops, instruction, Shape.TO_FLOAT, List.of(floats, floats));
      case "rd, fs1, fs2" ->
          add(loops, instruction, Shape.FLOAT_TO_INTEGER, List.of(floats, floats));
      case "rd, fs1" -> add(loops, instruction, Shape.FLOAT_TO_INTEGER, List.of(floats));
      case "fd, rs1" -> add(loops, instruction, Shape.TO_FLOAT, List.of(integers));
      case "fd, fs1, fs2, rm" ->
          inModes(loops, instruction, Shape.TO_FLOAT, List.of(floats, floats));
      case "fd, fs1, fs2, fs3, rm" ->
          inModes(loops, instruction, Shape.TO_FLOAT, List.of(floats, floats, thirds));
      case "fd, fs1, rm", "fd, fs1, rm=rne" ->
          inModes(loops, instruction, Shape.TO_FLOAT, List.of(floats));
      case "rd, fs1, rm" -> inModes(loops, instruction, Shape.FLOAT_TO_INTEGER, List.of(floats));
      case "fd, rs1, rm", "fd, rs1, rm=rne" ->
          inModes(loops, instruction, Shape.TO_FLOAT, List.of(integers));
      // Jumps, fences and load-reserved compute nothing; the upper immediates nothing from
      // operands.
      case "rd, target", "rd, upper", "pred, succ", "rd, (rs1)", "" -> {}
      default ->
          throw new IllegalStateException(instruction + ": " + instruction.signature().text());
    }
  }

  private static void add(
      List<OperandLoop> loops, Instruction instruction, Shape shape, List<List<Long>> operands) {
    loops.add(
        new OperandLoop(instruction.mnemonic(), word(instruction, Map.of()), 0, shape, operands));
  }

  private static void inMemory(
      List<OperandLoop> loops, Instruction instruction, Shape shape, List<List<Long>> operands) {
    int word = word(instruction, Map.of(Field.RS1, (long) Words.A2, Field.RS2, (long) Words.A1));
    loops.add(new OperandLoop(instruction.mnemonic(), word, 0, shape, operands));
  }

  private static void inModes(
      List<OperandLoop> loops, Instruction instruction, Shape shape, List<List<Long>> operands) {
    for (int mode = 0; mode < ROUNDING_MODES; mode++) {
      for (int inInstruction : List.of(mode, DYNAMIC)) {
        int word = word(instruction, Map.of(Field.ROUNDING_MODE, (long) inInstruction));
        // What frm says must not matter where the instruction says something else.
        int frm = inInstruction == DYNAMIC ? mode : (mode + 1) % ROUNDING_MODES;
        loops.add(
            new OperandLoop(
                "%s, rm %d".formatted(instruction.mnemonic(), inInstruction),
                word,
                frm,
                shape,
                operands));
      }
    }
  }

  private static void withImmediates(
      List<OperandLoop> loops, Instruction instruction, Shape shape, List<Long> operands) {
    for (long immediate : immediates(instruction)) {
      Words.wordIfLegal(instruction, Words.A3, Words.A0, 0, immediate)
          .ifPresent(word ->
              loops.add(
                  new OperandLoop(
                      "%s %d".formatted(instruction.mnemonic(), immediate),
                      word,
                      0,
                      shape,
                      List.of(operands))));
    }
  }

  private static List<Long> immediates(Instruction instruction) {
    return instruction.signature().text().endsWith("shamt")
        ? IntStream.range(0, 64).mapToObj(i -> (long) i).toList()
        : Words.limits();
  }

  /// Registers as [Shape] wants them, unless `other` says something else.
  private static int word(Instruction instruction, Map<Field, Long> other) {
    Encoding encoding = instruction.encoding();
    Map<Field, Long> all = new EnumMap<>(Field.class);
    all.put(Field.RD, (long) Words.A3);
    all.put(Field.RS1, (long) Words.A0);
    all.put(Field.RS2, (long) Words.A1);
    all.put(Field.RS3, (long) Words.A2);
    all.put(Field.IMMEDIATE, 0L);
    all.putAll(other);
    all.keySet().removeIf(field -> encoding.field(field) == null);
    return encoding.encode(all);
  }

  /// What the operands are, not the result.
  private static boolean isOfSingles(Instruction instruction) {
    String mnemonic = instruction.mnemonic();
    return instruction.extensions().contains(Extension.F)
        ? !mnemonic.endsWith(".d")
        : mnemonic.endsWith(".s");
  }
}
