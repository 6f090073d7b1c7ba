package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessedScriptTest {
  @TempDir Path directory;

  @Test
  void a_linker_script_named_S_goes_through_the_preprocessor() throws Exception {
    Files.writeString(directory.resolve("a.S"), "#define START _start\n.globl START\nSTART: nop\n");
    Files.writeString(directory.resolve("base.h"), "#define BASE 0x80200000 // RAM\n");
    Files.writeString(
        directory.resolve("k.ld.S"),
        "#include \"base.h\"\nENTRY(_start)\nSECTIONS { . = BASE; .text : { *(.text) } }\n");

    assertEquals(0, CommandRun.of(new AsmCommand(), directory, "", "a.S").status());
    CommandRun link =
        CommandRun.of(
            new LdCommand(), directory, "", "-T", "k.ld.S", "-Map", "a.map", "-o", "a", "a.o");

    assertEquals("", link.err());
    assertTrue(Files.readString(directory.resolve("a.map")).contains("80200000"));
  }
}
