package softmetal.assembler.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.object.RelocationType;
import softmetal.isa.Csr;
import softmetal.isa.Field;
import softmetal.isa.FloatRegister;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.isa.Parameter;
import softmetal.isa.Register;
import softmetal.isa.RoundingMode;

/// Compares the encoder with GNU as, line by line: what is accepted, the bytes, and the relocations.
@Tag("oracle")
class GnuOracleTest {
  private static final Pattern ERROR = Pattern.compile("[^:]*:(\\d+): Error: .*");

  /// The number behind the first line; in no instruction.
  private static final int MARK = 0x7fee0000;

  @TempDir Path directory;
  private final Random random = random();

  private static Random random() {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.println("GnuOracleTest: -Dtest.seed=" + seed);
    return new Random(seed);
  }

  @Test
  void every_form_with_random_operands_gives_the_same_bytes_and_relocations() throws Exception {
    for (String architecture :
        List.of(
            "rv64gc",
            "rv64g",
            "rv32gc",
            "rv64gc_zba_zbb_zbc_zbs",
            "rv32gc_zbb_zbs",
            "rv64gc_zbkb_zbkc")) {
      InstructionSet isa = InstructionSet.parse(architecture);
      List<String> lines = new ArrayList<>();
      for (String mnemonic : isa.mnemonics()) {
        for (Form form : Forms.of(mnemonic)) {
          for (int i = 0; i < 40; i++) {
            lines.add(randomLine(form));
          }
        }
      }
      assertAgree(lines, architecture);
    }
  }

  @Test
  void li_takes_the_same_instructions_for_every_constant() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      lines.add("li %s, %#x".formatted(register(), constant()));
    }
    for (int shift = 0; shift < 64; shift++) {
      for (long near = -2; near <= 2; near++) {
        lines.add("li a0, %#x".formatted((1L << shift) + near));
        lines.add("li a0, %#x".formatted((-1L << shift) + near));
        lines.add("li a0, %#x".formatted((0x7ffL << shift) + near));
      }
    }
    assertAgree(lines, "rv64gc");
    assertAgree(lines, "rv64g");
  }

  private void assertAgree(List<String> lines, String architecture) throws Exception {
    Set<Integer> rejected = gnuErrors(lines, architecture);
    List<String> differences = new ArrayList<>();
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      TestContext context = new TestContext(architecture);
      boolean fine = !Encoded.pieces(line, context).isEmpty();
      if (fine == rejected.contains(i + 1)) {
        if (!isKnownToDiffer(line)) {
          differences.add(
              line + (fine ? " accepted by us only" : " rejected by us only: ") + problem(context));
        }
      } else if (fine) {
        accepted.add(line);
      }
    }
    assertTrue(accepted.size() > lines.size() / 4, () -> "only " + accepted.size() + " accepted");
    compareListings(accepted, architecture, differences);
    assertTrue(
        differences.isEmpty(),
        () ->
            architecture
                + ": "
                + differences.size()
                + " differ\n"
                + String.join("\n", differences.subList(0, Math.min(60, differences.size()))));
  }

  private static String problem(TestContext context) {
    return context.diagnostics.all().isEmpty()
        ? ""
        : context.diagnostics.all().getFirst().message();
  }

  /// A number behind each line shows where the next one begins, whatever became of the line.
  private void compareListings(List<String> lines, String architecture, List<String> differences)
      throws Exception {
    List<String> marked = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      marked.add(lines.get(i) + "\n.4byte " + (MARK + i));
    }
    gnu(marked, architecture);
    run("riscv64-unknown-elf-objcopy", "-O", "binary", "-j", ".text", "t.o", "t.bin");
    byte[] theirs = Files.readAllBytes(directory.resolve("t.bin"));
    Map<Long, String> relocations = relocations();
    int offset = 0;
    for (int n = 0; n < lines.size(); n++) {
      ByteArrayOutputStream ours = new ByteArrayOutputStream();
      StringJoiner ourRelocations = new StringJoiner(",");
      StringJoiner theirRelocations = new StringJoiner(",");
      for (Piece piece : Encoded.pieces(lines.get(n), new TestContext(architecture))) {
        place(piece, offset + ours.size(), ours, ourRelocations, offset);
      }
      int start = offset;
      StringBuilder theirHex = new StringBuilder();
      while (word(theirs, offset) != MARK + n) {
        theirHex.append("%02x".formatted(theirs[offset]));
        String relocation = relocations.get((long) offset);
        if (relocation != null) {
          theirRelocations.add(offset - start + ":" + relocation);
        }
        offset++;
      }
      offset += 4;
      String hex = HexFormat.of().formatHex(ours.toByteArray());
      if (!hex.contentEquals(theirHex)
          || !ourRelocations.toString().equals(theirRelocations.toString())) {
        differences.add(
            "%s: ours %s %s, theirs %s %s"
                .formatted(lines.get(n), hex, ourRelocations, theirHex, theirRelocations));
      }
    }
    assertEquals(theirs.length, offset);
  }

  private static int word(byte[] bytes, int offset) {
    int word = 0;
    for (int i = 0; i < 4; i++) {
      word |= (bytes[offset + i] & 0xff) << (8 * i);
    }
    return word;
  }

  /// A piece as the layout places it if its target is undefined.
  private static void place(
      Piece piece, int pc, ByteArrayOutputStream bytes, StringJoiner relocations, int start) {
    switch (piece) {
      case Piece.Code code -> {
        for (Piece.Fixup fixup : code.fixups()) {
          relocations.add(pc - start + ":" + fixup.type());
        }
        write(code.word(), code.length(), bytes);
      }
      case Piece.Branch branch -> {
        long link = branch.instruction() == Instruction.JAL ? branch.rs1() : 0;
        if (branch.instruction() != Instruction.JAL) {
          Map<Field, Long> values =
              Map.of(
                  Field.RS1,
                  (long) branch.rs1(),
                  Field.RS2,
                  (long) branch.rs2(),
                  Field.IMMEDIATE,
                  8L);
          write(branch.instruction().encoding().encode(values) ^ 0x1000, 4, bytes);
          pc += 4;
        }
        relocations.add(pc - start + ":" + RelocationType.R_RISCV_JAL);
        write(
            Instruction.JAL.encoding().encode(Map.of(Field.RD, link, Field.IMMEDIATE, (long) -pc)),
            4,
            bytes);
      }
    }
  }

  private static void write(int word, int length, ByteArrayOutputStream bytes) {
    for (int i = 0; i < length; i++) {
      bytes.write(word >> (8 * i));
    }
  }

  private Map<Long, String> relocations() throws Exception {
    Map<Long, String> relocations = new java.util.HashMap<>();
    for (String line : run("riscv64-unknown-elf-readelf", "-rW", "t.o").lines().toList()) {
      String[] words = line.strip().split(" +", -1);
      if (words.length > 3 && words[2].startsWith("R_RISCV_")) {
        relocations.merge(Long.parseLong(words[0], 16), words[2], (a, b) -> a + "+" + b);
      }
    }
    return relocations;
  }

  private Set<Integer> gnuErrors(List<String> lines, String architecture) throws Exception {
    Set<Integer> errors = new HashSet<>();
    for (String line : gnu(lines, architecture).lines().toList()) {
      Matcher matcher = ERROR.matcher(line);
      if (matcher.matches()) {
        errors.add(Integer.parseInt(matcher.group(1)));
      }
    }
    return errors;
  }

  private String gnu(List<String> lines, String architecture) throws Exception {
    Files.write(directory.resolve("t.s"), lines);
    String abi = architecture.startsWith("rv32") ? "ilp32d" : "lp64d";
    return start(
        "riscv64-unknown-elf-as",
        "-mno-relax",
        "-march=" + architecture,
        "-mabi=" + abi,
        "-o",
        "t.o",
        "t.s");
  }

  private String run(String... command) throws Exception {
    return start(command);
  }

  private String start(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /// What we accept beyond GNU as 2.40: valid encodings, and names that its successors know.
  private static boolean isKnownToDiffer(String line) {
    boolean exactConversion = line.matches("fcvt\\.d\\.(s|w|wu) .*, (rne|rtz|rdn|rup|rmm|dyn)");
    boolean hint = line.matches("c\\.s[lr][la]i .*, 0");
    return exactConversion || hint || line.startsWith("lga ");
  }

  // --- random lines

  private String randomLine(Form form) {
    Map<String, String> names = new java.util.HashMap<>();
    StringJoiner operands = new StringJoiner(", ");
    for (Parameter parameter : form.signature().parameters()) {
      if (!(parameter instanceof Parameter.Rounding) || random.nextBoolean()) {
        operands.add(operand(parameter, names));
      }
    }
    return (form.mnemonic() + " " + operands).strip();
  }

  private String operand(Parameter parameter, Map<String, String> names) {
    return switch (parameter) {
      case Parameter.IntegerRegister(String name, boolean _) -> same(name, register(), names);
      case Parameter.FloatingRegister(String name) ->
          same(name, FloatRegister.of(random.nextInt(32)).lowerCaseName(), names);
      case Parameter.FixedRegister(Register register) -> register.lowerCaseName();
      case Parameter.FixedNumber(long value) -> Long.toString(value);
      case Parameter.Rounding _ ->
          List.of(RoundingMode.values()).get(random.nextInt(6)).lowerCaseName();
      case Parameter.Memory(Parameter offset, Parameter base) ->
          operand(offset, names) + "(" + operand(base, names) + ")";
      case Parameter.Address(Parameter base) -> "(" + operand(base, names) + ")";
      case Parameter.Numeric(String name, Parameter.Kind kind, boolean _) ->
          same(
              name,
              switch (kind) {
                case IMM -> immediate();
                case UPPER ->
                    random.nextInt(4) == 0
                        ? "%hi(symbol)"
                        : Long.toString(random.nextInt(random.nextBoolean() ? 40 : 1 << 20));
                case SHAMT -> Integer.toString(random.nextInt(66));
                case ZIMM -> Integer.toString(random.nextInt(34));
                case TARGET, SYMBOL -> "symbol";
                case TPREL -> "%tprel_add(symbol)";
                case CSR ->
                    random.nextBoolean()
                        ? Csr.names().get(random.nextInt(Csr.names().size()))
                        : Integer.toString(random.nextInt(4096));
                case PRED, SUCC ->
                    List.of("r", "w", "rw", "iorw", "io", "ow", "wr").get(random.nextInt(7));
              },
              names);
    };
  }

  /// Often the operand that the same name, or another, got before.
  private String same(String name, String fresh, Map<String, String> names) {
    String before = names.get(name);
    if (before == null && name.startsWith("r") && !names.isEmpty() && random.nextInt(3) == 0) {
      before = names.values().iterator().next();
      before = Register.named(before) == null ? null : before;
    }
    String chosen = before != null ? before : fresh;
    names.put(name, chosen);
    return chosen;
  }

  private String register() {
    return switch (random.nextInt(4)) {
      case 0 -> List.of("zero", "sp", "ra", "a0").get(random.nextInt(4));
      case 1 -> Register.of(8 + random.nextInt(8)).lowerCaseName();
      default -> Register.of(random.nextInt(32)).lowerCaseName();
    };
  }

  private String immediate() {
    return switch (random.nextInt(8)) {
      case 0 -> "0";
      case 1 -> Integer.toString(random.nextInt(70) - 35);
      case 2 -> Integer.toString(random.nextInt(64) * 4);
      case 3 -> Integer.toString(random.nextInt(64) * 8);
      case 4 -> Integer.toString((random.nextInt(80) - 40) * 16);
      case 5 -> Integer.toString(random.nextInt(4300) - 2150);
      case 6 -> "%lo(symbol+" + random.nextInt(5000) + ")";
      default -> "%lo(" + random.nextInt() + ")";
    };
  }

  private long constant() {
    long value = random.nextLong() >> random.nextInt(64);
    return switch (random.nextInt(3)) {
      case 0 -> value;
      case 1 -> value << random.nextInt(64);
      default -> value & ~(0xfffL << random.nextInt(52));
    };
  }
}
