import java.io.IOException;
import java.io.PrintStream;
import java.util.Random;

/// Writes a long assembly source to standard output, for measuring assemblers: the same for the same seed.
///
/// ```
/// java assembler/src/bench/GenerateSource.java KIND LINES SEED
/// ```
///
/// | kind | what it looks like |
/// |---|---|
/// | `program` | what people and compilers write: functions with labels, branches, loads and stores, calls, data |
/// | `macros` | calls of macros with parameters, `.rept`, `\@`, local labels |
/// | `conditions` | lines of dozens of statements between `;`, `.if`, `.set`, `.option push`, as test suites have |
final class GenerateSource {
  private static final String[] TEMPORARY = {"t0", "t1", "t2", "t3", "t4", "t5", "t6"};
  private static final String[] ANY = {
    "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "s0", "s1", "s2", "s3", "s4", "t0", "t1", "t2"
  };
  private static final String[] FLOATING = {"fa0", "fa1", "fa2", "ft0", "ft1", "fs0"};
  private static final String[] THREE = {
    "add", "sub", "and", "or", "xor", "sll", "srl", "slt", "sltu", "addw", "subw", "mul", "divu", "remw"
  };
  private static final String[] IMMEDIATE = {"addi", "andi", "ori", "xori", "addiw", "slti"};
  private static final String[] LOAD = {"ld", "lw", "lbu", "lhu", "lb", "lwu"};
  private static final String[] STORE = {"sd", "sw", "sb", "sh"};
  private static final String[] BRANCH = {"beq", "bne", "blt", "bge", "bltu", "bgeu"};
  private static final String[] COMMENT = {
    "the next block of the list", "saved by the caller", "as the manual has it", "not reached",
    "bits 12 to 31", "keep the reservation", "one page further"
  };

  private final PrintStream out;
  private final Random random;
  private final long limit;
  private long lines;
  private int function;
  private int local;

  private GenerateSource(PrintStream out, long limit, long seed) {
    this.out = out;
    this.limit = limit;
    this.random = new Random(seed);
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 3) {
      System.err.println("usage: GenerateSource program|macros|conditions LINES SEED");
      System.exit(2);
    }
    try (PrintStream out = new PrintStream(new java.io.BufferedOutputStream(System.out, 1 << 16))) {
      GenerateSource source =
          new GenerateSource(out, Long.parseLong(arguments[1]), Long.parseLong(arguments[2]));
      switch (arguments[0]) {
        case "program" -> source.program();
        case "macros" -> source.macros();
        case "conditions" -> source.conditions();
        default -> throw new IOException("no kind " + arguments[0]);
      }
    }
  }

  private void line(String text) {
    lines++;
    out.print(text);
    out.print('\n');
  }

  private void line(String format, Object... values) {
    line(format.formatted(values));
  }

  private String one(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private int up(int to) {
    return random.nextInt(to);
  }

  // --- program

  private void program() {
    line("# Generated; means nothing.");
    line("\t.option nopic");
    line("\t.macro save register, at");
    line("\tsd\t\\register, \\at(sp)");
    line("\t.endm");
    line("\t.macro restore register, at=8");
    line("\tld\t\\register, \\at(sp)");
    line("\t.endm");
    line("\t.equ\tPAGE, 4096");
    while (lines < limit - 600) {
      function();
      if (up(3) == 0) {
        data();
      }
    }
    // What was called or loaded and has not come, so that the object can be linked.
    line("\t.text");
    for (int i = 0; i < 10; i++) {
      line("\t.globl\tf%d", function);
      line("f%d:\tret", function++);
    }
    line("\t.section\t.rodata");
    line("\t.align\t3");
    while (objects < 1 + function / 3) {
      line("d%d:\t.dword\t0", objects++);
    }
    line("\t.text");
    while (lines < limit) {
      line("\tnop");
    }
  }

  private void function() {
    int number = function++;
    line("");
    line("# Function %d: %s.", number, one(COMMENT));
    line("\t.text");
    line("\t.align\t%d", 1 + up(2));
    line("\t.globl\tf%d", number);
    line("\t.type\tf%d, @function", number);
    line("f%d:", number);
    line("\taddi\tsp, sp, -32");
    line("\tsave\tra, 8");
    line("\tsd\ts0, 16(sp)");
    int blocks = 2 + up(8);
    int first = local;
    local += blocks;
    for (int block = 0; block < blocks; block++) {
      line(".L%d:", first + block);
      int length = 3 + up(12);
      for (int i = 0; i < length; i++) {
        instruction();
      }
      int target = first + up(blocks);
      switch (up(5)) {
        case 0 -> line("\tj\t.L%d", target);
        case 1 -> line("\tbnez\t%s, .L%d", one(ANY), target);
        case 2 -> line("\tbeqz\t%s, .L%d\t# %s", one(ANY), target, one(COMMENT));
        default -> line("\t%s\t%s, %s, .L%d", one(BRANCH), one(ANY), one(ANY), target);
      }
    }
    if (up(2) == 0) {
      line("1:\tlr.d\tt0, (a0)");
      line("\tadd\tt0, t0, a1");
      line("\tsc.d\tt1, t0, (a0)");
      line("\tbnez\tt1, 1b");
    }
    line("\trestore\tra");
    line("\tld\ts0, 16(sp)");
    line("\taddi\tsp, sp, 32");
    line("\tret");
    line("\t.size\tf%d, . - f%d", number, number);
  }

  private void instruction() {
    switch (up(24)) {
      case 0, 1, 2 -> line("\t%s\t%s, %s, %s", one(THREE), one(ANY), one(ANY), one(ANY));
      case 3, 4, 5 -> line("\t%s\t%s, %s, %d", one(IMMEDIATE), one(ANY), one(ANY), up(4096) - 2048);
      case 6, 7, 8, 9 -> line("\t%s\t%s, %d(%s)", one(LOAD), one(ANY), 8 * up(64), one(ANY));
      case 10, 11, 12 -> line("\t%s\t%s, %d(sp)", one(STORE), one(ANY), 8 * up(32));
      case 13 -> line("\tli\t%s, %d", one(TEMPORARY), up(64) - 32);
      case 14 -> line("\tli\t%s, 0x%x", one(TEMPORARY), random.nextInt());
      case 15 -> line("\tla\t%s, d%d", one(ANY), up(1 + function / 3));
      case 16, 17 -> line("\tcall\tf%d", up(function + 10));
      case 18 -> line("\tmv\t%s, %s", one(ANY), one(ANY));
      case 19 -> line("\tslli\t%s, %s, %d\t# %s", one(ANY), one(ANY), 1 + up(31), one(COMMENT));
      case 20 -> line("\tfadd.d\t%s, %s, %s", one(FLOATING), one(FLOATING), one(FLOATING));
      case 21 -> {
        line("\tlui\ta5, %%hi(d%d)", up(1 + function / 3));
        line("\tlw\ta0, %%lo(d%d)(a5)", up(1 + function / 3));
      }
      case 22 -> line("\tcsrr\t%s, sstatus", one(TEMPORARY));
      default -> line("        # %s", one(COMMENT));
    }
  }

  private int objects;

  private void data() {
    int number = objects++;
    line("\t.section\t.rodata");
    line("\t.align\t3");
    line("d%d:", number);
    for (int i = up(6); i >= 0; i--) {
      switch (up(4)) {
        case 0 -> {
          line("\t.align\t2");
          line("\t.word\t%d, %d, 0x%x", up(1000), up(1000), random.nextInt());
        }
        case 1 -> {
          line("\t.align\t3");
          line("\t.dword\tf%d", up(function));
        }
        case 2 -> line("\t.byte\t%d, %d, '%c'", up(256), up(256), (char) ('a' + up(26)));
        default -> line("\t.string\t\"text %d\\n\"", up(100000));
      }
    }
  }

  // --- macros

  private void macros() {
    line("\t.macro push first, rest:vararg");
    line("\taddi\tsp, sp, -16");
    line("\tsd\t\\first, 8(sp)");
    line("\t.ifnb \\rest");
    line("\tmv\tt6, \\rest");
    line("\t.endif");
    line("\t.endm");
    line("\t.macro wait register, bit=1");
    line(".Lwait\\@:");
    line("\tlw\tt0, 0(\\register)");
    line("\tandi\tt0, t0, \\bit");
    line("\tbeqz\tt0, .Lwait\\@");
    line("\t.endm");
    line("\t.macro field name, size");
    line("\t.if \\size > 4");
    line("\t.dword\t\\name, \\size");
    line("\t.else");
    line("\t.word\t\\size");
    line("\t.endif");
    line("\t.endm");
    while (lines < limit) {
      switch (up(6)) {
        case 0, 1 -> line("\tpush\t%s", one(ANY));
        case 2 -> line("\tpush\t%s, %s", one(ANY), one(ANY));
        case 3 -> line("\twait\t%s, %d", one(ANY), 1 << up(8));
        case 4 -> line("\tfield\t%d, %d", up(100), up(8));
        default -> {
          line("\t.rept\t%d", 1 + up(4));
          line("\tadd\t%s, %s, %s", one(ANY), one(ANY), one(ANY));
          line("\t.endr");
        }
      }
    }
  }

  // --- conditions

  private void conditions() {
    line("\t.set\tdepth, 0");
    while (lines < limit) {
      StringBuilder text = new StringBuilder();
      for (int i = 20 + up(20); i > 0; i--) {
        switch (up(8)) {
          case 0 -> text.append(".set s%d, %d; ".formatted(up(50), up(1000)));
          case 1 -> text.append(".option push; .option norvc; nop; .option pop; ");
          case 2 ->
              text.append(
                  ".if 0; li x%d, 0x%x; sw x5, 0(x6); .else; nop; .endif; "
                      .formatted(1 + up(30), random.nextInt()));
          case 3 -> text.append(".if (%d & 3) == 1; addi x1, x1, 1; .endif; ".formatted(up(16)));
          case 4 -> text.append("add x%d, x%d, x%d; ".formatted(up(32), up(32), up(32)));
          case 5 -> text.append(".rept 3; nop; .endr; ");
          case 6 -> text.append("li x%d, 0x%x; ".formatted(1 + up(30), random.nextLong()));
          default -> text.append(".set depth, depth + 1; ");
        }
      }
      line(text.toString());
    }
  }
}
