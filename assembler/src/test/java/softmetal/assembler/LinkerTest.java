package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Objects;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Symbol;

class LinkerTest {
  /// A jump to `target`, and a return.
  private static final String JUMP = "6f000000 67800000";

  final ObjectFile caller =
      Objects.named("caller.o")
          .text(JUMP)
          .global("_start", 0)
          .relocate(0, RelocationType.R_RISCV_JAL, "target", 0)
          .build();
  final ObjectFile target =
      Objects.named("target.o")
          .text("13000000 67800000")
          .global("target", 4)
          .data("01020304")
          .build();

  @Test
  void sections_follow_one_another_and_jumps_find_their_target() {
    Executable program =
        linked(
            "SECTIONS { . = 0x80000000; .text : { *(.text) } .data : { *(.data) } end = .; }",
            caller,
            target);

    assertEquals(0x8000_0000L, program.entry());
    // jal x0, 12
    assertEquals(
        "6f00c000678000001300000067800000" + "01020304",
        HexFormat.of().formatHex(program.segments().getFirst().contents()));
    assertEquals(0x8000_000cL, value(program, "target"));
    assertEquals(0x8000_0014L, value(program, "end"));
  }

  @Test
  void without_a_script_the_text_goes_where_the_command_line_says() {
    Executable program =
        link(LinkerOptions.DEFAULT.withSectionAddress(".text", 0x8000_0000L), caller, target)
            .orElseThrow();

    assertEquals(0x8000_0000L, program.segments().getFirst().virtualAddress());
  }

  @Test
  void an_undefined_symbol_is_reported_once_with_its_uses_and_a_guess() {
    ObjectFile other =
        Objects.named("other.o")
            .text(JUMP + JUMP)
            .global("targte", 0)
            .relocate(0, RelocationType.R_RISCV_JAL, "target", 0)
            .relocate(8, RelocationType.R_RISCV_JAL, "target", 0)
            .build();

    assertEquals(
        """
        caller.o: error: undefined symbol `target` [E0401]
          note: used at caller.o(.text+0x0) in `_start`
          note: also used at other.o(.text+0x0) in `targte`
          note: also used at other.o(.text+0x8) in `targte`+0x8
          note: did you mean `targte`?
        """,
        refusal("SECTIONS { .text : { *(.text) } }", caller, other));
  }

  @Test
  void a_symbol_that_another_object_keeps_to_itself_is_pointed_out() {
    ObjectFile secretive = Objects.named("secret.o").text(JUMP).local("target", 0).build();

    assertEquals(
        """
        caller.o: error: undefined symbol `target` [E0401]
          note: used at caller.o(.text+0x0) in `_start`
          note: secret.o defines it, but only for itself: `.globl target` there would share it
        """,
        refusal("SECTIONS { .text : { *(.text) } }", caller, secretive));
  }

  @Test
  void two_definitions_are_both_shown() {
    ObjectFile again = Objects.named("again.o").data("00").global("target", 0).build();

    assertEquals(
        """
        again.o: error: symbol `target` is defined again in again.o (.data+0x0) [E0402]
          target.o: note: first defined in target.o (.text+0x4)
          note: one of the two may be meant to be local (no .globl) or .weak
        """,
        refusal("SECTIONS { .text : { *(.text) } }", target, again));
  }

  @Test
  void a_jump_that_does_not_reach_says_how_far_it_is_and_what_would_reach() {
    assertEquals(
        """
        caller.o: error: `target` is 2097156 bytes away, but jal reaches -1048576 to 1048574 [E0404]
          note: at caller.o(.text+0x0) in `_start`
          note: `tail target` or `call target` reaches 2 GiB
        """,
        refusal(
            "SECTIONS { .text 0x1000 : { *caller.o(.text) } .far 0x201000 : { *(.text) } }",
            caller,
            target));
  }

  @Test
  void a_failed_assertion_shows_what_was_compared() {
    assertEquals(
        """
        k.ld:1:52: error: assertion failed: too large [E0463]
            SECTIONS { . = 0x8000; .text : { *(.text) } x = .; ASSERT(x <= 0x8008, "too large") }
                                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          note: `x <= 0x8008` is false: 0x8010 <= 0x8008
        """,
        refusal(
            "SECTIONS { . = 0x8000; .text : { *(.text) } x = .; ASSERT(x <= 0x8008, \"too large\") }",
            caller,
            target));
  }

  @Test
  void a_region_that_overflows_says_by_how_much_and_through_what() {
    assertEquals(
        """
        k.ld:1:10: error: memory region `rom` has 0xc bytes; it overflows by 0x4 [E0466]
            MEMORY { rom : ORIGIN = 0x1000, LENGTH = 12 } SECTIONS { .text : { *(.text) } >rom }
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          note: .text takes 0x10 bytes at 0x1000: caller.o 0x8, t.o 0x8
        """,
        refusal(
            "MEMORY { rom : ORIGIN = 0x1000, LENGTH = 12 } SECTIONS { .text : { *(.text) } >rom }",
            caller,
            Objects.named("t.o").text("13000000 67800000").global("target", 4).build()));
  }

  @Test
  void sections_that_run_or_load_at_the_same_place_are_refused() {
    assertTrue(
        refusal("SECTIONS { .text 0x1000 : { *(.text) } .data 0x1004 : { *(.data) } }", target)
            .contains(
                "section `.data` (0x1004 to 0x1008) overlaps section `.text` (0x1000 to 0x1008)"));
    assertTrue(
        refusal(
                "SECTIONS { .text 0x1000 : { *(.text) } .data 0x2000 : AT(0x1004) { *(.data) } }",
                target)
            .contains("section `.data` is loaded to 0x1004 to 0x1008, over section `.text`"));
  }

  @Test
  void a_syntax_error_in_a_script_points_at_the_word() {
    assertTrue(
        refusal("SECTIONS { .text : { *(.text) } end = . }", caller)
            .startsWith("k.ld:1:41: error: `}` does not fit here in a linker script [E0450]\n"));
  }

  @Test
  void a_misspelt_symbol_or_region_of_a_script_gets_a_guess() {
    assertTrue(
        refusal("SECTIONS { .text : { *(.text) } end = _strat; }", target, weakStart())
            .contains("did you mean `_start`?"));
    assertTrue(
        refusal(
                "MEMORY { flash : ORIGIN = 0, LENGTH = 1M } SECTIONS { .text : { *(.text) } >flahs }",
                target)
            .contains("did you mean `flash`?"));
  }

  @Test
  void absurd_sizes_and_depths_are_refused_and_not_tried() {
    assertTrue(
        refusal("SECTIONS { .text : { *(.text) . += 0x4000000000; BYTE(1) } }", target)
            .contains("E0415"));
    assertTrue(
        refusal("SECTIONS { .text 0xfffffffffffffff8 : { *(.text) *(.data) } }", target)
            .contains("E0468"));
    assertTrue(refusal("x = " + "(".repeat(100_000) + "1;", target).contains("E0465"));
  }

  @Test
  void names_of_many_pieces_and_many_names_are_read_one_after_the_other() {
    String name = "1:".repeat(50_000);
    String names = ".if 1 a:b *:c ".repeat(3_000);
    assertTrue(refusal("SECTIONS { .x" + name + "\n", target).contains("E0450"));
    linked("SECTIONS { .text : { *(.text .x" + name + "y " + names + ") } }", target);
  }

  @Test
  void the_colon_of_a_region_is_no_part_of_its_name() {
    String region = "MEMORY { ram:ORIGIN = 0x1000, LENGTH = 1M } ";
    linked(region + "SECTIONS { .text : { *(.text) *lib.a:(.x) :*(.x) *(.x:y) } >ram }", target);
  }

  @Test
  void a_symbol_may_be_used_before_the_script_defines_it() {
    Executable program =
        linked(
            "SECTIONS { stack = end + 0x100; . = 0x1000; .text : { *(.text) } end = .; }", target);

    assertEquals(0x1108, value(program, "stack"));
  }

  @Test
  void padding_for_an_alignment_is_cut_to_what_is_needed() {
    ObjectFile aligned =
        Objects.named("aligned.o")
            .text("01000100 010013000000 67800000")
            .global("_start", 0)
            .global("after", 10)
            .relocate(4, RelocationType.R_RISCV_ALIGN, "_start", 6)
            .build();

    Executable program = linked("SECTIONS { . = 0x1000; .text : { *(.text) } }", aligned);

    assertEquals(
        "01000100" + "13000000" + "67800000",
        HexFormat.of().formatHex(program.segments().getFirst().contents()));
    assertEquals(0x1008L, value(program, "after"));
  }

  private static ObjectFile weakStart() {
    return Objects.named("w.o").text("67800000").weak("_start", 0).build();
  }

  private static long value(Executable program, String symbol) {
    return program.symbols().stream()
        .filter(s -> s.name().equals(symbol))
        .mapToLong(Symbol::value)
        .findFirst()
        .orElseThrow();
  }

  private static Executable linked(String script, ObjectFile... objects) {
    Diagnostics diagnostics = new Diagnostics();
    Optional<Executable> program = Linker.link(List.of(objects), with(script), diagnostics);
    assertEquals(0, diagnostics.errors(), () -> new TextFormat(false).format(diagnostics));
    return program.orElseThrow();
  }

  private static Optional<Executable> link(LinkerOptions options, ObjectFile... objects) {
    return Linker.link(List.of(objects), options, new Diagnostics());
  }

  private static String refusal(String script, ObjectFile... objects) {
    Diagnostics diagnostics = new Diagnostics();
    assertTrue(Linker.link(List.of(objects), with(script), diagnostics).isEmpty());
    return new TextFormat(false).format(diagnostics);
  }

  private static LinkerOptions with(String script) {
    return LinkerOptions.DEFAULT.withScript(SourceText.file("k.ld", script));
  }
}
