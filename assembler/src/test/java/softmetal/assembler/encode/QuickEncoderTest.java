package softmetal.assembler.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.syntax.Statement;
import softmetal.assembler.syntax.StatementParser;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.InstructionSet;
import softmetal.isa.Parameter;

/// What the quick encoder encodes, it encodes as the plain one does, and where that one complains it keeps silent.
/// `-Dsoftmetal.seed=` gives the random operands of one run again, `-Dsoftmetal.rounds=` more of them.
class QuickEncoderTest {
  private static final String[] REGISTERS = {
    "zero", "ra", "sp", "a0", "a5", "s0", "s1", "t6", "x9"
  };
  private static final String[] FLOATS = {"fa0", "fa5", "fs1", "ft11", "f8"};
  private static final String[] SYMBOLS = {
    "here", "known", "(here)", "here+8", ".L1", "1f", "a0+4"
  };
  private static final String[] PARTS = {
    "%hi(here)",
    "%lo(here)",
    "%lo(here+8)",
    "%hi(here+0x12345)",
    "%lo(0x1234)",
    "%hi(known)",
    "%pcrel_hi(here)",
    "%pcrel_lo(.L1)",
    "%tprel_hi(here)",
    "%tprel_lo(here)",
    "%nothing(here)"
  };
  private static final String[] OTHERS = {
    "rtz", "dyn", "iorw", "rw", "wr", "sstatus", "cycle", "mhartid", "0xc00", "\"text\"", "1.5"
  };
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    4,
    8,
    12,
    16,
    24,
    31,
    32,
    63,
    64,
    100,
    248,
    -512,
    496,
    504,
    2047,
    -2048,
    2048,
    4095,
    0xfffff,
    0x12345,
    -4,
    0x7fffffff,
    0x80000000L,
    0x123456789abcdef0L,
    -0x80000000L
  };

  private final long seed = Long.getLong("softmetal.seed", 1);
  private final Random random = new Random(seed);
  private final StatementParser parser = new StatementParser(new Diagnostics());
  private final QuickEncoder quick = new QuickEncoder();
  private final InstructionEncoder plain = new InstructionEncoder();
  private final TestContext[] places = {
    place("rv64gc"),
    place("rv64gc").relaxed(),
    place("rv64g"),
    place("rv32gc"),
    place("rv64gc").relaxed().positionIndependentToo()
  };

  private static TestContext place(String architecture) {
    TestContext context = new TestContext(architecture);
    context.constants.put("known", 0x12345678L);
    return context;
  }

  @Test
  void agrees_with_the_plain_encoder_on_every_form() {
    int encoded = 0;
    int all = 0;
    int rounds = Integer.getInteger("softmetal.rounds", 4);
    for (String mnemonic : InstructionSet.RV64GC.mnemonics()) {
      for (Form form : Forms.of(mnemonic)) {
        for (int round = 0; round < rounds; round++) {
          String line = line(form);
          for (TestContext place : places) {
            all++;
            encoded += agrees(line, place) ? 1 : 0;
          }
        }
      }
    }
    int share = 100 * encoded / all;
    assertTrue(share > 25, () -> "only %d of 100 lines encoded".formatted(share));
  }

  /// Compares; false where the quick encoder left it to the plain one.
  private boolean agrees(String line, TestContext place) {
    List<Statement> statements = parser.parse(SourceText.file("t.s", line).span(0, line.length()));
    if (statements.isEmpty() || !(statements.getFirst() instanceof Statement.Operation operation)) {
      return false;
    }
    int label = place.labels();
    int reported = place.diagnostics.all().size();
    List<Piece> found = quick.encode(operation, place);
    assertEquals(reported, place.diagnostics.all().size(), line);
    if (found == null) {
      return false;
    }
    place.labels(label);
    List<Piece> expected = plain.encodePlainly(operation, place);
    String run = line + " in " + place.instructionSet() + " -Dsoftmetal.seed=" + seed;
    assertEquals(expected, found, run);
    assertEquals(reported, place.diagnostics.all().size(), run);
    return true;
  }

  private String line(Form form) {
    StringJoiner operands = new StringJoiner(", ");
    String again = one(REGISTERS);
    for (Parameter parameter : form.signature().parameters()) {
      if (random.nextInt(40) > 0) {
        operands.add(random.nextInt(12) == 0 ? anything() : operand(parameter, again));
      }
    }
    return form.mnemonic() + " " + operands;
  }

  private String operand(Parameter parameter, String again) {
    return switch (parameter) {
      case Parameter.IntegerRegister _ -> random.nextInt(3) == 0 ? again : one(REGISTERS);
      case Parameter.FloatingRegister _ -> one(FLOATS);
      case Parameter.FixedRegister fixed -> fixed.register().lowerCaseName();
      case Parameter.FixedNumber fixed -> Long.toString(fixed.value());
      case Parameter.Memory(Parameter offset, Parameter base) ->
          operand(offset, again) + "(" + operand(base, again) + ")";
      case Parameter.Address(Parameter base) -> "(" + operand(base, again) + ")";
      case Parameter.Rounding _ -> random.nextBoolean() ? "rtz" : "dyn";
      case Parameter.Numeric numeric ->
          switch (numeric.kind()) {
            case IMM, UPPER -> random.nextInt(3) == 0 ? one(PARTS) : number();
            case SHAMT, ZIMM -> number();
            case TARGET, SYMBOL -> one(SYMBOLS);
            case TPREL -> "%tprel_add(here)";
            case CSR -> random.nextBoolean() ? "sstatus" : one(OTHERS);
            case PRED, SUCC -> random.nextBoolean() ? "iorw" : one(OTHERS);
          };
    };
  }

  private String anything() {
    return switch (random.nextInt(7)) {
      case 0 -> one(REGISTERS);
      case 1 -> one(FLOATS);
      case 2 -> one(SYMBOLS);
      case 3 -> one(PARTS);
      case 4 -> one(OTHERS);
      case 5 -> number() + "(" + one(REGISTERS) + ")";
      default -> number();
    };
  }

  private String number() {
    long number = NUMBERS[random.nextInt(NUMBERS.length)];
    return random.nextBoolean() ? Long.toString(number) : "0x" + Long.toHexString(number);
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "addi sp, sp, -16",
        "ld a0, 8(sp)",
        "beqz a0, here",
        "j here",
        "call here",
        "la a0, here",
        "li a0, 0x123456789",
        "lui a0, %hi(here)",
        "lw a0, %lo(here+4)(a0)",
        "csrr a0, sstatus",
        "ret",
        "fadd.d fa0, fa1, fa2",
        "amoadd.w.aq a0, a1, (a2)",
        "fence rw, w",
        "zext.w a0, a1",
        "unimp"
      })
  void encodes_what_programs_are_made_of(String line) {
    List<Statement> statements = parser.parse(SourceText.file("t.s", line).span(0, line.length()));
    assertNotNull(quick.encode((Statement.Operation) statements.getFirst(), places[1]), line);
    assertTrue(agrees(line, places[1]));
  }
}
