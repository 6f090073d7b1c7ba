package softmetal.assembler.link;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.Gnu;

/// `.eh_frame` holds after linking what it holds after GNU ld.
@Tag("oracle")
class GnuFramesTest {
  @TempDir Path directory;
  Gnu gnu;
  LdComparison comparison;

  @BeforeEach
  void useTools() throws Exception {
    comparison = new LdComparison(directory);
    gnu = comparison.gnu();
    gnu.assemble(
        "main",
        """
        .globl _start
        _start: .cfi_startproc
          addi sp, sp, -16
          .cfi_def_cfa_offset 16
          call f
          addi sp, sp, 16
          .cfi_def_cfa_offset 0
          ret
          .cfi_endproc
        .section .text.gone,"ax"
        gone: .cfi_startproc
          ret
          .cfi_endproc
        """);
    gnu.assemble(
        "two",
        """
        .globl f
        f: .cfi_startproc
          addi sp, sp, -32
          .cfi_def_cfa_offset 32
          .cfi_offset ra, -8
          call _start
          ret
          .cfi_endproc
        g: .cfi_startproc
          .cfi_signal_frame
          ret
          .cfi_endproc
        """);
    gnu.assemble(
        "other",
        """
        .globl h
        h: .cfi_startproc
          .cfi_def_cfa_offset 48
          ret
          .cfi_endproc
        """);
    gnu.assemble("end", ".section .eh_frame,\"a\",@progbits\n.word 0\n");
    gnu.assemble(
        "personal",
        """
        .globl p
        p: .cfi_startproc
          .cfi_personality 0x1b, handler
          .cfi_lsda 0x1b, data
          nop
          .cfi_endproc
        .section .text.unused,"ax"
        unused: .cfi_startproc
          .cfi_personality 0x1b, other_handler
          .cfi_lsda 0x1b, other_data
          nop
          .cfi_endproc
        .section .text.handlers,"ax"
        handler: nop
        .section .text.handlers2,"ax"
        other_handler: nop
        .section .gcc_except_table,"a"
        data: .word 1
        .section .gcc_except_table.other,"a"
        other_data: .word 1
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "main.o two.o",
        "main.o other.o two.o",
        "other.o main.o end.o two.o",
        "main.o two.o end.o other.o end2.o",
        "main.o two.o personal.o other.o",
        "personal.o two.o main.o"
      })
  void equal_parts_are_kept_once(String files) throws Exception {
    gnu.assemble("end2", ".section .eh_frame,\"a\",@progbits\n.word 0\n");
    String[] all = files.split(" ");
    comparison.same(all);
    List<String> unused = new ArrayList<>(List.of("--gc-sections"));
    unused.addAll(List.of(all));
    comparison.same(unused.toArray(String[]::new));
    unused.addAll(List.of("-u", "h", "-u", "p"));
    if (files.contains("personal") && files.contains("other")) {
      comparison.same(unused.toArray(String[]::new));
    }
  }

  @Test
  void a_script_may_drop_functions_or_descriptions() throws Exception {
    comparison.script(
        """
        SECTIONS {
          . = 0x80000000;
          .text : { *(.text) }
          .eh_frame : { first = .; *(.eh_frame) after = .; }
          /DISCARD/ : { *(.text.gone) }
          .text.rest : { *(.text.*) }
        }
        """);
    comparison.same("-T", "k.ld", "main.o", "other.o", "two.o", "end.o");
    comparison.script(
        "SECTIONS { . = 0x80000000; .text : { *(.text .text.*) } .rodata : { *(.eh_frame) } }");
    comparison.same("-T", "k.ld", "main.o", "other.o", "two.o");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-Os -fno-inline -g", "-O1 -fPIC"})
  void compiled_functions(String options) throws Exception {
    List<String> flags = new ArrayList<>(List.of(options.split(" ")));
    flags.addAll(List.of("-fasynchronous-unwind-tables", "-fexceptions", "-ffunction-sections"));
    for (int i = 1; i <= 3; i++) {
      gnu.compile(
          "c" + i,
          """
          extern int g%2$d(int, char *); static int own(int x) { char room[64]; return g%2$d(x, room) + x; }
          int g%1$d(int x, char *p) { char *more = __builtin_alloca(x); for (int i = 0; i < x; i++) more[i] = own(i);
            return more[x / 2] + g%2$d(x, more) + *p; }
          int unused%1$d(int x) { return g%1$d(x, 0) * 7; }
          """
              .formatted(i, i % 3 + 1),
          flags.toArray(String[]::new));
    }
    comparison.same("-e", "g1", "c1.o", "c2.o", "c3.o");
    comparison.same("-e", "g1", "--gc-sections", "c3.o", "c2.o", "c1.o");
  }
}
