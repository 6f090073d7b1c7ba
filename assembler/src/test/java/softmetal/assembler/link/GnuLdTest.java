package softmetal.assembler.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;
import softmetal.assembler.cli.LdCommand;
import softmetal.assembler.cli.Surroundings;

/// `softmetal ld` and GNU ld, given the same command line, write the same program.
@Tag("oracle")
class GnuLdTest {
  @TempDir Path directory;
  Gnu gnu;
  LdComparison comparison;

  @BeforeEach
  void useTools() {
    comparison = new LdComparison(directory);
    gnu = comparison.gnu();
  }

  private void script(String text) throws Exception {
    comparison.script(text);
  }

  private void same(String... arguments) throws Exception {
    comparison.same(arguments);
  }

  private static final String MAIN =
      """
      extern int helper(int), other(int); int counter = 3; static int zeros[40]; const char text[] = "text";
      int unused_data[9] = {1}; int unused(int x) { return x * unused_data[x]; }
      __attribute__((noinline)) static int local(int x) { return zeros[x & 7] + text[x & 3]; }
      int main(void) { counter += helper(local(counter)); return other(counter); }
      void _start(void) { main(); for (;;); }
      """;
  private static final String HELPER =
      """
      int helper_table[20] = {4, 5, 6}; int lonely(int x) { return x + 1; }
      int helper(int x) { return helper_table[x & 15] / 3; }
      """;
  private static final String OTHER =
      """
      extern int helper(int); static double scale = 1.5; int other(int x) { return helper(x) * scale; }
      int never(int x) { return x - 7; }
      """;
  private static final String SCRIPT =
      """
      ENTRY(_start)
      SECTIONS {
        . = 0x80000000;
        .text : { *(.text .text.*) }
        .rodata : { *(.rodata .rodata.* .srodata .srodata.*) }
        .data : { __global_pointer$ = . + 0x800; *(.data .data.*) *(.sdata .sdata.*) }
        .bss : { *(.sbss .sbss.*) *(.bss .bss.*) *(COMMON) }
        end = .;
      }
      """;

  private void program(String... options) throws Exception {
    gnu.compile("main", MAIN, options);
    gnu.compile("helper", HELPER, options);
    gnu.compile("other", OTHER, options);
    script(SCRIPT);
  }

  private void library(String name, String... members) throws Exception {
    List<String> command = new ArrayList<>(List.of("ar", "rcs", name));
    command.addAll(List.of(members));
    gnu.run(command);
  }

  // --- archives

  @Test
  void of_an_archive_only_what_is_needed_is_taken() throws Exception {
    program("-O1");
    gnu.assemble("a_member_with_a_long_name", ".globl never_needed\nnever_needed: ret\n");
    library("libmine.a", "a_member_with_a_long_name.o", "other.o", "helper.o");
    same("-T", "k.ld", "main.o", "libmine.a");
  }

  @Test
  void a_library_is_found_in_its_directory() throws Exception {
    program("-O2");
    Files.createDirectory(directory.resolve("lib"));
    library("lib/libmine.a", "helper.o", "other.o");
    same("-T", "k.ld", "-L", "nowhere", "-Llib", "main.o", "-lmine");
  }

  @Test
  void archives_that_need_each_other_form_a_group() throws Exception {
    program("-O1");
    library("libone.a", "helper.o");
    library("libtwo.a", "other.o");
    same("-T", "k.ld", "main.o", "--start-group", "libone.a", "libtwo.a", "--end-group");
    same("-T", "k.ld", "main.o", "-(", "libtwo.a", "libone.a", "-)");
  }

  @Test
  void a_whole_archive_is_taken() throws Exception {
    program("-O1");
    gnu.assemble("spare", ".data\n.globl spare\nspare: .dword spare\n");
    library("libmine.a", "spare.o", "helper.o", "other.o");
    same("-T", "k.ld", "main.o", "--whole-archive", "libmine.a", "--no-whole-archive");
  }

  @Test
  void a_symbol_that_is_asked_for_brings_its_member() throws Exception {
    program("-O1");
    gnu.assemble("spare", ".data\n.globl spare\nspare: .dword spare\n");
    library("libmine.a", "spare.o");
    same("-T", "k.ld", "-u", "spare", "main.o", "helper.o", "other.o", "libmine.a");
  }

  @Test
  void the_entry_may_come_from_an_archive() throws Exception {
    program("-O1");
    library("libmine.a", "main.o", "helper.o", "other.o");
    gnu.assemble("first", ".globl first\nfirst: nop\n");
    same("-T", "k.ld", "first.o", "libmine.a");
  }

  @Test
  void a_c_program_with_the_compilers_library() throws Exception {
    gnu.compile(
        "main",
        """
        typedef __int128 wide; volatile wide a = 12345678901234LL, b = 977; volatile long double f = 1.5L, g;
        volatile unsigned c = 7; volatile float s;
        int main(void) { g = f * f / 3 + c; s = (float) g; return (int) (a / b + a % b) + __builtin_popcountl(c) + __builtin_ctz(c); }
        void _start(void) { main(); for (;;); }
        """,
        "-O1");
    String libgcc = gnu.run("gcc", "-print-libgcc-file-name").strip();
    script(SCRIPT.replace("end = .;", "end = .; /DISCARD/ : { *(.eh_frame) }"));
    same("-T", "k.ld", "main.o", libgcc);
  }

  // --- sections that nothing needs

  @Test
  void what_nothing_reaches_is_left_out() throws Exception {
    program("-O1", "-ffunction-sections", "-fdata-sections");
    same("-T", "k.ld", "--gc-sections", "main.o", "helper.o", "other.o");
  }

  @Test
  void what_is_kept_keeps_what_it_needs() throws Exception {
    program("-O1", "-ffunction-sections", "-fdata-sections");
    gnu.assemble(
        "table",
        """
        .section .table,"a"
        .dword lonely
        .section .boot,"ax"
        .globl boot
        boot: j _start
        .section list,"aw"
        .dword 1
        .section .init_array,"aw",@init_array
        .dword never
        .section .gone,"aw"
        .globl gone
        gone: .dword unused
        .comm common_gone, 8, 8
        """);
    script(
        SCRIPT.replace(
            ".text : {", ".boot : { KEEP(*(.boot)) } .table : { KEEP(*(.table)) }\n .text : {"));
    same("-T", "k.ld", "--gc-sections", "-u", "unused", "main.o", "helper.o", "other.o", "table.o");
  }

  @Test
  void debug_information_of_what_is_left_out() throws Exception {
    program("-O1", "-ffunction-sections", "-fdata-sections", "-g", "-fno-merge-constants");
    script(
        SCRIPT.replace(
            "end = .;", "end = .; /DISCARD/ : { *(.debug_str .debug_line_str .comment) }"));
    same("-T", "k.ld", "--gc-sections", "main.o", "helper.o", "other.o");
  }

  @Test
  void a_list_between_start_and_stop_is_kept_whole() throws Exception {
    program("-O1", "-ffunction-sections");
    gnu.assemble(
        "list",
        ".section list,\"aw\"\n.dword 1, lonely\n.text\n.globl helper2\nhelper2: la a0, __start_list\n la a1, __stop_list\n ret\n");
    same("-T", "k.ld", "--gc-sections", "-u", "helper2", "main.o", "helper.o", "other.o", "list.o");
  }

  // --- groups

  @Test
  void of_equal_groups_the_first_is_taken() throws Exception {
    String inline =
        """
        .section .text.inlined,"axG",@progbits,inlined,comdat
        .weak inlined
        .type inlined,@function
        inlined: li a0, %1$d
          la a1, .Ltable
          ret
        .size inlined, .-inlined
        .section .rodata.inlined,"aG",@progbits,inlined,comdat
        .Ltable: .dword %1$d, inlined
        .text
        .globl caller%1$d
        caller%1$d: call inlined
          ret
        """;
    gnu.assemble("one", ".globl _start\n_start: call caller2\n" + inline.formatted(1));
    gnu.assemble("two", inline.formatted(2));
    script(SCRIPT);
    same("-T", "k.ld", "one.o", "two.o");
    same("-T", "k.ld", "--gc-sections", "two.o", "one.o");
  }

  // --- the command line

  @Test
  void sections_at_addresses_of_the_command_line() throws Exception {
    program("-O1");
    same(
        "-Ttext=0x80000000",
        "-Tdata=0x80010000",
        "-Tbss=0x80020000",
        "main.o",
        "helper.o",
        "other.o");
    same(
        "--section-start=.rodata=0x90000000",
        "-Ttext",
        "80000000",
        "main.o",
        "helper.o",
        "other.o");
  }

  @Test
  void in_one_piece_and_without_pages() throws Exception {
    program("-O1");
    same("-N", "main.o", "helper.o", "other.o");
    same("-n", "main.o", "helper.o", "other.o");
    same("-n", "-Ttext=0x80000000", "-e", "main", "main.o", "helper.o", "other.o");
  }

  @Test
  void pages_of_other_sizes() throws Exception {
    program("-O1");
    same("-z", "max-page-size=0x10000", "main.o", "helper.o", "other.o");
    same("-z", "max-page-size=64", "-T", "k.ld", "main.o", "helper.o", "other.o");
  }

  @Test
  void without_symbols_or_debug_information() throws Exception {
    program("-O1", "-g", "-fno-merge-constants");
    same("-T", "k.ld", "-s", "main.o", "helper.o", "other.o");
    same("-T", "k.ld", "-S", "main.o", "helper.o", "other.o");
  }

  @Test
  void arguments_from_a_file() throws Exception {
    program("-O1");
    Files.writeString(
        directory.resolve("args"), "-T 'k.ld' --defsym extra=0x1234\n main.o \"helper.o\"");
    same("@args", "other.o");
  }

  @Test
  void debug_information_with_merged_strings() throws Exception {
    program("-O1", "-g");
    same("-T", "k.ld", "main.o", "helper.o", "other.o");
  }

  // --- scripts

  private void parts() throws Exception {
    gnu.assemble(
        "parts",
        """
        .globl _start
        _start: la a0, table
          call far
          ret
        .section .text.far,"ax"
        .globl far
        far: la a0, value
          ret
        .section .table,"aw"
        .globl table
        table: .dword 1, far
        .section .info,"a"
        .string "only for tools"
        .data
        .globl value
        value: .dword 2
        .bss
        .globl room
        room: .zero 24
        """);
  }

  @Test
  void statements_inserted_into_the_default_layout() throws Exception {
    parts();
    script("SECTIONS { .table : { *(.table) table_end = .; } } INSERT AFTER .data;");
    same("-Ttext=0x80000000", "-T", "k.ld", "parts.o");
  }

  @Test
  void scripts_made_of_several_files() throws Exception {
    parts();
    Files.writeString(directory.resolve("memory.ld"), "rom (rx) : ORIGIN = 0x1000, LENGTH = 4K\n");
    Files.writeString(
        directory.resolve("data.ld"), ".data : { *(.data) INCLUDE table.ld } > RAM\n");
    Files.writeString(directory.resolve("table.ld"), "*(.table) . = ALIGN(32);\n");
    script(
        """
        MEMORY { INCLUDE memory.ld ram (w!rx) : org = 0x80000000, len = 1M / 2 }
        REGION_ALIAS("RAM", ram)
        EXTERN(table value)
        SECTIONS { .text : { *(.text*) } > rom  INCLUDE data.ld .bss : { *(.bss) } > RAM }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void sections_of_special_kinds() throws Exception {
    parts();
    script(
        """
        SECTIONS {
          . = 0x80000000;
          .text : { *(.text*) }
          .info (INFO) : { *(.info) }
          .table (READONLY) : { *(.table) }
          .data : { *(.data) }
          .bss (NOLOAD) : { *(.bss) }
          .buffer (NOLOAD) : { buffer = .; . += 0x100; }
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void every_function_of_expressions() throws Exception {
    parts();
    script(
        """
        base = 0x80000000;
        SECTIONS {
          . = base;
          .text : ALIGN(16) { *(.text*) inside = .; relative = 8; absolute = ABSOLUTE(. + 4); }
          .data ALIGN(0x100) : SUBALIGN(16) { *(.data) *(.table) BYTE(1) SHORT(2) LONG(3) QUAD(4) SQUAD(-5) }
          .info : AT(ADDR(.info) + 0x1000) { *(.info) }
          .bss : { *(.bss) *(COMMON) }
          a1 = SIZEOF(.text); a2 = ADDR(.data); a3 = LOADADDR(.info); a4 = ALIGNOF(.data);
          a5 = MIN(a1, 7) + MAX(a1, 7); a6 = LOG2CEIL(a1); a7 = ALIGN(0x1000); a8 = ALIGN(a2, 64);
          a9 = NEXT(0x40); b1 = BLOCK(0x20); b2 = DEFINED(room) ? room : 1; b3 = DEFINED(nowhere) ? 2 : 3;
          b4 = CONSTANT(MAXPAGESIZE) + CONSTANT(COMMONPAGESIZE); b5 = SEGMENT_START("text", 0x1234);
          b6 = ~a1 & 0xff | 3; b7 = (a1 > 3 && a1 != 4) || !a1; b8 = 7 / 2 * 10 % 6 - 1 << 3 >> 1;
          b9 = 1K + 2M + 010 + 0x1f; c1 = inside - 4; c2 = .; c3 = a1 <= 8 == 0; c4 = -1;
          x = 5; x += 3; x *= 2; x -= 1; x <<= 2; x |= 1; x &= 0x3f; x /= 3;
          PROVIDE(far = 1); PROVIDE(unused_one = 2); PROVIDE_HIDDEN(table_copy = table); HIDDEN(secret = 3);
          ASSERT(a1 > 0, "text is there")
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void what_runs_elsewhere_than_it_is_loaded() throws Exception {
    parts();
    script(
        """
        MEMORY { rom (rx) : ORIGIN = 0x20000000, LENGTH = 64K  ram (rwx) : ORIGIN = 0x80000000, LENGTH = 64K }
        SECTIONS {
          .text : { *(.text) } > rom
          .fast : ALIGN(16) { *(.text.far) . = ALIGN(16); } > ram AT> rom
          .data : ALIGN_WITH_INPUT { *(.data) } > ram AT> rom
          .table : { *(.table) } > ram AT> rom = 0xff
          .bss : { *(.bss) } > ram
          fast_load = LOADADDR(.fast); data_load = LOADADDR(.data); data_size = SIZEOF(.data);
          stack = ORIGIN(ram) + LENGTH(ram);
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void program_headers_of_the_script() throws Exception {
    parts();
    script(
        """
        PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); fast PT_LOAD FLAGS(7); }
        SECTIONS {
          .text 0x80000000 : { *(.text) } :text
          .info : { *(.info) } :text
          .data 0x80010000 : { *(.data) *(.table) } :data
          .bss : { *(.bss) }
          .fast 0x90000000 : AT(0x80018000) { *(.text.far) } :fast
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void fillings_of_gaps() throws Exception {
    parts();
    script(
        """
        SECTIONS {
          .text 0x1000 : { *(.text) . = ALIGN(64); *(.text.far) FILL(0x1234) . = ALIGN(32); LONG(1) } = 0x00000013
          .data : { *(.data) . += 5; *(.table) . = 0x80; } = 0xabcdef
          .bss : { *(.bss) }
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void patterns_with_exclusions_and_orders() throws Exception {
    for (String name : List.of("one", "two", "three")) {
      gnu.assemble(
          name,
          ".section .d.%1$s,\"aw\"\n.balign %2$d\n.ascii \"%1$s\"\n.section .e.%2$d,\"aw\"\n.byte %2$d\n.text\nnop\n.globl %1$s\n%1$s: nop\n"
              .formatted(name, 1 << name.length()));
    }
    script(
        """
        ENTRY(two)
        SECTIONS {
          .text 0x1000 : { *(EXCLUDE_FILE(*one.o *three.o) .text) *three.o(.text) *.o(.text) }
          .d : { *(SORT_BY_ALIGNMENT(.d.*)) }
          .e : { *(EXCLUDE_FILE(two.o) .e.*) *(SORT_BY_NAME(.e.*)) }
        }
        """);
    same("-T", "k.ld", "one.o", "two.o", "three.o");
    script(
        "SECTIONS { .text 0x1000 : { *(.text) } .d : { *(SORT_BY_NAME(SORT_BY_ALIGNMENT(.d.*))) } .e : { *(SORT(.e.?) .e.[0-9]*) } }");
    same("-T", "k.ld", "-e", "one", "one.o", "two.o", "three.o");
  }

  // --- relaxation

  @Test
  void data_near_the_global_pointer() throws Exception {
    gnu.assemble(
        "near",
        """
        .globl _start
        _start:
        .option push
        .option norelax
          la gp, __global_pointer$
        .option pop
          la a0, first
          lw a1, second
          sw a1, third, t0
          lui a2, %hi(first)
          addi a2, a2, %lo(first)
          la a3, far_away
          la a4, edge
          call nearby
          tail nearby
        nearby: ret
        .data
        .globl first
        first: .dword 1
        .size first, 8
        second: .dword 2
        third: .dword 3
        .zero 2000
        .globl edge
        edge: .dword 4
        .zero 4000
        far_away: .dword 5
        """);
    same("-Ttext=0x10000", "near.o");
    script(SCRIPT.replace("0x80000000", "0x10000"));
    same("-T", "k.ld", "near.o");
    script(SCRIPT.replace("0x80000000", "0x0"));
    same("-T", "k.ld", "near.o");
  }

  @Test
  void calls_at_the_edge_of_their_reach() throws Exception {
    for (int gap : List.of(2000, 2020, 2030, 2034, 2038, 2042, 2046)) {
      gnu.assemble(
          "edge",
          """
          .globl _start
          .align 2
          _start: tail there
            call over
            .zero %d
          there: call _start
            tail _start
            .zero 1048576 - 4150
          over: call _start
            tail _start
          """
              .formatted(gap));
      same("-Ttext=0x80000000", "edge.o");
    }
  }

  @Test
  void alignments_shrink_when_code_does() throws Exception {
    gnu.assemble(
        "align",
        """
        .globl _start
        _start: call f
          .align 4
          c.nop
          .align 3
        f: call g
          .align 6
        g: beqz a0, f
          .align 1
          tail h
          .p2align 5
        .Lend: j .Lend
          .word .Lend - f, g - _start
        """);
    gnu.assemble(
        "more",
        ".globl h\n.section .text.h,\"ax\"\n.align 4\nnop\nh: call _start\n.align 5\nret\n");
    same("-Ttext=0x80000000", "align.o", "more.o");
    script(SCRIPT);
    same("-T", "k.ld", "more.o", "align.o");
  }

  @Test
  void an_undefined_weak_symbol_is_zero() throws Exception {
    gnu.assemble(
        "weak",
        """
        .weak nothing
        .globl _start
        _start: la a0, nothing
          lw a1, nothing
          lui a2, %hi(nothing)
          addi a2, a2, %lo(nothing)
          sd a2, nothing, t1
          call nothing
          tail nothing
        .data
          .dword nothing, nothing + 4
        """);
    same("-Ttext=0x80000000", "weak.o");
    same("-Ttext=0x100", "weak.o");
  }

  @Test
  void thousands_of_calls_settle() throws Exception {
    StringBuilder text = new StringBuilder(".globl _start\n_start:\n");
    for (int i = 0; i < 3000; i++) {
      text.append(
          "f%d: call f%d\n tail f%d\n la a0, d%d\n"
              .formatted(i, i * 7 % 3000, i * 31 % 3000, i % 100));
      text.append(i % 50 == 0 ? ".align %d\n".formatted(1 + i % 6) : "");
    }
    text.append(".data\n");
    for (int i = 0; i < 100; i++) {
      text.append("d%d: .dword f%d\n".formatted(i, i));
    }
    gnu.assemble("many", text.toString());
    same("-Ttext=0x80000000", "many.o");
  }

  @Test
  void messages_point_at_source_lines() throws Exception {
    gnu.assemble(
        "lines",
        """
        .globl _start
        _start:
          nop
          call mesage
          j far
          ret
        .section .far,"ax"
          .zero 2000000
        .globl far
        far: ret
        .globl message
        message:
        """,
        "-g");
    gnu.compile("c", "extern int missing(int); int f(int x) {\n return x +\n missing(x); }", "-g");
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    PrintStream sink = new PrintStream(messages, true, UTF_8);
    int status =
        new LdCommand()
            .run(
                List.of("-Ttext=0x80000000", "lines.o", "c.o"),
                new Surroundings(InputStream.nullInputStream(), sink, sink, directory, false));
    String text = messages.toString(UTF_8);
    assertEquals(1, status);
    assertTrue(text.contains("lines.s:5: error: `far` is "), text);
    assertTrue(text.contains("lines.s:4: error: undefined symbol `mesage`"), text);
    assertTrue(text.contains("did you mean `message`?"), text);
    assertTrue(text.contains("c.c:3: error: undefined symbol `missing`"), text);
  }

  @Test
  void what_gnu_ld_has_and_this_linker_has_not_is_said() throws Exception {
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    PrintStream sink = new PrintStream(messages, true, UTF_8);
    int status =
        new LdCommand()
            .run(
                List.of("--emit-relocs", "a.o"),
                new Surroundings(InputStream.nullInputStream(), sink, sink, directory, false));
    assertEquals(2, status);
    assertTrue(messages.toString(UTF_8).contains("relocations are not kept"));
  }
}
