package softmetal.assembler.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;

/// The same objects and script, linked by us and by GNU ld, give the same program.
@Tag("oracle")
class GnuLinkTest {
  @TempDir Path directory;
  Gnu gnu;
  final List<String> objects = new ArrayList<>();

  @BeforeEach
  void useTools() {
    gnu = new Gnu(directory);
  }

  private void assembled(String name, String text, String... options) throws Exception {
    gnu.assemble(name, text, options);
    objects.add(name + ".o");
  }

  private void compiled(String name, String text, String... options) throws Exception {
    gnu.compile(name, text, options);
    objects.add(name + ".o");
  }

  /// Links with a script and compares.
  private void sameWithScript(String script, String... options) throws Exception {
    Files.writeString(directory.resolve("k.ld"), script);
    List<String> all = new ArrayList<>(List.of("-T", "k.ld"));
    all.addAll(List.of(options));
    same(all);
  }

  private void same(List<String> options) throws Exception {
    same("--no-relax", options);
    same("--relax", options);
  }

  private void same(String relaxation, List<String> options) throws Exception {
    List<String> command = new ArrayList<>(List.of("ld", relaxation, "-o", "theirs.elf"));
    command.addAll(options);
    command.addAll(objects);
    gnu.run(command);
    Executable theirs =
        ElfReader.readExecutable("theirs", Files.readAllBytes(directory.resolve("theirs.elf")));

    List<ObjectFile> read = new ArrayList<>();
    for (String object : objects) {
      read.add(ElfReader.readObject(object, Files.readAllBytes(directory.resolve(object))));
    }
    Diagnostics diagnostics = new Diagnostics();
    LinkerOptions linking = options(options);
    if (relaxation.equals("--no-relax")) {
      linking = linking.withoutRelaxation();
    }
    Optional<Executable> ours = Linker.link(read, linking, diagnostics);
    assertEquals(0, diagnostics.errors(), () -> new TextFormat(false).format(diagnostics));

    assertEquals(
        Programs.describe(theirs),
        Programs.describe(ours.orElseThrow()),
        () -> relaxation + " " + String.join(" ", options));
  }

  private LinkerOptions options(List<String> options) throws Exception {
    LinkerOptions result = LinkerOptions.DEFAULT;
    for (int i = 0; i < options.size(); i++) {
      switch (options.get(i)) {
        case "-N" -> result = result.withOmagic();
        case "-T" -> {
          String name = options.get(++i);
          result =
              result.withScript(SourceText.file(name, Files.readString(directory.resolve(name))));
        }
        case "-Ttext" -> result = result.withSectionAddress(".text", Long.decode(options.get(++i)));
        case "-e" -> result = result.withEntry(options.get(++i));
        case "--defsym" -> result = result.withDefinition(options.get(++i));
        case "-z" ->
            result = result.withMaxPageSize(Long.decode(options.get(++i).replaceAll(".*=", "")));
        default -> throw new IllegalArgumentException(options.get(i));
      }
    }
    return result;
  }

  // --- programs

  private static final String ENTRY =
      """
      .section .text
      .globl _entry
      _entry:
        la sp, stack0
        li a0, 4096
        add sp, sp, a0
        call start
      spin: j spin
        .align 4
      after: beqz a0, spin
        lui a1, %hi(small)
        lw a1, %lo(small)(a1)
        sw a1, %lo(small)(a1)
        ret
      .set small, 0x1234
      """;

  private static final String START =
      """
      char stack0[4096] __attribute__((aligned(16)));
      extern char etext[], end[];
      int counter = 7; static const char name[] = "kernel"; int table[3] = {1, 2, 3};
      static int bss_value; int *pointer = &counter; extern void trampoline(void);
      extern int maybe(int) __attribute__((weak));
      int helper(int x) { bss_value += x; if (maybe) return maybe(x); return table[x & 1] + name[x & 3]; }
      void start(void) { for (int i = 0; i < counter; i++) helper(i); helper(end - etext);
        trampoline(); *pointer = 3; switch (counter) { case 1: helper(1); break; case 2: helper(4); break;
        case 3: helper(9); break; case 4: helper(16); break; case 5: helper(25); break; case 6: helper(2); } }
      """;

  private static final String TRAMPOLINE =
      """
      .section trampsec
      .globl trampoline
      trampoline: .globl uservec
      .align 4
      uservec: csrw sscratch, a0
        ret
      """;

  private static final String KERNEL_SCRIPT =
      """
      OUTPUT_ARCH( "riscv" )
      ENTRY( _entry )
      SECTIONS
      {
        . = 0x80000000;
        .text : {
          *(.text .text.*)
          . = ALIGN(0x1000);
          _trampoline = .;
          *(trampsec)
          . = ALIGN(0x1000);
          ASSERT(. - _trampoline == 0x1000, "error: trampoline larger than one page");
          PROVIDE(etext = .);
        }
        .rodata : {
          . = ALIGN(16);
          *(.srodata .srodata.*) /* do not need to distinguish this from .rodata */
          . = ALIGN(16);
          *(.rodata .rodata.*)
        }
        .data : {
          . = ALIGN(16);
          *(.sdata .sdata.*)
          . = ALIGN(16);
          *(.data .data.*)
        }
        .bss : {
          . = ALIGN(16);
          *(.sbss .sbss.*)
          . = ALIGN(16);
          *(.bss .bss.*)
        }
        PROVIDE(end = .);
      }
      """;

  private void kernel(String... options) throws Exception {
    assembled("entry", ENTRY, options);
    compiled("start", START, "-O2");
    assembled("trampoline", TRAMPOLINE, options);
  }

  // --- link jobs

  @Test
  void a_kernel_with_a_trampoline_page() throws Exception {
    kernel();
    sameWithScript(KERNEL_SCRIPT);
  }

  @Test
  void a_kernel_assembled_without_relaxation() throws Exception {
    kernel("-mno-relax");
    sameWithScript(KERNEL_SCRIPT, "-z", "max-page-size=4096");
  }

  @Test
  void a_user_program_at_address_0() throws Exception {
    compiled("main", "int x = 1; int y; int main(void) { return x + y; }", "-O");
    sameWithScript(
        """
        OUTPUT_ARCH( "riscv" )
        SECTIONS
        {
         . = 0x0;
          .text : { *(.text .text.*) }
          .rodata : {
            . = ALIGN(16);
            *(.srodata .srodata.*)
            . = ALIGN(16);
            *(.rodata .rodata.*)
          }
          .eh_frame : { *(.eh_frame) *(.eh_frame.*) }
          . = ALIGN(0x1000);
          .data : { . = ALIGN(16); *(.sdata .sdata.*) . = ALIGN(16); *(.data .data.*) }
          .bss : { . = ALIGN(16); *(.sbss .sbss.*) . = ALIGN(16); *(.bss .bss.*) }
          PROVIDE(end = .);
        }
        """,
        "-e",
        "main");
  }

  @Test
  void a_code_fragment_without_script() throws Exception {
    assembled(
        "initcode",
        """
        .globl start
        start: la a0, init
          la a1, argv
          li a7, 7
          ecall
        exit: li a7, 2
          ecall
          jal exit
        init: .string "/init\\0"
        .p2align 2
        argv: .quad init
          .quad 0
        """);
    same(List.of("-N", "-e", "start", "-Ttext", "0"));
  }

  @Test
  void regions_and_program_headers() throws Exception {
    assembled(
        "boot",
        ".section .text.enter\n.globl _enter\n_enter: la sp, __heap_start\n call main\n1: j 1b\n");
    compiled(
        "main",
        "int x = 5; int y[10]; const char *s = \"hi\"; int common_one; int main(void) { return x + y[3] + s[0]; }",
        "-O",
        "-fcommon");
    sameWithScript(
        """
        OUTPUT_ARCH("riscv")
        ENTRY(_enter)
        MEMORY {
          rom (rxai!w) : ORIGIN = 0x20400000, LENGTH = 4M
          ram (arw!xi) : ORIGIN = 0x80000000, LENGTH = 16K
        }
        PHDRS { code PT_LOAD; data PT_LOAD; }
        SECTIONS {
          .init : ALIGN(8) { *(.text.enter) } >rom :code
          .text : ALIGN(8) { *(.text .text.*) } >rom :code
          .rodata : ALIGN(8) { *(.rodata .rodata.* .srodata .srodata.*) } >rom :code
          .data : ALIGN(8) { *(.data .data.*) *(.sdata .sdata.* .sdata2.*) } >ram :data
          .bss (NOLOAD): ALIGN(8) { *(.sbss*) *(.bss .bss.*) *(COMMON) } >ram :data
          .heap (NOLOAD) : ALIGN(8) { PROVIDE( __heap_start = . ); } >ram :data
          PROVIDE( __heap_end = ORIGIN(ram) + LENGTH(ram) );
        }
        """);
  }

  @Test
  void data_that_is_loaded_elsewhere_than_it_runs() throws Exception {
    kernel();
    sameWithScript(
        """
        ENTRY(_entry)
        MEMORY { flash (rx) : ORIGIN = 0x20000000, LENGTH = 1M  ram (w) : ORIGIN = 0x80000000, LENGTH = 1M }
        SECTIONS {
          .text : { *(.text*) *(trampsec) etext = .; } > flash
          .rodata : { *(.rodata* .srodata*) } > flash
          .data : { _data = .; *(.data* .sdata*) . = ALIGN(8); _edata = .; } > ram AT > flash
          _data_load = LOADADDR(.data);
          .bss : { *(.sbss* .bss*) } > ram
          end = .;
        }
        """);
  }

  @Test
  void regions_that_choose_sections_by_attributes() throws Exception {
    kernel();
    sameWithScript(
        """
        ENTRY(_entry)
        MEMORY { ram (wxa) : ORIGIN = 0x80000000, LENGTH = 128M }
        PHDRS { text PT_LOAD; data PT_LOAD; bss PT_LOAD; }
        SECTIONS {
          .text : { PROVIDE(_text_start = .); *(.text.init) *(.text .text.*) *(trampsec) PROVIDE(etext = .); } >ram AT>ram :text
          PROVIDE(_global_pointer = .);
          .rodata : { PROVIDE(_rodata_start = .); *(.rodata .rodata.* .srodata*) } >ram AT>ram :text
          .data : { . = ALIGN(4096); *(.sdata .sdata.*) *(.data .data.*) PROVIDE(_data_end = .); } >ram AT>ram :data
          .bss : { PROVIDE(_bss_start = .); *(.sbss .sbss.*) *(.bss .bss.*) PROVIDE(_bss_end = .); } >ram AT>ram :bss
          PROVIDE(_memory_start = ORIGIN(ram));
          PROVIDE(_stack_end = _bss_end + 0x80000);
          _memory_end = ORIGIN(ram) + LENGTH(ram);
          end = _stack_end;
        }
        """);
  }

  @Test
  void room_that_is_made_outside_of_sections() throws Exception {
    assembled(
        "boot",
        """
        .section .text.boot
        .globl boot
        boot: la sp, __stack_top
          la a0, __bss
          la a1, __bss_end
          j kernel_main
        """);
    compiled(
        "kernel",
        "char buffer[100]; const char *message = \"hello\"; void kernel_main(void) { buffer[1] = *message; }",
        "-O1");
    sameWithScript(
        """
        ENTRY(boot)
        SECTIONS {
            . = 0x80200000;
            .text :{ KEEP(*(.text.boot)); *(.text .text.*); }
            .rodata : ALIGN(4) { *(.rodata .rodata.*); }
            .data : ALIGN(4) { *(.data .data.*); }
            .bss : ALIGN(4) { __bss = .; *(.bss .bss.* .sbss .sbss.*); __bss_end = .; }
            . = ALIGN(4);
            . += 128 * 1024; /* 128KB */
            __stack_top = .;
            . = ALIGN(4096);
            __free_ram = .;
            . += 64 * 1024 * 1024;
            __free_ram_end = .;
        }
        """);
  }

  @Test
  void a_test_program_with_its_host_section() throws Exception {
    assembled(
        "add",
        """
        .section .text.init,"ax"
        .globl _start
        _start: j 1f
        .align 2
        trap: csrr t5, mcause
        1: la t0, trap
        .align 6
        la a0, begin
        .section .tohost,"aw",@progbits
        .align 6
        .globl tohost
        tohost: .dword 0
        .data
        begin: .word 1
        """);
    sameWithScript(
        """
        OUTPUT_ARCH( "riscv" )
        ENTRY(_start)
        SECTIONS {
          . = 0x80000000;
          .text.init : { *(.text.init) }
          . = ALIGN(0x1000);
          .tohost : { *(.tohost) }
          . = ALIGN(0x1000);
          .text : { *(.text) }
          . = ALIGN(0x1000);
          .data : { *(.data) }
          .bss : { *(.bss) }
          _end = .;
        }
        """);
  }

  @Test
  void one_list_of_patterns_keeps_the_files_in_order_and_two_do_not() throws Exception {
    for (String name : List.of("a", "b")) {
      assembled(
          name,
          ".section .text.%1$s\n.byte 1,'%1$s'\n.text\n.byte 2,'%1$s'\n.section .data.x\n.byte 3\n.data\n.byte 4,'%1$s'\n"
              .formatted(name));
    }
    assembled("entry", ".globl _start\n_start: ret");
    sameWithScript(
        "SECTIONS { . = 0x1000; .text : { *(.text .text.*) } .data : { *(.data) *(.data.*) } }");
  }

  @Test
  void patterns_that_choose_and_sort_files() throws Exception {
    for (String name : List.of("first", "second", "third")) {
      assembled(
          name,
          """
          .section .init_array.%1$d,"aw"
          .dword %1$d
          .section .x.%2$s,"a"
          .balign %3$d
          .string "%2$s"
          .text
          .globl %2$s
          %2$s: nop
          """
              .formatted(300 - name.length() * 10, name, 64 >> (name.length() - 4)));
    }
    sameWithScript(
        """
        ENTRY(second)
        SECTIONS {
          . = 0x400000;
          .text : { *second.o(.text) KEEP(*(EXCLUDE_FILE(*third.o) .text)) *(.text) LONG(0x12345678) BYTE(1) }
          .x : SUBALIGN(4) { *(SORT(.x.*)) } =0x90
          .init_array : { *(SORT_BY_INIT_PRIORITY(.init_array.*)) FILL(0xaabb) . = ALIGN(64); }
          .none : { *(.nothing) }
          total = SIZEOF(.x) + SIZEOF(.none);
          where = ADDR(.x) + 4;
          choice = DEFINED(first) ? 1 : 2;
          other = DEFINED(nowhere) ? 1 : MAX(2, 3);
          shifted = (1 << 4 | 3) & ~1;
          /DISCARD/ : { *(.riscv.attributes) }
        }
        """);
  }

  @Test
  void sections_that_the_script_forgets() throws Exception {
    assembled(
        "a",
        """
        .globl _start
        _start: la a0, __start_list
          la a1, __stop_list
          ret
        .section list,"aw"
        .dword 1
        .section .extra,"ax"
        nop
        .section .const,"a"
        .string "constant"
        .section .more,"aw",@nobits
        .zero 100
        .section .note.x,"",@note
        .word 1
        .section .other,"aw"
        .word 2
        .comm lonely, 12, 4
        .comm another, 100, 64
        """);
    sameWithScript(
        """
        SECTIONS {
          . = 0x80000000;
          .text : { *(.text) }
          text_end = .;
          . = ALIGN(0x100);
          .rodata : { *(.rodata) }
          .data : { *(.data) }
          data_end = .;
          .bss : { *(.bss) }
          end = .;
        }
        """);
  }

  @Test
  void the_default_layout_at_an_address() throws Exception {
    kernel();
    same(List.of("-Ttext", "0x80000000", "-e", "_entry"));
  }

  @Test
  void the_default_layout_as_it_is() throws Exception {
    kernel();
    same(List.of("-e", "_entry"));
  }

  @Test
  void the_default_layout_in_one_piece() throws Exception {
    kernel();
    same(List.of("-N", "-Ttext", "0x80000000", "-e", "start"));
  }

  @Test
  void differences_strings_and_symbols_from_the_command_line() throws Exception {
    assembled(
        "d",
        """
        .globl _start
        _start: nop
        .align 3
        here: .word end_of_it - _start, here - .
        .half end_of_it - here
        .byte end_of_it - here
        lla a0, outside
        lui a0, %hi(outside)
        addi a0, a0, %lo(outside)
        end_of_it: tail _start
        .section .rodata.a,"a"
        .dword _start, end_of_it + 4, outside - 1
        .uleb128 4
        """);
    sameWithScript(
        "SECTIONS { . = 0x10000; .text : { *(.text) } .rodata : { *(.rodata*) } last = outside + 1; }",
        "--defsym",
        "outside=0x12000+SIZEOF(.rodata)");
  }

  @Test
  void debug_information_follows_the_code() throws Exception {
    compiled(
        "g",
        "int f(int x) { return x * 3; } int main(void) { return f(4); }",
        "-g",
        "-O1",
        "-fno-merge-constants");
    assembled("s", ".globl _start\n_start: call main\n.align 4\n ret\n", "-g");
    sameWithScript(
        "SECTIONS { . = 0x80000000; .text : { *(.text*) } .data : { *(.data*) } /DISCARD/ : { *(.comment) *(.debug_str) *(.debug_line_str) } }");
  }

  @Test
  void equal_strings_are_stored_once() throws Exception {
    assembled("trampoline", TRAMPOLINE);
    compiled(
        "one",
        "const char *a = \"kernel panic\", *b = \"panic\", *c = \"zero\"; int main(void) { return *a; }",
        "-O2");
    compiled("two", "const char *d = \"panic\", *e = \"zero\", *f = \"unique\", *g = \"\";", "-O2");
    sameWithScript(KERNEL_SCRIPT.replace("_entry", "main"));
  }

  @Test
  void weak_and_common_symbols_give_way() throws Exception {
    assembled(
        "w",
        ".weak f, g\n.globl _start\n_start: call f\n call g\n la a0, v\n la a1, h\nf: ret\n.comm v, 8, 8\n.weak h\n");
    assembled("s", ".globl f\nnop\nf: nop\n ret\n.data\n.globl v\nv: .dword 3\n");
    sameWithScript(
        "SECTIONS { . = 0x80000000; .text : { *(.text*) } .data : { *(.data*) } .bss : { *(COMMON) } }");
  }
}
