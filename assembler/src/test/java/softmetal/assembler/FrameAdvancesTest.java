package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.TextFormat;

/// Which advances between frame rules are left to the linker depends on where GNU as begins a new fragment, also because
/// a chunk of its memory is full. Sources long enough to fill many chunks, with a rule behind every line, show each of
/// these places.
@Tag("oracle")
class FrameAdvancesTest {
  private static final List<String> LINES =
      List.of(
          "nop",
          "add a0, a0, a1",
          "li a0, 0x12345678",
          "li a0, 0x123456789abcdef",
          "lui a0, 0x54321",
          "lui a0, 3",
          "auipc a0, 1",
          "lui a0, %hi(there)",
          "addi a0, a0, %lo(there)",
          "call there",
          "tail there",
          "jump there, t1",
          "la a0, there",
          "lla a0, there",
          "lw a0, there",
          "sw a0, there, t0",
          "fld fa0, there, t0",
          "la.tls.ie a0, there",
          "la.tls.gd a0, there",
          "add a0, a0, tp, %tprel_add(there)",
          "lui a0, %tprel_hi(there)",
          "beqz a0, near",
          "bgeu a0, a1, near",
          "bgeu a0, a1, there",
          "j near",
          "j there",
          "jal near",
          ".insn r 0x33, 0, 0, a0, a1, a2",
          ".insn 0x12345537",
          ".insn u LUI, a0, 0x12345",
          ".insn u LUI, a0, %hi(there)",
          ".insn u AUIPC, a0, 0x12345",
          ".insn uj JAL, ra, near",
          ".insn uj CUSTOM_3, ra, there",
          ".byte 1",
          ".half 1, 2, 3",
          ".word 1",
          ".word there",
          ".dword 1, 2",
          ".octa 1",
          ".double 1.5, 2.5",
          ".ascii \"a text of 33 bytes, neither long\"",
          ".string \"short\", \"twice\"",
          ".string16 \"ab\"",
          ".uleb128 300",
          ".zero 3",
          ".zero 0",
          ".space 600, 1",
          ".fill 3, 2, 5",
          ".fill 3, 8, 5",
          ".ds.w 3",
          ".dcb.w 3, 1",
          ".dcb.b 3, 1",
          ".org . + 3",
          ".balign 2; nop",
          ".balign 4; nop",
          ".balign 16; nop",
          ".balign 256; nop",
          ".balign 8, 0; nop",
          ".pushsection .rodata; .word 5; .popsection",
          ".text 1; nop; .text 0");

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void are_constant_where_those_of_gnu_as_are(boolean relax) throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    System.out.println("FrameAdvancesTest: -Dsoftmetal.seed=" + seed);
    Random random = new Random(seed);
    for (int program = 0; program < Integer.getInteger("softmetal.programs", 15); program++) {
      Path source = Files.writeString(directory.resolve("advances.s"), source(random));
      String theirs =
          GnuAs.show(GnuAs.assemble(directory, source, relax ? "-mrelax" : "-mno-relax"));
      assertEquals("", GnuAs.firstDifference(theirs, ours(source, relax)), "program " + program);
    }
  }

  private static String ours(Path source, boolean relax) {
    Diagnostics diagnostics = new Diagnostics();
    return new Assembler()
        .assemble(source, AssemblerOptions.standard().withRelax(relax), diagnostics)
        .map(GnuAs::show)
        .orElseGet(() -> new TextFormat(false).format(diagnostics));
  }

  /// A few kinds of lines, some of them more often than others, as many as fill several chunks.
  private static String source(Random random) {
    StringBuilder source = new StringBuilder("        .cfi_startproc\n        nop\nnear:\n");
    List<String> kinds =
        random.ints(1 + random.nextInt(12), 0, LINES.size()).mapToObj(LINES::get).toList();
    boolean padding = random.nextInt(3) == 0;
    int lines = 500 + random.nextInt(1500);
    for (int i = 0; i < lines; i++) {
      String line =
          padding && random.nextInt(10) != 0
              ? "nop"
              : kinds.get((int) (kinds.size() * random.nextDouble() * random.nextDouble()));
      source.append("        ").append(line).append('\n');
      source.append("        .cfi_def_cfa_offset ").append(16 * (1 + i % 2)).append('\n');
    }
    return source.append("        .cfi_endproc\n").toString();
  }
}
