package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import softmetal.isa.InstructionSet;

/// Random sources with all that a layout has to do with: sections, alignments, data, labels of every kind, branches near
/// and far, calls, addresses, options that change on the way.
final class Programs {
  private static final List<String> SECTIONS =
      List.of(
          ".text",
          ".text",
          ".text",
          ".data",
          ".bss",
          ".section .text.cold,\"ax\",@progbits",
          ".section .text.init,\"ax\"",
          ".section .rodata",
          ".section .sdata,\"aw\"",
          ".section .rodata.str,\"aMS\",@progbits,1",
          ".section .note.x,\"\",@note");
  private static final List<String> BRANCHES =
      List.of(
          "beq a0, a1,",
          "bne s0, zero,",
          "beqz a0,",
          "bnez t0,",
          "blt a0, t6,",
          "bgeu zero, a1,",
          "bgt a0, a1,",
          "bleu a1, a2,",
          "bltz a0,",
          "bgtz s1,",
          "beqz s0,",
          "bnez a5,");
  private static final List<String> JUMPS =
      List.of("j", "jal", "jal t0,", "call", "tail", "jump", "call t0,", "j", "call");

  private final SplittableRandom random;
  private final String prefix;
  private final List<String> labels = new ArrayList<>();
  private final List<String> undefinedLabels = new ArrayList<>();
  private final List<String> out = new ArrayList<>();
  private final Lines lines;
  private final boolean linked;
  private int next;
  private int depth;
  private String section = ".text";

  private Programs(
      SplittableRandom random, InstructionSet set, String prefix, String other, boolean linked) {
    this.random = random;
    this.prefix = prefix;
    this.linked = linked;
    int count = 4 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      labels.add((random.nextInt(4) == 0 ? ".L" : "") + prefix + i);
    }
    for (int i = 0; i < 3; i++) {
      undefinedLabels.add(other + "_global" + i);
    }
    List<String> all = new ArrayList<>(labels);
    all.addAll(undefinedLabels);
    lines = new Lines(random, set, all);
  }

  /// A source that stands alone, with symbols that nobody defines.
  static List<String> alone(SplittableRandom random, InstructionSet set) {
    return new Programs(random, set, "l", "other", false).source(40 + random.nextInt(400));
  }

  /// Two sources that refer to each other, for linking: nothing in them is out of reach or of the wrong kind.
  static List<List<String>> pair(SplittableRandom random, InstructionSet set) {
    return List.of(
        new Programs(random, set, "l", "m", true).source(40 + random.nextInt(300)),
        new Programs(random, set, "m", "l", true).source(40 + random.nextInt(300)));
  }

  private List<String> source(int count) {
    out.add(".globl _start");
    if (prefix.equals("l")) {
      out.add("_start:");
    }
    for (int i = 0; i < 3; i++) {
      out.add((random.nextInt(4) == 0 ? ".weak " : ".globl ") + prefix + "_global" + i);
      out.add(prefix + "_global" + i + ":");
      for (int k = random.nextInt(6); k > 0; k--) {
        item();
      }
      text();
    }
    for (int i = 0; i < count; i++) {
      item();
    }
    while (next < labels.size()) {
      label();
    }
    while (depth-- > 0) {
      out.add(".option pop");
    }
    text();
    out.add("1:");
    out.add("ret");
    return out;
  }

  private void text() {
    if (isData()) {
      section = ".text";
      out.add(".text");
    }
  }

  private boolean isData() {
    return !section.startsWith(".text") && !section.startsWith(".section .text");
  }

  private void label() {
    String name = labels.get(next++);
    if (!name.startsWith(".") && random.nextInt(3) == 0) {
      out.add((random.nextInt(5) == 0 ? ".weak " : ".globl ") + name);
    }
    if (!name.startsWith(".") && random.nextInt(5) == 0) {
      out.add(".type " + name + ", @" + (isData() ? "object" : "function"));
      out.add(name + ":");
      item();
      out.add(".size " + name + ", .-" + name);
    } else {
      out.add(name + ":" + (random.nextBoolean() && !isData() ? " nop" : ""));
    }
  }

  private void item() {
    int kind = random.nextInt(100);
    if (kind < 6 && next < labels.size()) {
      label();
    } else if (kind < 9) {
      section = pick(SECTIONS);
      out.add(section);
    } else if (kind < 13) {
      option();
    } else if (kind < 17) {
      align();
    } else if (kind < 20) {
      out.add(random.nextInt(3) + 1 + ":");
    } else if (section.equals(".bss")) {
      out.add(pick(List.of(".zero ", ".skip ", ".space ")) + random.nextInt(100));
    } else if (isData() || kind < 25) {
      data();
    } else {
      code();
    }
  }

  private void code() {
    switch (random.nextInt(12)) {
      case 0, 1 -> out.add(pick(BRANCHES) + " " + near());
      case 2, 3 -> {
        String jump = pick(JUMPS);
        out.add(jump + " " + target(jump) + (jump.equals("jump") ? ", t2" : ""));
      }
      case 4 ->
          out.add(pick(List.of("la", "lla", "la")) + " " + lines.register() + ", " + anywhere());
      case 5 -> out.add("li " + lines.register() + ", " + lines.constant());
      case 6 -> {
        String symbol = anywhere();
        out.add("lui a5, %hi(" + symbol + ")");
        out.add(
            pick(List.of("addi a5, a5, %lo(@)", "lw a0, %lo(@)(a5)", "sd a1, %lo(@)(a5)"))
                .replace("@", symbol));
      }
      case 7 -> out.add(pick(List.of("lw a0, ", "ld s0, ", "lbu t0, ")) + anywhere());
      case 8 -> out.add(pick(List.of("sw a0, ", "sd s0, ", "sb t0, ")) + anywhere() + ", t1");
      case 9 -> {
        int count = random.nextInt(random.nextInt(10) == 0 ? 1200 : 40);
        out.add(".rept " + count);
        out.add(random.nextBoolean() ? "nop" : "add a0, a1, a2");
        out.add(".endr");
      }
      default -> out.add(plain());
    }
  }

  /// An instruction without a symbol where the program is to be linked: its field might not hold the address.
  private String plain() {
    while (true) {
      String line = lines.any();
      boolean names =
          labels.stream().anyMatch(line::contains)
              || undefinedLabels.stream().anyMatch(line::contains);
      boolean special =
          line.contains("tprel") || line.startsWith("la.tls") || line.startsWith("lga");
      if (!linked || (!names && !special)) {
        return line;
      }
    }
  }

  private String near() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> random.nextInt(3) + 1 + "f";
      case 3 -> random.nextInt(3) + 1 + "b";
      case 4 -> linked ? pick(labels) : pick(undefinedLabels);
      default -> pick(labels);
    };
  }

  private String target(String jump) {
    boolean far = !jump.startsWith("j") || jump.equals("jump");
    return far || !linked || random.nextBoolean() ? anywhere() : near();
  }

  private String anywhere() {
    return switch (random.nextInt(6)) {
      case 0 -> pick(undefinedLabels);
      case 1 -> pick(labels) + "+" + 4 * random.nextInt(10);
      default -> pick(labels);
    };
  }

  private void option() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> {
        out.add(".option push");
        depth++;
      }
      case 3, 4 -> {
        if (depth > 0) {
          out.add(".option pop");
          depth--;
        }
      }
      case 5 -> out.add(".option norvc");
      case 6 -> out.add(".option rvc");
      case 7 -> out.add(".option norelax");
      case 8 -> out.add(".option relax");
      case 9 ->
          out.add(
              pick(List.of(".option arch, +zba", ".option arch, -c", ".option arch, +zbb, +zbs")));
      case 10 -> out.add(linked ? ".option nopic" : pick(List.of(".option pic", ".option nopic")));
      default ->
          out.add(
              ".option arch, " + pick(List.of("rv64gc", "rv64imafdc_zicsr_zba", "rv64gc_zbb1p0")));
    }
  }

  private void align() {
    int power = random.nextInt(random.nextInt(4) == 0 ? 9 : 5);
    String fill = isData() ? ", " + random.nextInt(256) : ", 0";
    out.add(
        switch (random.nextInt(6)) {
          case 0 -> ".align " + power;
          case 1 -> ".p2align " + power;
          case 2 -> ".balign " + (1 << power);
          case 3 -> ".p2align " + power + (section.equals(".bss") ? "" : fill);
          case 4 -> ".p2align " + power + ",," + random.nextInt(20);
          default -> ".balign " + (1 << power) + (section.equals(".bss") ? "" : fill);
        });
  }

  private void data() {
    out.add(
        switch (random.nextInt(11)) {
          case 0 -> ".byte " + random.nextInt(256) + ", -1";
          case 1 -> ".half " + random.nextInt(65536);
          case 2 -> ".word " + random.nextInt();
          case 3 -> ".dword " + random.nextLong();
          case 4 -> ".dword " + anywhere();
          case 5 -> (linked ? ".dword " : ".word ") + anywhere();
          case 6 -> ".word " + pick(labels) + "-" + pick(labels);
          case 7 -> ".word .-" + pick(labels);
          case 8 -> ".asciz \"text " + random.nextInt(100) + "\"";
          case 9 -> pick(List.of(".zero ", ".skip ")) + random.nextInt(9);
          default ->
              pick(List.of(".uleb128 ", ".sleb128 ")) + random.nextInt(1 << random.nextInt(1, 31));
        });
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
