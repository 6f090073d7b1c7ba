package softmetal.assembler;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Objects;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;

/// Whatever objects and scripts look like, a link ends with a program or with messages, soon and in little memory.
class DamagedLinkTest {
  private static final String SCRIPT =
      """
      ENTRY(_start) OUTPUT_ARCH("riscv")
      MEMORY { rom (rx!w) : ORIGIN = 0x1000, LENGTH = 64K  ram (rw) : ORIGIN = 0x80000000, LENGTH = 1M }
      PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD; }
      SECTIONS {
        .text : ALIGN(8) { KEEP(*(.text.boot)) *(.text .text.*); . = ALIGN(16); etext = .; } >rom :text =0x9090
        .data : SUBALIGN(4) { LONG(1 << 4 | 3) *(SORT(.data*)) FILL(0xff) . += 12; } >ram AT>rom :data
        .bss (NOLOAD) : { *(EXCLUDE_FILE(*x.o) .bss) *(COMMON) PROVIDE(end = .); } >ram
        size = SIZEOF(.text) + (ADDR(.data) > 0 ? LOADADDR(.data) / 2 : -1) % 7;
        ASSERT(end - ADDR(.bss) < LENGTH(ram) && !DEFINED(nothing), "too large")
        /DISCARD/ : { *(.comment) }
      }
      """;

  final ObjectFile one =
      Objects.named("one.o")
          .text("6f000000 97000000 e7800000 01000100 13000000 67800000")
          .global("_start", 0)
          .relocate(0, RelocationType.R_RISCV_JAL, "far", 0)
          .relocate(4, RelocationType.R_RISCV_CALL_PLT, "far", 4)
          .relocate(12, RelocationType.R_RISCV_ALIGN, "_start", 6)
          .data("00000000 00000000 00000000")
          .relocate(0, RelocationType.R_RISCV_64, "_start", 8)
          .relocate(8, RelocationType.R_RISCV_ADD32, "far", 8)
          .build();
  final ObjectFile two =
      Objects.named("two.o")
          .text("13000000 67800000")
          .global("far", 4)
          .section(
              ".rodata",
              Section.PROGBITS,
              Section.ALLOC | Section.MERGE | Section.STRINGS,
              "61620062 00",
              0)
          .bss(100)
          .build();

  @Test
  void damaged_scripts_end_in_messages() {
    SplittableRandom random = new SplittableRandom(Long.getLong("test.seed", 1));
    for (int i = 0; i < 1_500; i++) {
      String script = damaged(SCRIPT, random);
      try {
        link(script, one, two);
      } catch (RuntimeException | StackOverflowError ours) {
        throw new AssertionError(script, ours);
      }
    }
  }

  @Test
  void damaged_objects_end_in_messages() throws Exception {
    SplittableRandom random = new SplittableRandom(Long.getLong("test.seed", 2));
    byte[] whole = ElfWriter.write(one);
    int linked = 0;
    int refused = 0;
    for (int i = 0; i < 3_000; i++) {
      byte[] bytes = whole.clone();
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        bytes[64 + random.nextInt(bytes.length - 64)] = (byte) random.nextInt();
      }
      try {
        linked += link(SCRIPT, ElfReader.readObject("one.o", bytes), two) ? 1 : 0;
      } catch (InvalidInputException refusal) {
        refused++;
      } catch (RuntimeException ours) {
        throw new AssertionError("file " + i, ours);
      }
    }
    assertTrue(linked > 100, linked + " were linked");
    assertTrue(refused > 100, refused + " were refused");
  }

  private static boolean link(String script, ObjectFile... objects) {
    LinkerOptions options = LinkerOptions.DEFAULT.withScript(SourceText.file("k.ld", script));
    return Linker.link(List.of(objects), options, new Diagnostics()).isPresent();
  }

  /// Words swapped, dropped, doubled, or made another.
  private static String damaged(String script, SplittableRandom random) {
    String[] words = script.split("(?<=\\W)|(?=\\W)", -1);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(words.length);
      int other = random.nextInt(words.length);
      switch (random.nextInt(4)) {
        case 0 -> words[at] = "";
        case 1 -> words[at] = words[at] + " " + words[at];
        case 2 -> words[at] = words[other];
        default -> {
          String[] odd = {"0x7fffffffffffffff", "-", "{", "\"", "0", "(", ".", "&&", "ALIGN", "*"};
          words[at] = odd[random.nextInt(odd.length)];
        }
      }
    }
    return String.join("", words);
  }
}
