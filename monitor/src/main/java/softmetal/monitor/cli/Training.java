package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// One run through the commands, after which the JVM knows which classes to keep ready: `scripts/softmetal` makes its
/// AOT caches of it.
///
/// What the commands print is of no interest, and neither is how they end.
final class Training {
  private static final String PROGRAM =
      """
      #define CONSOLE 0x10000000
      #ifdef __ASSEMBLER__
      #define at(offset) CONSOLE + (offset)
      #endif
      # A comment.
              .option norelax
              .equ    SIZE, 4 * (1 << 3)
              .macro  put character, to=a0
              li      t1, \\character
              sb      t1, 0(\\to)
              .endm
              .text
              .align  2
              .globl  _start
              .type   _start, @function
      _start:
              li      a0, at(0)
              la      a1, text
              addi    sp, sp, -SIZE
              sd      ra, 8(sp)
              call    print
              put     'x'
              .rept   2
              csrr    t0, mstatus
              .endr
              .if     SIZE > 16
              lui     a5, %hi(number)
              lw      a0, %lo(number)(a5)
              .else
              nop
              .endif
      1:      beqz    a0, 1b
              bne     a0, a1, 2f
              slli    a2, a3, 4       # another comment
              li      a4, 0x123456789abcdef
              fadd.d  fa0, fa1, fa2
      2:      j       _start
              .size   _start, . - _start

      print:
              lr.d    t0, (a0)
              jalr    t0
              mv      a0, a1
              ret

              .section .rodata
      text:   .string "text\\n", "more"
              .balign 8
      number: .word   1, 0x20, '3', number - text
              .dword  _start
              .byte   1
              .set    last, .
              .data
              .zero   16
              .comm   common, 8
      """;

  private static final String WRONG = "\taddi a0, a1\n\tmvv a0, b1\n\tj nowhere\n\t.wort 1\n";

  private Training() {}

  /// @param arguments `machine`, or `tools` for all other commands
  public static void main(String[] arguments) throws IOException {
    if (List.of(arguments).contains("machine")) {
      Path sampleOs = Path.of(System.getProperty("softmetal.home", ""), "sample-os");
      run("run", "--max-instructions", "3000000", sampleOs);
    } else {
      tools(Files.createTempDirectory("softmetal"));
    }
  }

  private static void tools(Path directory) throws IOException {
    Path plain = directory.resolve("plain.s");
    Path source = directory.resolve("source.S");
    Path wrong = directory.resolve("wrong.s");
    Path object = directory.resolve("source.o");
    Path program = directory.resolve("program.elf");
    try {
      Files.writeString(source, PROGRAM);
      Files.writeString(plain, PROGRAM.substring(PROGRAM.indexOf("# A")).replace("at(0)", "1"));
      Files.writeString(wrong, WRONG);
      run("--version");
      run("--help");
      run("asm", "-o", object, plain);
      run("asm", "-march=rv64gc", "-mno-relax", "-g", "-o", object, source);
      run("asm", "-o", object, wrong);
      run("ld", "-o", program, object);
      run("dump", program);
      run("fmt", "--check", source);
    } finally {
      for (Path file : List.of(plain, source, wrong, object, program)) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    }
  }

  private static void run(Object... arguments) {
    Main.start(Stream.of(arguments).map(Object::toString).toList());
  }
}
