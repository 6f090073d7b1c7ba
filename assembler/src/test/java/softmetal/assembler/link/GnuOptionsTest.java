package softmetal.assembler.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
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

/// Options that few links need do what they do in GNU ld.
@Tag("oracle")
class GnuOptionsTest {
  @TempDir Path directory;
  Gnu gnu;
  LdComparison comparison;

  @BeforeEach
  void useTools() {
    comparison = new LdComparison(directory);
    gnu = comparison.gnu();
  }

  // --- overlays

  private void overlays() throws Exception {
    gnu.assemble(
        "overlays",
        """
        .globl _start
        _start: nop
        .section .o1,"ax"
        .word 1
        .section .o2,"ax"
        .word 4, 5, 6, 7, 8
        .section .o3,"ax"
        .word 9, 1, 2, 3, 4, 5
        .data
        .dword __load_start_ov1, __load_stop_ov1, __load_start_ov2, __load_stop_ov3
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OVERLAY 0x2000 : AT(0x8000) { .ov1 { *(.o1) } .ov2 { *(.o2) } .ov3 { *(.o3) } }",
        "OVERLAY : NOCROSSREFS { .ov1 { a = .; *(.o1) } .ov2 { *(.o2) b = .; } =0x90 .ov3 { *(.o3) } }",
        "OVERLAY 0x3000 : AT(0x9000) SUBALIGN(16) { .ov1 { *(.o1) } .ov2 { *(.o2) } .ov3 { *(.o3) } } =0x1234"
      })
  void sections_that_run_at_one_address(String overlay) throws Exception {
    overlays();
    comparison.script(
        "SECTIONS { . = 0x1000; .text : { *(.text) } %s .data : { *(.data) } end = .; }"
            .formatted(overlay));
    comparison.same("-T", "k.ld", "overlays.o");
  }

  @ParameterizedTest
  @ValueSource(strings = {"> ram AT > rom", "> ram"})
  void overlays_in_regions(String regions) throws Exception {
    overlays();
    comparison.script(
        """
        MEMORY { ram : ORIGIN = 0x1000, LENGTH = 1M  rom : ORIGIN = 0x100000, LENGTH = 1M }
        SECTIONS {
          .text : { *(.text) } > ram
          OVERLAY : { .ov1 { *(.o1) } .ov2 { *(.o2) } .ov3 { *(.o3) } } %s
          .data : { *(.data) } > ram
        }
        """
            .formatted(regions));
    comparison.same("-T", "k.ld", "overlays.o");
  }

  // --- scripts and spellings

  private void orphaned() throws Exception {
    gnu.assemble(
        "one",
        ".globl _start, f\n_start: nop\nf: nop\n.section .rodata\n.word 1\n.section .extra,\"a\"\n.word 2\n.data\n.word 3\n");
    comparison.script(
        "SECTIONS { . = 0x80000000; .text : { *(.text) } .rodata : { *(.rodata) } .data : { *(.data) } }");
    Files.writeString(
        directory.resolve("more.ld"),
        "SECTIONS { .extra : { begin = .; *(.extra) } } INSERT AFTER .text;");
  }

  @Test
  void one_script_adds_to_another() throws Exception {
    orphaned();
    comparison.same("-T", "more.ld", "-T", "k.ld", "one.o");
    comparison.same("-Tmore.ld", "-Tk.ld", "one.o");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--script=k.ld --entry=f --undefined=f",
        "--script k.ld --entry f --undefined f",
        "-Tk.ld -nmagic --library-path=.",
        "-T k.ld --no-dynamic-linker --as-needed --no-as-needed -Bsymbolic -d -dp --no-demangle"
      })
  void options_have_other_names(String options) throws Exception {
    orphaned();
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add("one.o");
    comparison.same(arguments.toArray(String[]::new));
  }

  // --- symbols

  @Test
  void calls_can_be_caught() throws Exception {
    gnu.assemble(
        "main", ".globl _start\n_start: call work\ncall rest\n.globl rest\nrest: call rest\n");
    gnu.assemble("work", ".globl work\nwork: call work\nret\n");
    gnu.assemble(
        "wrap",
        ".globl __wrap_work, __wrap_rest\n__wrap_work: call __real_work\n__wrap_rest: call __real_rest\nret\n");
    gnu.run("ar", "rcs", "libwrap.a", "wrap.o");
    comparison.same("--wrap=work", "--wrap", "rest", "main.o", "work.o", "wrap.o");
    comparison.same("--wrap=work", "main.o", "work.o", "libwrap.a", "--defsym=__real_rest=0x10100");
  }

  @Test
  void of_several_definitions_the_first_is_taken() throws Exception {
    gnu.assemble("one", ".globl _start, f\n_start: call f\nf: nop\n");
    gnu.assemble("two", ".globl f\nf: ret\n");
    comparison.same("--allow-multiple-definition", "one.o", "two.o");
    comparison.same("-z", "muldefs", "two.o", "one.o");
  }

  @Test
  void local_symbols_can_be_left_out() throws Exception {
    gnu.assemble("one", ".globl _start\n_start: call f\nf: nop\n.data\nd: .word 1\n");
    comparison.same("-x", "one.o");
    comparison.same("--discard-all", "one.o");
    comparison.same("-X", "one.o");
  }

  // --- order

  @ParameterizedTest
  @ValueSource(strings = {"name", "alignment"})
  void patterns_sort(String key) throws Exception {
    gnu.assemble(
        "one",
        """
        .section .text.zebra,"ax"
        .balign 4
        .globl _start
        _start: nop
        .section .text.ant,"ax"
        .balign 64
        nop
        .section .text.fox,"ax"
        .balign 16
        nop
        .section .data.b,"aw"
        .balign 2
        .word 1
        .section .data.a,"aw"
        .balign 32
        .word 1
        """);
    comparison.same("--sort-section=" + key, "one.o");
    comparison.script(
        "SECTIONS { . = 0x1000; .text : { *(.text.z* .text.a*) *(SORT_NONE(.text.*)) } .data : { *(SORT(.data.*)) } }");
    comparison.same("-T", "k.ld", "--sort-section=" + key, "one.o");
  }

  @Test
  void common_symbols_sort() throws Exception {
    gnu.assemble(
        "one",
        ".globl _start\n_start: nop\n.comm a,1,1\n.comm b,40,8\n.comm c,64,64\n.comm d,2,2\n.comm e,32,32\n.comm f,4,4\n.comm g,16,16\n.comm h,1,1\n");
    comparison.same("--sort-common", "one.o");
    comparison.same("--sort-common=ascending", "one.o");
    comparison.same("one.o");
  }

  // --- what the program says about itself

  @Test
  void a_stack_has_a_header() throws Exception {
    gnu.assemble("one", ".globl _start\n_start: nop\n.data\n.word 1\n");
    comparison.same("-z", "noexecstack", "one.o");
    comparison.same("-z", "execstack", "one.o");
    comparison.same("-z", "stack-size=0x4000", "one.o");
    comparison.same("-z", "relro", "-z", "now", "-z", "common-page-size=4096", "one.o");
  }

  @Test
  void a_program_has_a_number() throws Exception {
    gnu.assemble("one", ".globl _start\n_start: nop\n.data\n.word 1\n");
    comparison.same("--build-id=0x0123456789abcdef", "one.o");
    comparison.same("--build-id=none", "one.o");
    comparison.script("SECTIONS { . = 0x1000; .text : { *(.text) } .data : { *(.data) } }");
    comparison.same("-T", "k.ld", "--build-id=0x0123-4567", "one.o");
  }

  // --- raw files

  @Test
  void any_file_can_be_linked_as_it_is() throws Exception {
    gnu.assemble(
        "one",
        ".globl _start\n_start: la a0, _binary_lib_disk_img_start\nli a1, 1\n.data\n.word 1\n");
    Files.createDirectory(directory.resolve("lib"));
    Files.writeString(directory.resolve("lib/disk.img"), "bytes of a disk");
    comparison.same("one.o", "-b", "binary", "lib/disk.img");
    comparison.same("--format=binary", "lib/disk.img", "--format=elf64-littleriscv", "one.o");
  }

  @Test
  void a_program_can_be_written_as_it_lies_in_memory() throws Exception {
    gnu.assemble("one", ".globl _start\n_start: nop\n.data\n.word 1\n.bss\n.zero 30\n");
    comparison.script(
        "SECTIONS { . = 0x80000000; .text : { *(.text) } . = ALIGN(64); .data : { *(.data) } .bss : { *(.bss) } }");
    gnu.run("ld", "-T", "k.ld", "-o", "theirs.elf", "one.o");
    gnu.run("objcopy", "-O", "binary", "theirs.elf", "theirs.bin");
    assertEquals("", comparison.ours("--oformat=binary", "-T", "k.ld", "-o", "ours.bin", "one.o"));
    assertArrayEquals(
        Files.readAllBytes(directory.resolve("theirs.bin")),
        Files.readAllBytes(directory.resolve("ours.bin")));
  }

  @Test
  void memory_usage_is_printed_in_the_same_way() throws Exception {
    gnu.assemble("one", ".globl _start\n_start: nop\n.data\n.zero 2048\n.bss\n.zero 30\n");
    comparison.script(
        """
        ENTRY(_start)
        MEMORY { rom (rx) : ORIGIN = 0x1000, LENGTH = 64K  ram (rw) : ORIGIN = 0x80000000, LENGTH = 1M  none : ORIGIN = 0, LENGTH = 16 }
        SECTIONS { .text : { *(.text) } > rom .data : { *(.data) } > ram AT > rom .bss : { *(.bss) } > ram }
        """);
    String theirs =
        gnu.run("ld", "--print-memory-usage", "-T", "k.ld", "-o", "theirs.elf", "one.o");
    String ours = comparison.ours("--print-memory-usage", "-T", "k.ld", "-o", "ours.elf", "one.o");
    assertEquals(theirs.lines().toList(), ours.lines().toList());
  }

  // --- maps

  private static final String MAPPED =
      """
      .globl %1$s, %1$s_data
      %1$s: call two
      .section .text.a_section_with_a_long_name,"ax"
      .balign 8
      nop
      .globl %1$s_last
      %1$s_last: nop
      .data
      .byte 1
      %1$s_data: .word 2
      .comm common, 16, 8
      """;

  private void mapped() throws Exception {
    gnu.assemble("one", MAPPED.formatted("_start"));
    gnu.assemble("two", MAPPED.formatted("two"));
    gnu.assemble("three", MAPPED.formatted("three") + "call _start\nla a0, two_data\n");
    comparison.script(
        """
        ENTRY(_start)
        MEMORY { rom (rx) : ORIGIN = 0x1000, LENGTH = 64K  ram (rw!x) : ORIGIN = 0x80000000, LENGTH = 1M }
        SECTIONS {
          .text : { *(.text .text.*) etext = .; } > rom
          .data : { *(.data) . = ALIGN(64); } > ram AT > rom
          .bss : { *(.bss) *(COMMON) } > ram
          end = .;
          /DISCARD/ : { *(.riscv.attributes) }
        }
        """);
  }

  /// What tools find in a map: regions, sections and their parts, gaps, symbols, each with its address; without the
  /// script's own text, the files that only GNU ld names, and sections that are empty.
  private String facts(String map) throws Exception {
    String text = Files.readString(directory.resolve(map)).replaceAll("\n {16}(?=0x\\w+ +0x)", " ");
    return text.lines()
        .filter(
            line -> line.matches(".*0x[0-9a-f]{16}.*|Cross.*|Symbol .*|\\S+ +\\S+\\.o| {50}\\S+"))
        .filter(line ->
            !line.startsWith("LOAD ")
                && !line.contains("0x0 ")
                && !line.matches(".*0x0|.* \\. = .*"))
        .map(line -> line.replaceAll(" +", " ").strip())
        .collect(java.util.stream.Collectors.joining("\n"));
  }

  @Test
  void maps_say_the_same() throws Exception {
    mapped();
    gnu.run("ld", "-T", "k.ld", "-Map=theirs.map", "-o", "theirs.elf", "one.o", "two.o", "three.o");
    comparison.ours("-T", "k.ld", "-Map=ours.map", "-o", "ours.elf", "one.o", "two.o", "three.o");
    assertEquals(facts("theirs.map"), facts("ours.map"));
  }

  @Test
  void cross_references_are_listed() throws Exception {
    mapped();
    String theirs =
        gnu.run("ld", "-T", "k.ld", "--cref", "-o", "theirs.elf", "one.o", "two.o", "three.o");
    String ours =
        comparison.ours("-T", "k.ld", "--cref", "-o", "ours.elf", "one.o", "two.o", "three.o");
    assertEquals(theirs.substring(theirs.indexOf("\nCross")), ours);
  }
}
