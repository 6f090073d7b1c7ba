package softmetal.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Compares the disassembler with GNU objdump 2.40, word by word.
@Tag("oracle")
class ObjdumpOracleTest {
  private static final Pattern LINE =
      Pattern.compile("\\s*([0-9a-f]+):\\t[0-9a-f ]+\\t([^\\t]+)(?:\\t([^#<]*))?.*");

  @TempDir Path directory;

  @Test
  void every_16_bit_word_reads_the_same() throws Exception {
    for (Xlen xlen : Xlen.values()) {
      List<Integer> words = new ArrayList<>();
      for (int half = 0; half < 0x10000; half++) {
        if ((half & 3) != 3 && !isReserved(half, xlen)) {
          words.add(half);
        }
      }
      assertAgree(words, xlen);
    }
  }

  @Test
  void every_row_reads_the_same_with_random_operands() throws Exception {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println("ObjdumpOracleTest: -Dtest.seed=" + seed);
    Random random = new Random(seed);
    for (Xlen xlen : Xlen.values()) {
      InstructionSet isa = isa(xlen);
      List<Integer> words = new ArrayList<>();
      for (Instruction instruction : Instruction.values()) {
        for (int i = 0; isa.has(instruction) && i < 300; i++) {
          Map<Field, Long> values = InstructionTest.randomOperands(instruction, isa.xlen(), random);
          if (instruction == Instruction.FENCE) {
            // Reserved fences are legal to a hart, but not to objdump.
            values.put(Field.IMMEDIATE, 1L + random.nextInt(15) + (1 + random.nextInt(15)) * 16L);
          }
          if (instruction.signature().text().endsWith("rm=rne")) {
            values.put(Field.ROUNDING_MODE, 0L); // all that objdump knows of an exact conversion
          }
          words.add(instruction.encoding().encode(values));
        }
      }
      assertAgree(words, xlen);
    }
  }

  @Test
  void every_csr_has_the_same_name() throws Exception {
    List<Integer> words = new ArrayList<>();
    for (long number = 0; number < 0x1000; number++) {
      words.add(
          Instruction.CSRRW.encoding().encode(Map.of(Field.IMMEDIATE, number, Field.RS1, 1L)));
    }
    assertAgree(words, Xlen.RV64);
  }

  /// What the manual reserves and objdump shows all the same: RV32 shifts by 32 and more, `c.addi16sp` by 0.
  private static boolean isReserved(int half, Xlen xlen) {
    boolean left = (half & 0xf003) == 0x1002;
    boolean right = (half & 0xf803) == 0x9001;
    return half == 0x6101 || (xlen == Xlen.RV32 && (left || right));
  }

  private static InstructionSet isa(Xlen xlen) {
    return InstructionSet.parse(xlen == Xlen.RV64 ? "rv64gc" : "rv32gc");
  }

  private void assertAgree(List<Integer> words, Xlen xlen) throws Exception {
    Disassembler disassembler = new Disassembler(isa(xlen));
    List<String> differences = new ArrayList<>();
    List<String> theirs = objdump(words, xlen);
    assertEquals(words.size(), theirs.size());
    long pc = 0;
    for (int i = 0; i < words.size(); i++) {
      int word = words.get(i);
      String ours = disassembler.disassemble(word, pc);
      if (!normal(ours).equals(theirs.get(i))) {
        differences.add("%08x ours %s, objdump %s".formatted(word, ours, theirs.get(i)));
      }
      pc += (word & 3) == 3 ? 4 : 2;
    }
    assertTrue(
        differences.isEmpty(),
        () -> differences.size() + ": " + differences.stream().limit(40).toList());
  }

  /// Where objdump 2.40 has names of its own.
  private static String normal(String text) {
    return text.replaceFirst("^c\\.(s[lr][la]i) (.*),0x0$", "c.$164 $2")
        .replace(".2byte 0x0000", "c.unimp")
        .replaceFirst("byte 0x0+(?=.)", "byte 0x");
  }

  private List<String> objdump(List<Integer> words, Xlen xlen)
      throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int word : words) {
      for (int i = 0; i < ((word & 3) == 3 ? 4 : 2); i++) {
        bytes.write(word >> (8 * i));
      }
    }
    Path file = directory.resolve("words.bin");
    Files.write(file, bytes.toByteArray());
    Process process =
        new ProcessBuilder(
                "riscv64-unknown-elf-objdump",
                "-b",
                "binary",
                "-D",
                "-z",
                "-m",
                xlen == Xlen.RV64 ? "riscv:rv64" : "riscv:rv32",
                "-M",
                "no-aliases",
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    List<String> texts = new ArrayList<>();
    for (String line : output.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String operands = matcher.group(3);
        texts.add(
            operands == null || operands.isBlank()
                ? matcher.group(2).strip()
                : matcher.group(2).strip() + " " + operands.strip());
      }
    }
    return texts;
  }
}
