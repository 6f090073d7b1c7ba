package softmetal.isa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares the disassembler with GNU objdump 2.40, word by word, with and without aliases. Nothing is left out: what is
/// no instruction must be shown as the same data.
@Tag("oracle")
class ObjdumpOracleTest {
  private static final Pattern LINE =
      Pattern.compile("\\s*[0-9a-f]+:\\t[0-9a-f ]+\\t([^\\t]+)(?:\\t([^#<]*))?.*");

  /// Zicond is not among them: objdump 2.40 came before it.
  private static final String BIT_MANIPULATION = "rv64gc_zba_zbb_zbc_zbs";

  /// Random words for each architecture; `-Dsoftmetal.words` for a long run.
  private static final int WORDS = Integer.getInteger("softmetal.words", 30_000);

  /// Opcodes that are not mostly illegal.
  private static final int[] OPCODES = {
    0x03, 0x07, 0x0f, 0x13, 0x17, 0x1b, 0x23, 0x27, 0x2f, 0x33, 0x37, 0x3b, 0x43, 0x53, 0x63, 0x67,
    0x6f, 0x73
  };

  @TempDir Path directory;

  private final long seed = Long.getLong("softmetal.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @ParameterizedTest
  @ValueSource(strings = {"rv64gc", "rv32gc", "rv64imac", "rv32imac", "rv64ima", "rv64i"})
  void every_16_bit_word_reads_the_same(String architecture) throws Exception {
    List<Integer> words = new ArrayList<>();
    for (int half = 0; half < 0x10000; half++) {
      if ((half & 3) != 3) {
        words.add(half);
      }
    }
    assertAgree(words, architecture);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rv64gc", "rv32gc", BIT_MANIPULATION})
  void every_row_reads_the_same_with_random_operands(String architecture) throws Exception {
    InstructionSet isa = InstructionSet.parse(architecture);
    List<Integer> words = new ArrayList<>();
    for (Instruction instruction : Instruction.values()) {
      for (int i = 0; isa.has(instruction) && i < 300; i++) {
        words.add(
            instruction
                .encoding()
                .encode(InstructionTest.randomOperands(instruction, isa.xlen(), random)));
      }
    }
    assertAgree(words, architecture);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rv64gc", "rv32gc", "rv64imac", "rv64i", BIT_MANIPULATION})
  void random_words_read_the_same_legal_or_not(String architecture) throws Exception {
    List<Integer> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      int word = random.nextInt() | 3;
      words.add((word & 0x1f) == 0x1f ? word ^ 0x10 : word);
    }
    assertAgree(words, architecture);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rv64gc", "rv32gc", "rv64imac", "rv64i", BIT_MANIPULATION})
  void words_close_to_special_cases_read_the_same(String architecture) throws Exception {
    List<Integer> words = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      words.add(unusual());
    }
    assertAgree(words, architecture);
  }

  @Test
  void every_system_word_reads_the_same() throws Exception {
    List<Integer> words = new ArrayList<>();
    for (int number = 0; number < 0x1000; number++) {
      for (int register : new int[] {0, 1 << 15, 31 << 15, 1 << 7}) {
        words.add(0x73 | number << 20 | register);
      }
      words.add(
          Instruction.CSRRW
              .encoding()
              .encode(Map.of(Field.IMMEDIATE, (long) number, Field.RS1, 1L)));
    }
    for (int sets = 0; sets < 0x1000; sets++) {
      words.add(0x0f | sets << 20);
    }
    assertAgree(words, "rv64gc");
  }

  @Test
  void what_is_longer_than_four_bytes_is_data_of_that_length() throws Exception {
    List<Integer> words = new ArrayList<>();
    for (int half : new int[] {0x001f, 0x003f, 0x007f, 0x107f, 0x207f, 0x507f, 0x607f, 0x707f}) {
      words.add(half | 0x1234_0000);
      for (int i = 0; i < 11; i++) {
        words.add(0x0013 | i << 20);
      }
    }
    assertAgree(words, "rv64gc");
  }

  /// Registers and fields as they are in special cases: mostly 0, 1, 2 or all ones.
  private int unusual() {
    int[] registers = {0, 0, 1, 1, 2, 5, 8, 10, 31, random.nextInt(32)};
    int word = OPCODES[random.nextInt(OPCODES.length)] | random.nextInt(8) << 12;
    word |= registers[random.nextInt(10)] << 7 | registers[random.nextInt(10)] << 15;
    int[] tops = {0, 1, 2, 0x20, 0xfff, 0xff, 0xc00, 0xc01, 0xc80, 0x302, random.nextInt(0x1000)};
    int top =
        random.nextBoolean()
            ? random.nextInt(128) << 5 | registers[random.nextInt(10)]
            : tops[random.nextInt(tops.length)];
    return word | top << 20;
  }

  private void assertAgree(List<Integer> words, String architecture) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(words.size() * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      if ((word & 3) == 3) {
        bytes.putInt(word);
      } else {
        bytes.putShort((short) word);
      }
    }
    bytes.flip();
    Path object = object(bytes, architecture);
    Disassembler plain = new Disassembler(InstructionSet.parse(architecture));
    assertAgree(bytes, plain, object, "no-aliases");
    assertAgree(bytes, plain.withNumericRegisters(), object, "no-aliases,numeric");
    assertAgree(bytes, plain.withAliases(), object, "");
  }

  private void assertAgree(ByteBuffer bytes, Disassembler disassembler, Path object, String options)
      throws Exception {
    List<String> theirs = objdump(object, options);
    List<String> differences = new ArrayList<>();
    int at = 0;
    int index = 0;
    while (at < bytes.limit()) {
      Disassembler.Shown ours = disassembler.show(bytes.slice(at, bytes.limit() - at), at);
      String expected = index < theirs.size() ? theirs.get(index) : "nothing";
      if (!ours.toString().equals(expected)) {
        differences.add(
            "%04x: ours `%s`, objdump %s `%s`"
                .formatted(bytes.getShort(at), ours, options, expected));
      }
      at += ours.length();
      index++;
    }
    assertTrue(
        differences.isEmpty(),
        () ->
            "-Dsoftmetal.seed=%d: %d differences: %s"
                .formatted(
                    seed,
                    differences.size(),
                    String.join("\n", differences.stream().limit(40).toList())));
    assertEquals(theirs.size(), index);
  }

  /// An object with these bytes as code, and no mapping symbols that would call them data.
  private Path object(ByteBuffer bytes, String architecture) throws Exception {
    byte[] array = new byte[bytes.limit()];
    bytes.get(0, array);
    Files.write(directory.resolve("words.bin"), array);
    Path source = directory.resolve("words.s");
    Files.writeString(source, ".text\n.incbin \"words.bin\"\n");
    Path object = directory.resolve("words.o");
    run(
        "as",
        "-march=" + architecture,
        "-mabi=" + (architecture.startsWith("rv64") ? "lp64" : "ilp32"),
        "-o",
        object.toString(),
        source.toString());
    run("objcopy", "-S", object.toString());
    return object;
  }

  private List<String> objdump(Path object, String options) throws Exception {
    List<String> texts = new ArrayList<>();
    String output =
        options.isEmpty()
            ? run("objdump", "-d", "-z", object.toString())
            : run("objdump", "-d", "-z", "-M", options, object.toString());
    for (String line : output.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String operands = matcher.group(2);
        texts.add(
            operands == null || operands.isBlank()
                ? matcher.group(1).strip()
                : matcher.group(1).strip() + " " + operands.strip());
      }
    }
    return texts;
  }

  private String run(String tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("riscv64-unknown-elf-" + tool));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
