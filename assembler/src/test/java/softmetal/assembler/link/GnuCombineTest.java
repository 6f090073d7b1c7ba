package softmetal.assembler.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.Gnu;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// `-r` puts objects together as GNU ld does.
@Tag("oracle")
class GnuCombineTest {
  @TempDir Path directory;
  Gnu gnu;
  LdComparison comparison;

  @BeforeEach
  void useTools() {
    comparison = new LdComparison(directory);
    gnu = comparison.gnu();
  }

  private void same(String... arguments) throws Exception {
    List<String> theirs = new ArrayList<>(List.of("ld", "-r", "-o", "theirs.o"));
    theirs.addAll(List.of(arguments));
    gnu.run(theirs);
    List<String> ours = new ArrayList<>(List.of("-r", "-o", "ours.o"));
    ours.addAll(List.of(arguments));
    comparison.ours(ours.toArray(String[]::new));
    assertEquals(describe("theirs.o"), describe("ours.o"));
  }

  private String describe(String name) throws Exception {
    ObjectFile object = ElfReader.readObject(name, Files.readAllBytes(directory.resolve(name)));
    StringBuilder text = new StringBuilder("flags %d\n".formatted(object.flags()));
    for (Section section : object.sections()) {
      text.append(
          "%s type %d flags %#x align %d entry %d size %d %s\n"
              .formatted(
                  section,
                  section.type(),
                  section.flags(),
                  section.alignment(),
                  section.entrySize(),
                  section.size(),
                  HexFormat.of().formatHex(section.contents())));
      for (Relocation relocation : section.relocations()) {
        text.append(
            "  %#x %s %s+%#x\n"
                .formatted(
                    relocation.offset(),
                    relocation.type(),
                    shown(relocation.symbol()),
                    relocation.addend()));
      }
    }
    object.symbols().stream()
        .filter(symbol -> symbol.type() != Symbol.Type.SECTION)
        .map(symbol ->
            "%s %s %s %d\n"
                .formatted(shown(symbol), symbol.binding(), symbol.type(), symbol.size()))
        .sorted()
        .forEach(text::append);
    object.groups().forEach(group -> text.append(group).append('\n'));
    return text.toString();
  }

  private static String shown(Symbol symbol) {
    return "%s(%#x in %s)".formatted(symbol, symbol.value(), symbol.home());
  }

  private static final String ONE =
      """
      .globl _start
      _start: call f
        la a0, d
        la a1, loc
        lw a2, loc
        beqz a0, 1f
      1: nop
      .align 3
        lui a0, %hi(g)
      .data
      d: .dword loc, f, d
      .section .text.a,"ax"
        nop
      loc: call loc2
      loc2: nop
      .section .rodata.str,"aMS",@progbits,1
      s: .asciz "hi"
      .section .text.b,"ax"
        la a0, s
      .comm shared,8,8
      .bss
      .zero 3
      """;

  private static final String TWO =
      """
      .globl f, g
      f: ret
      .weak g, nobody
      loc: call nobody
      .data
      .balign 8
      .dword loc
      g: .dword shared
      .section .text.a,"ax"
      .balign 4
      x: nop
        call x
      .section .rodata.str,"aMS",@progbits,1
      s2: .asciz "hi"
      .section .foo,"aw"
      .word 1
      .data
      .dword s2
      .comm shared,16,32
      """;

  @Test
  void sections_of_one_name_go_together() throws Exception {
    gnu.assemble("one", ONE);
    gnu.assemble("two", TWO, "-mno-relax");
    same("one.o", "two.o");
    same("two.o");
    gnu.run("ar", "rcs", "libtwo.a", "two.o");
    same("one.o", "libtwo.a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-g -O1", "-Os -ffunction-sections -fdata-sections -fPIC"})
  void compiled_objects(String options) throws Exception {
    String text =
        """
        extern int g(int); static int s[4] = {1, 2, 3}; const char *str%1$d = "hello%1$d"; extern int shared;
        __attribute__((weak)) extern int maybe; static __thread int own = 3;
        int f%1$d(int x) { static int c; c += s[x & 3]; switch (x) { case 1: return g(1); case 2: return 3;
          case 3: return g(7); case 4: return 1; case 5: return g(9); } return c + (&maybe ? maybe : 0) + shared + own; }
        """;
    gnu.compile("one", text.formatted(1), options.split(" "));
    gnu.compile("two", text.formatted(2), options.split(" "));
    same("one.o", "two.o");
  }

  @Test
  void of_groups_the_first_is_kept() throws Exception {
    String text =
        """
        .section .text.g,"axG",@progbits,shared,comdat
        .weak shared
        shared: nop
          call x
        .section .data.g,"awG",@progbits,shared,comdat
        .dword shared
        .section .text.own,"axG",@progbits,own%1$d,comdat
        .weak own%1$d
        own%1$d: nop
        .text
        .globl main%1$d
        main%1$d: call shared
        """;
    gnu.assemble("one", text.formatted(1));
    gnu.assemble("two", text.formatted(2));
    same("one.o", "two.o");
  }

  @Test
  void a_script_may_rename_sections() throws Exception {
    gnu.assemble("one", ONE);
    gnu.assemble("two", TWO);
    comparison.script(
        """
        SECTIONS {
          /DISCARD/ : { *(.foo) }
          .all 0 : { *(.text .text.*) }
          .table 0 : ALIGN(16) { first = .; *(.data) BYTE(7) }
        }
        """);
    same("-T", "k.ld", "one.o", "two.o");
  }

  @Test
  void the_result_links_to_the_same_program() throws Exception {
    gnu.assemble("one", ONE);
    gnu.assemble("two", TWO);
    comparison.ours("-r", "-o", "both.o", "one.o", "two.o");
    comparison.same("both.o");
  }
}
