package softmetal.monitor.oracle.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import softmetal.monitor.oracle.TwinBoards;
import softmetal.monitor.oracle.TwinBoards.Block;
import softmetal.monitor.oracle.TwinBoards.Twin;

/// Runs many [OperandLoop]s on both boards, and compares their results.
final class OperandLoops {
  static final long SCRATCH = 0x80f0_0000L;

  private static final long TABLES = 0x8100_0000L;
  private static final int TABLES_BYTES = 0x10_0000;
  private static final long RESULTS = 0x8200_0000L;

  /// As much as there is room for before the device tree.
  private static final int MAX_RESULT_WORDS = 8 << 20;

  private static final int MAX_LOOPS = 4_000;
  private static final int SHOWN = 20;

  private final TwinBoards boards;
  private long cases;

  OperandLoops(TwinBoards boards) {
    this.boards = boards;
  }

  /// How many cases have been compared.
  long cases() {
    return cases;
  }

  /// @param hint what makes the same operands again
  void assertSameResults(List<OperandLoop> loops, String hint) {
    List<String> differences = new ArrayList<>();
    List<OperandLoop> batch = new ArrayList<>();
    int words = 0;
    for (OperandLoop loop : loops) {
      if (words + loop.resultWords() > MAX_RESULT_WORDS || batch.size() == MAX_LOOPS) {
        run(batch, differences);
        batch.clear();
        words = 0;
      }
      batch.add(loop);
      words += loop.resultWords();
    }
    run(batch, differences);
    assertEquals("", String.join("\n", differences), hint);
  }

  private void run(List<OperandLoop> loops, List<String> differences) {
    ByteBuffer tables = ByteBuffer.allocate(TABLES_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    var program = new StringBuilder(prologue());
    Map<List<Long>, Long> places = new HashMap<>();
    int words = 0;
    for (OperandLoop loop : loops) {
      List<Long> addresses =
          loop.operands().stream()
              .map(table -> places.computeIfAbsent(table, all -> place(tables, all)))
              .toList();
      program.append(loop.assembly(addresses));
      words += loop.resultWords();
      cases += loop.cases();
    }
    program.append("  li t1, 0x5555\n  j finish\n");
    Twin<byte[]> results =
        boards.run(
            program.toString(),
            List.of(new Block(TABLES, Arrays.copyOf(tables.array(), tables.position()))),
            RESULTS,
            8 * words);
    compare(loops, results, differences);
  }

  private static long place(ByteBuffer tables, List<Long> table) {
    long address = TABLES + tables.position();
    table.forEach(tables::putLong);
    return address;
  }

  /// Any trap ends the board with a failure.
  private static String prologue() {
    return """
    .globl _start
    .option norvc
    _start:
      la t0, trapped
      csrw mtvec, t0
      li t0, 0x6000
      csrs mstatus, t0
      li s1, 0x%x
      li a2, 0x%x
      j begin
    trapped:
      li t1, 0x13333
    finish:
      li t0, 0x100000
      sw t1, 0(t0)
      j .
    begin:
    """
        .formatted(RESULTS, SCRATCH);
  }

  private static void compare(
      List<OperandLoop> loops, Twin<byte[]> results, List<String> differences) {
    if (Arrays.equals(results.softmetal(), results.qemu())) {
      return;
    }
    var ours = ByteBuffer.wrap(results.softmetal()).order(ByteOrder.LITTLE_ENDIAN);
    var theirs = ByteBuffer.wrap(results.qemu()).order(ByteOrder.LITTLE_ENDIAN);
    for (OperandLoop loop : loops) {
      int words = loop.shape().resultWords();
      int differing = 0;
      for (int number = 0; number < loop.cases(); number++) {
        String here = "";
        String there = "";
        for (int i = 0; i < words; i++) {
          here += " %x".formatted(ours.getLong());
          there += " %x".formatted(theirs.getLong());
        }
        if (!here.equals(there) && ++differing <= 3 && differences.size() < SHOWN) {
          differences.add(
              "%s (frm %d) of %s: %s, QEMU%s"
                  .formatted(loop.name(), loop.frm(), hex(loop.operandsOf(number)), here, there));
        }
      }
    }
  }

  private static String hex(List<Long> values) {
    return String.join(" ", values.stream().map(Long::toHexString).toList());
  }
}
