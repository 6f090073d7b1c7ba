package softmetal.assembler.listing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Section;
import softmetal.isa.Disassembler;
import softmetal.isa.InstructionSet;

class ListingTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Disassembler DISASSEMBLER = new Disassembler(InstructionSet.RV64GC);

  @Test
  void a_line_has_its_address_bytes_number_and_source() {
    String text = text("nop\nstart: addi a0, a0, 1000 # much\n");

    assertTrue(
        text.contains("\n         2  3e850513              2  start: addi a0, a0, 1000 # much\n"),
        text);
  }

  @Test
  void a_gap_of_zeros_in_code_is_one_row() {
    String text = text("nop\n.space 2097152\nnop\n");

    assertTrue(text.contains("\n         2  …                     2  .space 2097152\n"), text);
    assertTrue(text.contains("\n    200002  0001                  3  nop "), text);
  }

  @Test
  void what_the_assembler_made_of_a_line_is_shown_where_it_is_something_else() {
    String text = text("li a0, 0x12345678\n");

    assertTrue(text.matches("(?s).*0 +12345537 +1 +li a0, 0x12345678 +; lui a0,0x12345\n.*"), text);
    assertTrue(text.matches("(?s).*4 +6785051b +; addiw a0,a0,1656\n.*"), text);
  }

  @Test
  void the_expansion_of_a_macro_stands_below_its_call() {
    String text = text(".macro twice x\nli a0, \\x\nli a0, \\x\n.endm\n.rept 2\ntwice 7\n.endr\n");

    assertTrue(text.contains("+ twice 7") || text.contains("    + li a0, 7"), text);
    assertEquals(4, text.split("\\+ li a0, 7", -1).length - 1, text);
  }

  @Test
  void relocations_of_an_object_are_noted() {
    assertTrue(text("call elsewhere\n").contains("; [R_RISCV_CALL_PLT elsewhere]\n"));
  }

  @Test
  void symbols_know_who_defines_and_who_uses_them() {
    String text = text(".equ SIZE, 3\nhere: li a0, SIZE\n j here\n");

    assertTrue(
        text.matches("(?s).*\n  SIZE +0{15}3  absolute +defined a.s:1  used a.s:2\n.*"), text);
    assertTrue(text.matches("(?s).*\n  here +0{16}  .text +defined a.s:2  used a.s:3\n.*"), text);
  }

  @Test
  void what_the_linker_shortened_says_so() {
    Assembler.Assembled object = assemble("_start: call near\nnear: ret\n", true);

    String text = TextListing.of(linked(object), DISASSEMBLER);

    assertTrue(text.contains("relaxed by the linker: 8 bytes before, 4 now"), text);
    assertFalse(text.contains("listing mark"), text);
  }

  @Test
  void every_byte_of_the_kernel_is_listed_once() throws IOException {
    Path directory = ROOT.resolve("sample-os/src/main/asm");
    String source = Files.readString(directory.resolve("kernel/trap.s"));
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withDirectory(directory)
            .withInclude(directory)
            .withInclude(ROOT.resolve("sdk/src/main/asm"));
    Assembler.Assembled object =
        new Assembler()
            .assembleForListing(SourceText.file("trap.s", source), options, new Diagnostics())
            .orElseThrow();
    Listing listing = unit(object);

    for (PlacedSection placed : listing.sections()) {
      Section section = placed.section();
      if (section.has(Section.EXECINSTR) && section.size() > 0) {
        StringBuilder seen = new StringBuilder();
        long at = placed.address();
        for (Block block :
            new Blocks(listing, DISASSEMBLER)
                .of(placed, listing.statements().getOrDefault(section, List.of()))) {
          if (block instanceof Block.Code code) {
            List<Block.Bytes> parts =
                code.expansion().isEmpty()
                    ? code.bytes()
                    : code.expansion().stream().flatMap(part -> part.bytes().stream()).toList();
            for (Block.Bytes bytes : parts) {
              assertEquals(at, bytes.address(), () -> "after " + seen);
              seen.append(bytes.shown()).append('\n');
              at += bytes.hex().length() / 2;
            }
          }
        }
        assertEquals(placed.address() + section.size(), at);
      }
    }
  }

  @Test
  void hostile_names_and_comments_stay_text_in_html() {
    String evil = "<script>alert('x')</script><img src=x onerror=alert(1)>\"&";
    String source =
        "nop # %s\n.section \"<img src=x>\",\"a\"\n.asciz \"</script>\"\n".formatted(evil);
    Assembler.Assembled object = assemble(evil + ".s", source, false);

    String page = HtmlListing.of(List.of(unit(object)), DISASSEMBLER);

    assertFalse(page.contains("<script>alert"), page);
    assertFalse(page.contains("<img"), page);
    assertEquals(2, page.split("</script", -1).length, "only the page's own script ends");
  }

  @Test
  void the_page_is_all_there_is() {
    String page = HtmlListing.of(List.of(unit(assemble("nop\nx: j x\n", false))), DISASSEMBLER);

    assertFalse(page.contains("http"), page);
    assertFalse(page.contains("src="), page);
    assertFalse(page.contains("{{"), page);
    assertTrue(page.contains("<a href=\"#r1\" title=\"2\">x</a>"), page);
    assertTrue(page.contains("[\"imm[11|4|9:8|10|6|7|3:1|5]\",\"00000000000\",\"0\"]"), page);
  }

  private static String text(String source) {
    return TextListing.of(unit(assemble(source, false)), DISASSEMBLER);
  }

  private static Listing unit(Assembler.Assembled object) {
    return Listing.of(new Listing.Unit(object.object(), object.places()));
  }

  private static Listing linked(Assembler.Assembled object) {
    return Listing.of(
            "a.elf",
            List.of(new Listing.Unit(object.object(), object.places())),
            objects -> Linker.link(objects, LinkerOptions.DEFAULT, new Diagnostics()))
        .orElseThrow();
  }

  private static Assembler.Assembled assemble(String source, boolean relax) {
    return assemble("a.s", source, relax);
  }

  private static Assembler.Assembled assemble(String name, String source, boolean relax) {
    Diagnostics diagnostics = new Diagnostics();
    return new Assembler()
        .assembleForListing(
            SourceText.file(name, source),
            AssemblerOptions.standard().withRelax(relax),
            diagnostics)
        .orElseThrow(() -> new AssertionError(diagnostics.all()));
  }
}
