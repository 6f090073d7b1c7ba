package softmetal.assembler.link;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;

/// Code that loads the addresses of its data finds the same table that GNU ld makes.
@Tag("oracle")
class GnuOffsetTableTest {
  @TempDir Path directory;
  Gnu gnu;
  LdComparison comparison;

  @BeforeEach
  void useTools() {
    comparison = new LdComparison(directory);
    gnu = comparison.gnu();
  }

  private static final String INDEPENDENT =
      """
      .option pic
      .globl %1$s
      %1$s:
        la a0, %1$s_shared
        la a1, local
        la a2, maybe
        call maybe
        la a3, other_shared
        lla a4, local
        lw a5, 0(a0)
      .weak maybe
      .data
      .globl %1$s_shared
      %1$s_shared: .word 1
      local: .dword local
      """;

  private static final String SCRIPT =
      """
      SECTIONS {
        . = 0x80000000;
        .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) }
        .data : { *(.data .data.*) *(.sdata .sdata.*) table = .; %s }
        .bss : { *(.bss) *(.sbss) *(COMMON) }
        end = .;
      }
      """;

  @Test
  void entries_of_local_symbols_come_before_those_of_global_ones() throws Exception {
    gnu.assemble("first", ".globl _start\n_start: call other\n");
    gnu.assemble("one", INDEPENDENT.formatted("one"));
    gnu.assemble("other", INDEPENDENT.formatted("other"));
    comparison.same("first.o", "one.o", "other.o");
    comparison.same("-N", "first.o", "other.o", "one.o");
    comparison.script(SCRIPT.formatted("*(.got) *(.got.plt)"));
    comparison.same("-e", "one", "-T", "k.ld", "one.o", "first.o", "other.o");
    comparison.same("-e", "one", "--gc-sections", "-T", "k.ld", "one.o", "first.o", "other.o");
  }

  @Test
  void a_script_that_forgets_the_table() throws Exception {
    gnu.assemble("other", INDEPENDENT.formatted("other"));
    comparison.script(SCRIPT.formatted(""));
    comparison.same("-e", "other", "-T", "k.ld", "other.o");
  }

  @Test
  void the_table_has_a_name() throws Exception {
    gnu.assemble(
        "named",
        ".globl _start\n_start: lla a0, _GLOBAL_OFFSET_TABLE_\n.option pic\nla a1, _start\n");
    comparison.same("named.o");
  }

  @Test
  void variables_of_threads() throws Exception {
    String text =
        """
        .globl %1$s
        %1$s:
          la.tls.ie a0, %1$s_own
          la.tls.gd a1, %1$s_own
          la.tls.ie a2, only_ie
          la.tls.gd a3, shared
          la a4, shared_data
        .section .tdata,"awT"
          .dword 1
        only_ie: .dword 2
        .globl %1$s_own
        %1$s_own: .dword 3
        """;
    gnu.assemble("one", text.formatted("one"));
    gnu.assemble(
        "two",
        text.formatted("two")
            + ".section .tbss,\"awT\",@nobits\n.globl shared\nshared: .zero 24\n"
            + ".data\n.globl shared_data\nshared_data: .word 3\n");
    comparison.same("-e", "one", "one.o", "two.o");
    comparison.script(SCRIPT.formatted("*(.got) *(.got.plt)"));
    comparison.same("-e", "one", "-T", "k.ld", "two.o", "one.o");
  }

  @Test
  void position_independent_c() throws Exception {
    gnu.compile(
        "main",
        """
        extern int counter; extern int next(int); static int own[4] = {1, 2, 3, 4}; extern __thread int mine;
        int (*table[])(int) = {next}; __attribute__((weak)) extern int maybe;
        int main(int x) { counter += own[x & 3] + table[0](x); if (&maybe) counter += maybe; return mine + next(counter); }
        void _start(void) { main(3); for (;;); }
        """,
        "-O1",
        "-g",
        "-fPIC");
    gnu.compile(
        "other",
        "int counter; __thread int mine = 4; void *__tls_get_addr(void *p) { return p; }"
            + " int next(int x) { return x * 3 + counter + mine; }",
        "-O1",
        "-g",
        "-fPIC");
    comparison.same("main.o", "other.o");
    comparison.script(SCRIPT.formatted("*(.got) *(.got.plt)"));
    comparison.same("-T", "k.ld", "-e", "_start", "main.o", "other.o");
  }
}
