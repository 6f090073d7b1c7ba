package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Sources and a script that nobody would write, but that a linker must treat like any other.
///
/// Functions call each other over short and long distances, data is reached in every way, sections and alignments are
/// of odd sizes; some objects may be shortened, some not, some in parts.
final class RandomProgram {
  private static final String[] CODE = {".text", ".text.hot", ".text.b", "code"};
  private static final String[] DATA = {
    ".data", ".sdata", ".rodata", ".srodata.x", ".bss", ".sbss", "list"
  };
  private static final String[] REGISTERS = {"a0", "a1", "t0", "s1", "ra", "sp", "t6"};

  private final SplittableRandom random;
  private final List<String> functions = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private final List<String> sources = new ArrayList<>();
  private final List<String> threads = new ArrayList<>();
  private final boolean far;
  private final boolean independent;
  private final int objects;
  private int label;

  RandomProgram(long seed) {
    random = new SplittableRandom(seed);
    objects = 1 + random.nextInt(4);
    far = random.nextInt(4) == 0;
    independent = random.nextInt(3) == 0;
    for (int i = 0; i < objects; i++) {
      for (int f = random.nextInt(1, 5); f > 0; f--) {
        functions.add("f%d_%d".formatted(i, f));
      }
      for (int v = random.nextInt(1, 6); v > 0; v--) {
        variables.add("v%d_%d".formatted(i, v));
      }
      for (int t = independent ? random.nextInt(1, 3) : 0; t > 0; t--) {
        threads.add("t%d_%d".formatted(i, t));
      }
    }
    for (int i = 0; i < objects; i++) {
      sources.add(source(i));
    }
  }

  /// One assembly text per object.
  List<String> sources() {
    return sources;
  }

  /// Options of the assembler for one object.
  List<String> assemblerOptions() {
    List<String> options = new ArrayList<>();
    options.add(random.nextInt(4) == 0 ? "-march=rv64g" : "-march=rv64gc");
    if (random.nextInt(6) == 0) {
      options.add("-mno-relax");
    }
    if (random.nextInt(6) == 0) {
      options.add("-g");
    }
    return options;
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private String any(String[] of) {
    return of[random.nextInt(of.length)];
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private String variable() {
    return switch (random.nextInt(16)) {
      case 0 -> "small";
      case 1 -> "edge";
      case 2 -> "maybe";
      case 3 -> "end_of_all";
      case 4 -> "page";
      case 5 -> any(functions);
      default -> any(variables);
    };
  }

  private String withAddend(String name) {
    return oneIn(4) ? name + "+" + random.nextInt(1, 40) : name;
  }

  private String source(int object) {
    StringBuilder text = new StringBuilder(".weak maybe, maybe_call\n");
    for (String name : functions) {
      if (name.startsWith("f" + object + "_")) {
        function(name, text);
      }
    }
    for (String name : variables) {
      if (name.startsWith("v" + object + "_")) {
        variable(name, text);
      }
    }
    for (String name : threads) {
      if (name.startsWith("t" + object + "_")) {
        ofThread(name, text);
      }
    }
    if (object == 0) {
      text.append(".text\n.globl _start\n_start: call ").append(functions.getFirst()).append("\n");
    }
    if (oneIn(8)) {
      text.append(".option norelax\n");
    }
    return text.toString();
  }

  private void function(String name, StringBuilder text) {
    String section = any(CODE);
    text.append(
        section.equals("code") ? ".section code,\"ax\"\n" : ".section " + section + ",\"ax\"\n");
    if (oneIn(3)) {
      text.append(".align ").append(random.nextInt(1, 7)).append('\n');
    }
    boolean kept = oneIn(6);
    text.append(kept ? ".option push\n.option norelax\n" : "");
    text.append(".globl ").append(name).append('\n');
    text.append(oneIn(2) ? ".type " + name + ",@function\n" : "");
    text.append(name).append(":\n");
    int start = label;
    for (int i = random.nextInt(1, 14); i > 0; i--) {
      instruction(start, text);
    }
    text.append(oneIn(2) ? ".size %1$s, .-%1$s\n".formatted(name) : "");
    text.append(kept ? ".option pop\n" : "");
    if (oneIn(8)) {
      text.append(".zero ").append(room() & -2).append('\n');
    }
  }

  /// Just around what instructions reach, or anything.
  private int room() {
    return switch (random.nextInt(far ? 5 : 4)) {
      case 0 -> random.nextInt(1, 64);
      case 1 -> 2048 - random.nextInt(100);
      case 2 -> 4096 - random.nextInt(200);
      case 3 -> random.nextInt(3000);
      default -> (1 << 20) - random.nextInt(300);
    };
  }

  private void instruction(int start, StringBuilder text) {
    String register = any(REGISTERS);
    String name = withAddend(variable());
    text.append(
        switch (random.nextInt(independent ? 20 : 15)) {
          case 0, 1 -> "call " + any(functions);
          case 2, 3 -> "tail " + any(functions);
          case 4 -> "la " + register + ", " + name;
          case 5 -> "lw " + register + ", " + name;
          case 6 -> "sw a0, " + name + ", t1";
          case 7, 8 ->
              "lui %1$s, %%hi(%2$s)\n lw a2, %%lo(%2$s)(%1$s)\n addi a3, %1$s, %%lo(%2$s)\n sd a4, %%lo(%2$s)(%1$s)"
                  .formatted(register, name);
          case 9 -> ".align " + random.nextInt(1, 6);
          case 10 -> ".L%d: beqz a0, .L%d".formatted(label, random.nextInt(start, ++label));
          case 11 ->
              ".L%d: call %s"
                  .formatted(
                      label++, oneIn(3) ? "maybe_call" : oneIn(2) ? "small" : any(functions));
          case 12 ->
              "1: auipc %1$s, %%pcrel_hi(%2$s)\n ld a5, %%pcrel_lo(1b)(%1$s)\n sh a1, %%pcrel_lo(1b)(%1$s)"
                  .formatted(register, name);
          case 13 -> ".L%d: j .L%d".formatted(label, random.nextInt(start, ++label));
          case 15, 16 ->
              ".option push\n.option pic\n la %s, %s\n.option pop".formatted(register, variable());
          case 17 -> "la.tls.ie %s, %s".formatted(register, any(threads));
          case 18 -> "la.tls.gd %s, %s".formatted(register, any(threads));
          case 19 ->
              "lui %1$s, %%tprel_hi(%2$s)\n add %1$s, %1$s, tp, %%tprel_add(%2$s)\n lw a0, %%tprel_lo(%2$s)(%1$s)"
                  .formatted(register, any(threads));
          default -> "addi a0, a0, 1";
        });
    text.append('\n');
  }

  /// A variable of threads, local or global.
  private void ofThread(String name, StringBuilder text) {
    // With .tbss in front of .tdata, not even GNU ld knows how large the file is.
    boolean empty = oneIn(2) && !name.startsWith("t0");
    text.append(empty ? ".section .tbss,\"awT\",@nobits\n" : ".section .tdata,\"awT\"\n");
    text.append(oneIn(2) ? ".balign %d\n".formatted(1 << random.nextInt(6)) : "");
    text.append(".globl %1$s\n%1$s: ".formatted(name));
    text.append(empty ? ".zero " : ".dword ").append(random.nextInt(1, 30)).append('\n');
    text.append(".section .data\nlocal_%1$s: .dword 1\n.text\n".formatted(name));
    text.append(".option push\n.option pic\n la a0, local_%s\n.option pop\n".formatted(name));
  }

  private void variable(String name, StringBuilder text) {
    if (oneIn(10)) {
      text.append(
          ".comm %s, %d, %d\n".formatted(name, random.nextInt(1, 100), 1 << random.nextInt(6)));
      return;
    }
    String section = any(DATA);
    boolean empty = section.endsWith("bss");
    boolean constant = section.contains("rodata");
    text.append(
        ".section %s,\"a%s\",@%s\n"
            .formatted(section, constant ? "" : "w", empty ? "nobits" : "progbits"));
    if (oneIn(2)) {
      text.append(".balign ").append(1 << random.nextInt(7)).append('\n');
    }
    if (oneIn(3)) {
      text.append(".zero ").append(room()).append('\n');
    }
    text.append(".globl ").append(name).append('\n').append(name).append(":\n");
    int size = random.nextInt(1, 40);
    if (empty) {
      text.append(".zero ").append(size).append('\n');
    } else {
      text.append(".dword ").append(withAddend(any(functions))).append('\n');
      text.append(
          label > 1 && oneIn(2) ? ".L%d_d: .word .L%d_d - .\n".formatted(label, label++) : "");
    }
    if (oneIn(2)) {
      text.append(".size %s, %d\n".formatted(name, oneIn(8) ? 3000 : size));
      text.append(".type %s, @%s\n".formatted(name, oneIn(4) ? "function" : "object"));
    }
  }

  // --- how it is linked

  /// Symbols that the sources use and the command line defines.
  List<String> definitions() {
    return List.of(
        "small=" + random.nextInt(2048),
        "edge=" + (2048 + random.nextInt(-40, 40)),
        "page=" + random.nextInt(1, 40) * 4096L);
  }

  String script() {
    String[] bases = {"0x0", "0x700", "0x1000", "0x1f000", "0x10000", "0x80000", "0x7ff00000"};
    StringBuilder text =
        new StringBuilder("ENTRY(_start)\nSECTIONS {\n  . = " + any(bases) + ";\n");
    List<String> blocks =
        new ArrayList<>(
            List.of(
                ".text : { *(.text .text.*) }",
                "code : { *(code) }",
                ".rodata : { *(.rodata .srodata.*) }",
                ".data : { *(.data) %1$s *(.sdata) *(list) }",
                ".bss : { *(.sbss) *(.bss) *(COMMON) }"));
    String pointer =
        switch (random.nextInt(6)) {
          case 0 -> "__global_pointer$ = . + 0x800;";
          case 1 -> "__global_pointer$ = . + %d;".formatted(random.nextInt(0, 0x800));
          case 2 -> "PROVIDE(__global_pointer$ = ADDR(.data) + 0x800);";
          default -> "";
        };
    boolean inside = oneIn(2);
    if (oneIn(3)) {
      blocks.addFirst(blocks.remove(3));
    }
    if (oneIn(3)) {
      blocks.remove(1);
    }
    for (String block : blocks) {
      if (oneIn(4)) {
        text.append("  . = ALIGN(").append(1 << random.nextInt(13)).append(");\n");
      }
      if (!inside && block.contains("%1$s")) {
        text.append("  ").append(pointer).append('\n');
      }
      text.append("  ")
          .append(
              block
                  .formatted(inside ? pointer : "")
                  .replace(" :", oneIn(4) ? " : ALIGN(64)" : " :"))
          .append('\n');
    }
    return text.append("  end_of_all = .;\n}\n").toString();
  }
}
