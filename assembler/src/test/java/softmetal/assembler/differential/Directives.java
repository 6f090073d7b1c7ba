package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random sources of what happens before there is an instruction, and around it: data, expressions, symbols, sections,
/// conditions, repetitions, macros, options, lines and frames, in and out of each other.
final class Directives {
  private static final int MAX_DEPTH = 3;
  private static final List<String> STRINGS =
      List.of(
          "\"\"",
          "\"a\"",
          "\"two words\"",
          "\"tab\\t\\\\\"",
          "\"\\101\\x42\\n\"",
          "\"x,y\"",
          "\"#\", \"b\"",
          "\"a\" \"b\"",
          "\"\\0\\08\\377\"",
          "\"\\\"q\\\"\"",
          "\"\\xabcd\"",
          "\"é;/* */\"",
          "\"//\"",
          "\"\\b\\f\\v\\r\"",
          "\"%d &x\"");
  private static final List<String> SECTIONS =
      List.of(
          ".text",
          ".text",
          ".data",
          ".data",
          ".bss",
          ".text 1",
          ".data 2",
          ".data 1",
          ".subsection 1",
          ".subsection 0",
          ".previous",
          ".section .rodata",
          ".section .other, \"aw\"",
          ".section .other",
          ".section .text.cold,\"ax\",@progbits",
          ".section .str, \"aMS\", @progbits, 1",
          ".section .cst8, \"aM\", %progbits, 8",
          ".section .zeros, \"aw\", @nobits",
          ".section .tdata, \"awT\", @progbits",
          ".section .note.x, \"\", @note",
          ".section \"odd.name\", \"a\"",
          ".section .init_array, \"aw\"",
          ".section .g, \"axG\", @progbits, sig, comdat",
          ".section .sdata",
          ".section .u, \"aw\", @progbits, unique, 3",
          ".section .debug_x");
  private static final List<String> CODE =
      List.of(
          "nop",
          "add a0, a1, a2",
          "addi sp, sp, -16",
          "li a0, 0x12345",
          "ret",
          "lw a0, 4(a1)",
          "fence",
          "csrr a0, mstatus");

  private final SplittableRandom random;
  private final Numbers numbers;
  private final List<String> constants = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final MacroTexts macros;
  private final List<String> out = new ArrayList<>();
  private int next;
  private int pushed;
  private int options;
  private boolean framed;
  private boolean lines;

  private Directives(SplittableRandom random) {
    this.random = random;
    numbers = new Numbers(random);
    macros = new MacroTexts(random, numbers, constants);
    for (int i = 0; i < 6; i++) {
      labels.add(pick(List.of("l", "l", "l", ".L")) + i);
    }
  }

  /// @param random where all that is in it comes from
  static List<String> source(SplittableRandom random) {
    return new Directives(random).source();
  }

  private List<String> source() {
    for (int i = 0; i < 3; i++) {
      constants.add("c" + i);
      out.add(
          pick(List.of(".set c%d, %s", ".equ c%d, %s", "c%d = %s", "c%d=%s"))
              .formatted(i, random.nextInt(20)));
    }
    lines = one(4);
    if (lines) {
      out.add(".file 1 \"x.c\"");
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      out.addAll(macros.definition(1));
    }
    for (int i = 8 + random.nextInt(30); i > 0; i--) {
      item(0);
    }
    finish();
    return out;
  }

  /// Closes what is open, and defines what was promised.
  private void finish() {
    if (framed) {
      out.add(".text");
      out.add(".cfi_endproc");
    }
    while (pushed-- > 0) {
      out.add(".popsection");
    }
    out.add(one(2) ? ".text" : ".data");
    while (next < labels.size()) {
      label();
    }
    out.add("1: 2:");
    if (one(2)) {
      out.add(".byte 1");
    }
  }

  private String pick(List<String> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  private void item(int depth) {
    switch (random.nextInt(depth < MAX_DEPTH ? 36 : 24)) {
      case 0, 1, 2, 3 -> data();
      case 4, 5 ->
          out.add(
              pick(
                      List.of(
                          ".ascii ",
                          ".asciz ",
                          ".string ",
                          ".string8 ",
                          ".string16 ",
                          ".string32 "))
                  + pick(STRINGS));
      case 6 -> constant();
      case 7 -> label();
      case 8, 9 -> section();
      case 10, 11 -> align();
      case 12 -> out.add(".fill %s, %d, %s".formatted(count(), 1 + random.nextInt(9), number(1)));
      case 13 -> space();
      case 14 -> out.add(pick(List.of(".uleb128 ", ".sleb128 ")) + number(1));
      case 15 ->
          out.add(
              pick(List.of(".float ", ".double ", ".single ", ".dc.s ", ".dc.d "))
                  + numbers.decimal()
                  + (one(3) ? ", " + numbers.decimal() : ""));
      case 16 -> attribute();
      case 17 -> option();
      case 18, 19 -> code();
      case 20 -> frame();
      case 21 -> odd();
      case 22 -> out.add(pick(List.of("1:", "2:", "1: nop", "1: 2: .byte 1")));
      case 23 -> location();
      case 24, 25, 26 -> condition(depth);
      case 27, 28 -> repetition(depth);
      case 29 -> out.addAll(macros.definition(1));
      case 30 -> {
        if (one(3)) {
          out.add(macros.turn());
        }
      }
      default -> macros.call().ifPresent(out::add);
    }
  }

  private String number(int depth) {
    return numbers.expression(depth, constants);
  }

  private String count() {
    return pick(List.of("0", "1", "2", "3", "c0 & 7", "c1%5", "-1"));
  }

  private void data() {
    int size = 1 << random.nextInt(4);
    String name =
        switch (size) {
          case 1 -> pick(List.of(".byte", ".dc.b", ".BYTE"));
          case 2 -> pick(List.of(".half", ".hword", ".short", ".2byte", ".dc.w"));
          case 4 -> pick(List.of(".word", ".long", ".int", ".4byte", ".dc.l"));
          default -> pick(List.of(".dword", ".quad", ".8byte", ".dc.a", ".octa"));
        };
    List<String> operands = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      operands.add(name.equals(".octa") ? numbers.of(8) : operand(size));
    }
    out.add(
        (one(5) ? "\t" : "")
            + name
            + pick(List.of(" ", " ", "\t", "  "))
            + String.join(pick(List.of(", ", ",", " , ")), operands));
  }

  private String operand(int size) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2 -> numbers.of(size);
      case 3, 4, 5 -> number(2);
      case 6 -> place() + pick(List.of("-", " - ")) + place();
      case 7 -> size < 4 ? number(1) : place();
      case 8 -> size < 4 ? "." + "-" + place() : place() + "+" + number(0);
      default ->
          size < 4
              ? number(2)
              : pick(
                  List.of("u0", "u1 + 4", "-4+u0", "u0 - .", ".", ". + 8", "(l0) + (2)", "u0+1-1"));
    };
  }

  private String place() {
    return switch (random.nextInt(8)) {
      case 0 -> pick(List.of("1f", "2f", "1b"));
      case 1 -> ".";
      default -> pick(labels);
    };
  }

  private void constant() {
    if (one(3)) {
      String name = pick(List.of("p0", "p1", "l9", "q"));
      out.add(
          pick(List.of(
                  ".set %s, %s",
                  "%s = %s", ".equ %s, %s", ".equiv %s, %s", ".eqv %s, %s", "%s == %s"))
              .formatted(
                  name,
                  pick(
                      List.of(
                          place(),
                          place() + "+4",
                          "u0",
                          ".",
                          number(1),
                          "u1+8",
                          place() + "-" + place(),
                          "p0",
                          "q"))));
      return;
    }
    out.add(
        pick(List.of(".set %s, %s", "%s = %s", "%s=%s", ".equ %s, %s"))
            .formatted(pick(constants), number(2)));
  }

  private void label() {
    if (next < labels.size()) {
      String name = labels.get(next++);
      out.add(name + pick(List.of(":", ":", " :", ": nop", ": .byte 1")));
    }
  }

  private void section() {
    switch (random.nextInt(6)) {
      case 0 -> {
        out.add(
            ".pushsection "
                + pick(
                    List.of(
                        ".data",
                        ".text",
                        ".rodata",
                        ".other, \"aw\"",
                        ".data, 1",
                        ".psh, 2, \"a\"")));
        pushed++;
      }
      case 1 -> {
        if (pushed > 0 || one(20)) {
          out.add(".popsection");
          pushed--;
        }
      }
      default -> out.add(pick(SECTIONS));
    }
  }

  private void align() {
    out.add(
        pick(
            List.of(
                ".balign 4",
                ".p2align 3, 1",
                ".balign 8, 0, 3",
                ".align 1",
                ".align 2",
                ".p2align 4,,7",
                ".p2align 2,,1",
                ".balignw 4, 0x1234",
                ".balignl 8, 0x12345678",
                ".p2alignw 2, 5",
                ".p2alignl 3, 9",
                ".balign 16",
                ".balign 1",
                ".p2align 3, 0x90",
                ".align 0",
                ".balign 4, -1",
                ".p2align c0 & 3")));
  }

  private void space() {
    out.add(
        switch (random.nextInt(8)) {
          case 0, 1 -> pick(List.of(".space ", ".skip ", ".zero ")) + random.nextInt(9);
          case 2 -> pick(List.of(".space ", ".skip ")) + random.nextInt(9) + ", " + numbers.small();
          case 3 -> ".org . + " + random.nextInt(6) + pick(List.of("", ", 0xff"));
          case 4 -> ". = . + " + random.nextInt(5);
          case 5 ->
              pick(List.of(".ds.b ", ".ds.w ", ".ds.l ", ".ds.d ", ".ds.x "))
                  + random.nextInt(4)
                  + pick(List.of("", ", 1", ", 0x1234"));
          case 6 ->
              pick(List.of(".dcb.b ", ".dcb.w ", ".dcb.l ", ".dcb "))
                  + random.nextInt(4)
                  + pick(List.of(", 1", ", 0x12345", ", -1"));
          default -> ".skip " + place() + "-" + place();
        });
  }

  private void attribute() {
    String name = one(4) ? pick(List.of("u0", "u2", "q", "p0")) : pick(labels);
    out.add(
        pick(List.of(
                ".globl @",
                ".global @, u3",
                ".weak @",
                ".local @",
                ".hidden @",
                ".protected @",
                ".internal @",
                ".type @, @function",
                ".type @, %object",
                ".type @, STT_FUNC",
                ".type @, \"notype\"",
                ".size @, 4",
                ".size @, . - l0",
                ".comm com@, 8, 4",
                ".comm com@, 6",
                ".lcomm loc@, 5",
                ".extern @"))
            .replace("@", name));
  }

  private void option() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> {
        out.add(".option push");
        options++;
      }
      case 3, 4 -> {
        if (options > 0 || one(20)) {
          out.add(".option pop");
          options--;
        }
      }
      default ->
          out.add(
              ".option "
                  + pick(
                      List.of(
                          "rvc",
                          "norvc",
                          "relax",
                          "norelax",
                          "pic",
                          "nopic",
                          "arch, +zba",
                          "arch, -c",
                          "arch, rv64gc",
                          "arch, +zbb, -zba")));
    }
  }

  private void code() {
    out.add(
        switch (random.nextInt(6)) {
          case 0 ->
              pick(List.of("j ", "call ", "beqz a0, ", "la a0, ", "bne a1, t0, "))
                  + pick(List.of("1f", pick(labels), "u0", "1b", pick(labels) + "+4"));
          case 1 -> "addi a0, a0, " + number(1);
          case 2 -> "li a1, " + number(1);
          default -> pick(CODE);
        });
  }

  private void frame() {
    out.add(".text");
    if (!framed) {
      out.add(".cfi_startproc" + (one(5) ? " simple" : ""));
      framed = true;
    } else if (one(3)) {
      out.add(".cfi_endproc");
      framed = false;
    } else {
      out.add(
          pick(
              List.of(
                  ".cfi_def_cfa sp, 16",
                  ".cfi_def_cfa_offset 16",
                  ".cfi_def_cfa_register s0",
                  ".cfi_adjust_cfa_offset 8",
                  ".cfi_offset ra, -8",
                  ".cfi_rel_offset 8, 0",
                  ".cfi_restore ra",
                  ".cfi_undefined fa0",
                  ".cfi_same_value s1",
                  ".cfi_remember_state",
                  ".cfi_restore_state",
                  ".cfi_escape 1, 2",
                  ".cfi_signal_frame",
                  ".cfi_register s0, t0",
                  ".cfi_val_offset s0, 16")));
    }
  }

  private void location() {
    if (lines) {
      out.add(
          ".loc 1 "
              + (1 + random.nextInt(50))
              + pick(
                  List.of(
                      "",
                      " 3",
                      " 0 prologue_end",
                      " 2 is_stmt 0",
                      " 1 discriminator 2",
                      " 0 basic_block")));
    }
  }

  /// Something rare.
  private void odd() {
    out.add(
        pick(
            List.of(
                "; ; ;",
                "/* a",
                "   ",
                "l7: l8:",
                ".reloc ., R_RISCV_NONE, u0",
                ".insn 0x0b",
                ".insn r CUSTOM_0, 0, 1, a0, a1, a2",
                ".ident \"me\"",
                ".purgem m0",
                ".weakref w0, u4",
                ".dword w0",
                ".symver l0, l0@V1",
                ".incbin \"nosuch\"",
                ".nop",
                ".4byte u0 - l0",
                ".print \"x\"",
                ".warning \"x\"",
                ".error \"x\"",
                ".fail 600",
                ".exitm",
                ".endif",
                ".else",
                ".struct 4",
                ".offset 8",
                ".text; x0_: .word 1",
                ".cfi_sections .debug_frame",
                "unknown a, b",
                ".unknown 1",
                ".byte (1",
                "'x")));
    if (out.getLast().equals("/* a")) {
      out.add("b */ .byte 9");
    }
  }

  private void condition(int depth) {
    out.add(
        switch (random.nextInt(10)) {
          case 0 -> ".ifdef " + pick(List.of("c0", "l0", "u0", "q", "p0", ".L1"));
          case 1 ->
              pick(List.of(".ifndef ", ".ifnotdef ")) + pick(List.of("c1", "l1", "u1", "l2", "z"));
          case 2 ->
              pick(List.of(".ifc ", ".ifnc ")) + text() + pick(List.of(",", ", ", " , ")) + text();
          case 3 -> pick(List.of(".ifb ", ".ifnb ")) + pick(List.of("", "x", "\"\"", "  ", "/**/"));
          case 4, 5 ->
              pick(List.of(".ifeq ", ".ifne ", ".ifgt ", ".ifge ", ".iflt ", ".ifle ")) + number(1);
          case 6 ->
              pick(List.of(".ifeqs ", ".ifnes "))
                  + pick(STRINGS).replaceFirst("(?<!\\\\)\"[ ,].*", "\"")
                  + ", "
                  + pick(List.of("\"a\"", "\"\"", "\"x,y\"", "\"two words\""));
          case 7 -> ".if " + place() + pick(List.of(" - ", " == ", " < ", ">")) + place();
          default -> pick(List.of(".if ", ".IF ", ".if\t")) + number(2);
        });
    items(depth);
    if (one(3)) {
      out.add(".elseif " + number(1));
      items(depth);
    }
    if (one(2)) {
      out.add(pick(List.of(".else", ".ELSE")));
      items(depth);
    }
    out.add(pick(List.of(".endif", ".endif", "\t.endif")));
  }

  private String text() {
    return pick(List.of("a", "b", "a b", "\"a\"", "", "1+2", "(x y)", "'a'", "97", "a  b", "[q]"));
  }

  private void items(int depth) {
    for (int i = random.nextInt(3); i > 0; i--) {
      item(depth + 1);
    }
  }

  private void repetition(int depth) {
    String own = "p" + depth;
    out.addAll(macros.repetition(own));
    if (one(2)) {
      data();
    }
    if (one(3)) {
      items(depth);
    }
    if (depth + 1 < MAX_DEPTH && one(4)) {
      repetition(depth + 1);
    }
    out.add(".endr");
  }
}
