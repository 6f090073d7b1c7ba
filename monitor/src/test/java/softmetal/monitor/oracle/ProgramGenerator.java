package softmetal.monitor.oracle;

import java.util.SplittableRandom;
import softmetal.isa.Decoded;
import softmetal.isa.Instruction;
import softmetal.monitor.privileged.Mode;

/// Makes short programs of every unprivileged row of the instruction table that QEMU's hart has too.
///
/// There are three kinds:
///
/// - *orderly* ones: loads and stores hit the scratch pages, aligned or not; branches skip a few instructions, loops
///   turn a few times;
/// - *wild* ones, in a mode with page tables: the registers that hold addresses may be overwritten, and addresses may
///   be anything;
/// - *raw* ones, in user mode: random words, most of them illegal, that change the flow only by trapping.
///
/// Left out is what QEMU has its own opinion about: see `docs/qemu-differences.md`.
final class ProgramGenerator {
  private static final int MAX_BYTES = 1600;

  private final HartKind kind;
  private final SplittableRandom random;
  private final EdgeValues values;
  private final Mode mode;
  private final ProgramItems items;

  private ProgramGenerator(HartKind kind, SplittableRandom random, Mode mode, boolean wild) {
    this.kind = kind;
    this.random = random;
    this.values = new EdgeValues(random);
    this.mode = mode;
    this.items = new ProgramItems(kind, random, mode, wild);
  }

  /// The program with this number in the sequence of a seed.
  static RandomProgram generate(HartKind kind, long seed, int number) {
    var random = new SplittableRandom(seed * 1_000_003 + number);
    int sort = random.nextInt(10);
    Mode mode = sort < 3 ? Mode.MACHINE : sort == 3 ? Mode.SUPERVISOR : Mode.USER;
    boolean wild = sort == 8 || (sort == 3 && random.nextBoolean());
    boolean raw = sort == 9;
    return new ProgramGenerator(kind, random, mode, wild || raw)
        .program("seed %d, program %d".formatted(seed, number), raw);
  }

  private RandomProgram program(String name, boolean raw) {
    long[] x = new long[32];
    for (int i = 0; i < 32; i++) {
      x[i] = i == 0 ? 0 : kind.xlen().zeroExtend(values.integer());
    }
    int bases = items.place(x);
    long[] f = new long[32];
    for (int i = 0; i < 32; i++) {
      f[i] = values.floating();
    }
    int fcsr = random.nextInt(5) << 5 | (random.nextBoolean() ? 0 : random.nextInt(32));
    int count = raw ? 40 : random.nextInt(60, 140);
    for (int i = 0; i < count && items.code().here() < MAX_BYTES - 200; i++) {
      items.newGroup();
      if (raw) {
        items.add(rawWord());
      } else {
        items.item();
      }
    }
    items.stay(() -> items.add(Instruction.ECALL.encoding().match()));
    return new RandomProgram(
        name,
        kind,
        mode,
        x,
        bases,
        f,
        fcsr,
        Harness.LOGGED_TRAPS,
        items.code().words(),
        items.groups(),
        items.place());
  }

  /// Any bits that neither jump, nor branch, nor may succeed in a store-conditional.
  private int rawWord() {
    while (true) {
      int word = random.nextInt();
      if (random.nextInt(3) == 0) {
        word &= 0xffff;
      } else if (random.nextInt(4) != 0) {
        word |= 3;
      }
      if (Code.length(word) == 2) {
        word &= 0xffff;
      }
      if (word != 0 && isHarmless(word)) {
        return word;
      }
    }
  }

  private boolean isHarmless(int word) {
    Decoded decoded = kind.decoder().decode(word);
    if (decoded == null) {
      return !isJumpOpcode(word) && items.rows().ours().decode(word) == null;
    }
    return !Rows.isSpecial(decoded.instruction());
  }

  private static boolean isJumpOpcode(int word) {
    int opcode = word & 0x7f;
    return opcode == 0x63 || opcode == 0x67 || opcode == 0x6f;
  }
}
