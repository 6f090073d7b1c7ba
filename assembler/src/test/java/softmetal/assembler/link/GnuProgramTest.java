package softmetal.assembler.link;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;

/// What a program says about itself is what GNU ld's says: the sections of symbols, program headers, threads.
@Tag("oracle")
class GnuProgramTest {
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

  // --- which section a symbol belongs to

  private void threeParts() throws Exception {
    gnu.assemble(
        "parts",
        """
        .globl _start
        _start: nop
        .section .rodata
        .word 3
        .data
        dd: .word 1
        .bss
        .zero 16
        .section .comment
        .asciz "hello"
        """);
  }

  @Test
  void a_symbol_between_sections_belongs_to_one_of_them() throws Exception {
    threeParts();
    script(
        """
        before = .;
        num = 0x80000010;
        SECTIONS {
                begin = .;
                . = 0x80000000;
                start = .;
                .text : { ts = .; *(.text.init) *(.text .text.*) te = .; tn = 5; ta = ABSOLUTE(.); }
                mid = .;
                al = ALIGN(0x1000);
                . = ALIGN(0x1000);
                mid2 = .;
                mid3 = . + 5; mid4 = 7; mid5 = ts; mid6 = ts + 4; mid7 = te - ts; mid8 = ADDR(.text); mid9 = SIZEOF(.text); m10 = MAX(ts, 5); m11 = ADDR(.data); m12 = ts + te; m13 = mid2; m14 = LOADADDR(.text);
                .data : { *(.data) }
                edata = .;
                .bss : { *(.bss) }
                end = .;
        }
        after = .;
        after2 = end;
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void a_symbol_in_a_section_that_is_left_out_moves_to_another() throws Exception {
    threeParts();
    script(
        """
        x0 = 0; y0 = .;
        SECTIONS {
                . = 0x80000000;
                .text : { ts = .; *(.text.init) *(.text .text.*) }
                a1 = ABSOLUTE(.); a2 = . - ts; a3 = SIZEOF(.text) + 0 * .; a4 = . == 5 ? 1 : 2; a5 = MAX(., 5); a6 = -.; a7 = 1 ? . : 0; a8 = 0 ? . : 3; a9 = . & 0xff; aa = ~0 & .; ab = ALIGN(ts, 16); ac = . - . ; ad = !.; ae = DEFINED(ts) ? . : 0;
                PROVIDE(_start2 = .);
                .empty1 : { e1 = .; *(.nothing) }
                b1 = .;
                . = ALIGN(0x1000);
                b2 = .;
                .empty2 : { e2 = .; *(.nothing2) }
                b3 = .;
                .empty2b : { *(.nothing2) }
                b3b = .;
                .data : { *(.data) }
                .empty3 : { e3 = .; e31 = . + 0x100; }
                c1 = .;
                .bss : { *(.bss) }
                . = ALIGN(8);
                d1 = .;
                .empty4 : { e4 = .; }
                . = ALIGN(16);
                d2 = .;
                .cmt 0 : { d25 = .; *(.comment) }
                d3 = .;
                . = . ;
                d4 = .;
                /DISCARD/ : { *(.foo) }
                d5 = .;
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void an_empty_section_with_symbols_and_hollow_parts_aligns_what_follows() throws Exception {
    threeParts();
    gnu.assemble("hollow", ".section .hollow, \"aw\"\n");
    for (String body :
        List.of(
            "*(.data.none)",
            "*(.data.none) g = .;",
            "*(.hollow) g = .;",
            "g = 3; *(.hollow)",
            "*(.hollow) PROVIDE(nobody = .);",
            "g = 3; *(.data.none)",
            "*(.data.none) PROVIDE(nobody = .);",
            "*(.data.none) ASSERT(1, \"x\");",
            "*(.data.none) . = 0;",
            "*(.data.none) . += 0;")) {
      script(
          """
          SECTIONS {
            . = 0x80000000;
            .text : { *(.text) }
            .rodata : { *(.rodata) }
            .empty : ALIGN(64) { %s }
            .data : { *(.data) }
            .bss : { *(.bss) }
          }
          """
              .formatted(body));
      same("-T", "k.ld", "parts.o", "hollow.o");
    }
  }

  @Test
  void a_symbol_belongs_where_the_functions_in_its_value_say() throws Exception {
    threeParts();
    script(
        """
        MEMORY { ram : ORIGIN = 0x80000000, LENGTH = 1M }
        SECTIONS {
                .text : { ts = .; *(.text.init) *(.text .text.*) tt = ALIGN(8); to = ORIGIN(ram); tl = LENGTH(ram); tx = ORIGIN(ram) + 4; ty = ADDR(.text); tz = LOADADDR(.text);  tv = ABSOLUTE(.) + 3; tu = . + 3; ti = tt + 1; } > ram
                a1 = ORIGIN(ram); a2 = LENGTH(ram); a3 = SEGMENT_START("x", 0x8000); a4 = NEXT(8); a5 = LOADADDR(.text); a6 = LOADADDR(.text) + 5; a7 = ALIGN(a1, 8); a8 = CONSTANT(MAXPAGESIZE); a9 = SIZEOF_HEADERS; b1 = DATA_SEGMENT_ALIGN(4096, 4096); b2 = DATA_SEGMENT_END(.); b3 = LOG2CEIL(.); b4 = ALIGNOF(.text); b5 = BLOCK(8); b6 = a1 + 1; b7 = tt + .; b8 = tv; b9 = MAX(ORIGIN(ram), 5);  b10 = ORIGIN(ram) + LENGTH(ram) - .; b11 = DEFINED(ts); b12 = ORIGIN(ram) - ts; b13 = tu; b14 = ALIGN(., 8); b15 = MAX(., ts); b16 = MIN(., 5) + LOADADDR(.text); b17 = NEXT(8) + .; b18 = DATA_SEGMENT_RELRO_END(0, .); b19 = ABSOLUTE(.) + .; b20 = . + ABSOLUTE(.); b21 = . + LOADADDR(.text);
                .data : { *(.data) } > ram
                .bss : { *(.bss) } > ram
        }
        """);
    same("-T", "k.ld", "parts.o");
  }

  @Test
  void labels_in_sections_that_are_left_out() throws Exception {
    gnu.assemble(
        "empty",
        """
        .globl _start
        _start: nop
        .data
        loc: .globl glo
        glo:
        .section .rodata
        lr: .globl gr
        gr:
        .bss
        .zero 4
        .weak wk
        wk:
        .section .empty2,"aw"
        .globl xx
        xx: yy:
        """);
    script(
        "SECTIONS { . = 0x1000; .text : { *(.text) } .data : { *(.data) } .rodata : { *(.rodata) } "
            + ".e2 : { *(.empty2) } .bss : { *(.bss) } }");
    same("-T", "k.ld", "empty.o");
  }

  @Test
  void what_is_asked_for_and_defined_nowhere_stays_undefined() throws Exception {
    gnu.assemble("lonely", "nop\n.weak maybe\nla a0, maybe\n");
    script("ENTRY(_start) EXTERN(outer) SECTIONS { . = 0x1000; .text : { *(.text) } }");
    same("-T", "k.ld", "-u", "wanted", "lonely.o");
    same("-T", "k.ld", "-e", "0x1000", "lonely.o");
  }

  // --- what each thread has for itself

  private static final String THREADS =
      """
      .globl _start
      _start:
        lui a5, %tprel_hi(x)
        add a5, a5, tp, %tprel_add(x)
        lw a0, %tprel_lo(x)(a5)
        sw a0, %tprel_lo(x+4)(a5)
        lui a5, %tprel_hi(far)
        add a5, a5, tp, %tprel_add(far)
        addi a0, a5, %tprel_lo(far)
        ret
      .data
        .word 5
      .section .tdata,"awT",@progbits
      .balign 8
      .type x,@object
      x: .word 1, 2, 3
      .size x,12
      .globl y
      y: .word 5
      .section .tbss,"awT",@nobits
      .balign 64
        .zero 4096
      far: .zero 8
      .globl z
      z: .zero 4
      .section .tother,"awT",@progbits
        .byte 4
      .bss
        .zero 8
      """;

  @Test
  void variables_of_threads() throws Exception {
    gnu.assemble("threads", THREADS);
    same("threads.o");
    same("-N", "threads.o");
    script(
        """
        SECTIONS {
          . = 0x80000000;
          .text : { *(.text) }
          a1 = .;
          .tdata : { td = .; *(.tdata .tother) }
          a2 = .;
          .tbss : { *(.tbss) te = .; }
          a3 = .;
          .data : { *(.data) }
          .bss : { *(.bss) }
        }
        """);
    same("-T", "k.ld", "threads.o");
  }

  @Test
  void variables_of_threads_in_c() throws Exception {
    gnu.compile(
        "main",
        """
        __thread int counter = 3; static __thread char buffer[5000]; extern __thread long shared;
        int main(void) { counter++; buffer[counter] = 1; return shared + buffer[4999]; }
        void _start(void) { main(); for (;;); }
        """,
        "-O1",
        "-ftls-model=local-exec");
    gnu.compile("other", "__thread long shared = 77; __thread int zero;", "-O1");
    same("main.o", "other.o");
  }

  // --- program headers

  private static final String LOADED =
      """
      .globl _start
      _start: nop
      .section .note.x,"a",@note
      .balign 4
      .word 4, 4, 1
      .ascii "GNU\\0"
      .word 7
      .section .rodata,"a"
      .word 3
      .section .tdata,"awT",@progbits
      .word 5
      .section .tbss,"awT",@nobits
      .zero 8
      .data
      .word 1
      .bss
      .zero 16
      """;

  @Test
  void program_headers_of_every_type() throws Exception {
    gnu.assemble("loaded", LOADED + ".section .interp,\"a\"\n.asciz \"/lib/ld\"\n");
    script(
        """
        PHDRS {
          interp PT_INTERP; text PT_LOAD FLAGS(5); data PT_LOAD AT(0x90000000); note PT_NOTE;
          tls PT_TLS; stack PT_GNU_STACK FLAGS(6); null PT_NULL; own 0x6abcdef0 FLAGS(7);
        }
        SECTIONS {
          . = 0x80000000;
          .interp : { *(.interp) } :text :interp
          .text : { *(.text) } :text
          .rodata : { *(.rodata) }
          .note.x : { *(.note.x) } :text :note
          . = ALIGN(0x1000);
          .tdata : { *(.tdata) } :data :tls
          .tbss : { *(.tbss) } :data :tls
          .data : { *(.data) } :data :own
          .bss : { *(.bss) }
        }
        """);
    same("-T", "k.ld", "loaded.o");
  }

  @Test
  void notes_and_threads_have_headers_without_being_asked() throws Exception {
    gnu.assemble("loaded", LOADED);
    gnu.assemble(
        "more",
        """
        .section .note.y,"a",@note
        .balign 8
        .word 4, 4, 1, 2, 3
        .section .note.z,"a",@note
        .balign 4
        .word 4, 4, 1
        .section .mytls,"awT"
        .word 3
        """);
    same("loaded.o", "more.o");
  }

  // --- files that the script names

  private void fourFiles() throws Exception {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      gnu.assemble(
          name, ".globl f%1$s\nf%1$s: .word 0x%1$s\n.data\n.word 0xd%1$s\n".formatted(name));
    }
  }

  private static final String PLACES =
      "SECTIONS { . = 0x1000; .text : { *(.text) } .data : { *(.data) } }";

  @Test
  void a_script_may_name_its_inputs() throws Exception {
    fourFiles();
    script("INPUT(c.o) STARTUP(d.o) " + PLACES);
    same("-e", "0", "-T", "k.ld", "a.o", "b.o");
    same("-e", "0", "a.o", "-T", "k.ld", "b.o");
  }

  @Test
  void a_script_may_name_libraries_and_where_they_are() throws Exception {
    fourFiles();
    Files.createDirectory(directory.resolve("lib"));
    gnu.run("ar", "rcs", "lib/libfour.a", "c.o", "d.o");
    script("SEARCH_DIR(lib) GROUP(-lfour AS_NEEDED(b.o)) " + PLACES);
    same("-e", "0", "-u", "fd", "a.o", "-T", "k.ld");
  }

  @Test
  void a_file_in_a_pattern_is_linked_where_the_script_stands() throws Exception {
    fourFiles();
    script(
        "SECTIONS { . = 0x1000; .text : { c.o(.text) *(.text) } .data : { *(.data) b.o(.data) } }");
    same("-e", "0", "-T", "k.ld", "a.o", "b.o", "c.o");
    same("-e", "0", "a.o", "b.o", "c.o", "-T", "k.ld");
    same("-e", "0", "a.o", "-T", "k.ld");
  }

  @Test
  void a_thin_archive() throws Exception {
    fourFiles();
    Files.createDirectory(directory.resolve("lib"));
    gnu.assemble("lib/a_member_with_a_long_name", ".globl long_one\nlong_one: ret\n");
    gnu.run("ar", "rcsT", "lib/thin.a", "c.o", "d.o", "lib/a_member_with_a_long_name.o");
    script(PLACES);
    same("-e", "0", "-T", "k.ld", "-u", "fd", "-u", "long_one", "a.o", "lib/thin.a");
  }
}
