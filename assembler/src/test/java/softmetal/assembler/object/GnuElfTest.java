package softmetal.assembler.object;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.Gnu;

/// What GNU's tools write, we read; what we write, they read.
@Tag("oracle")
class GnuElfTest {
  @TempDir Path directory;
  Gnu gnu;

  @BeforeEach
  void useTools() {
    gnu = new Gnu(directory);
  }

  @Test
  void an_object_of_as_read_and_written_again_looks_the_same_to_readelf() throws Exception {
    rewritten(
        gnu.assemble(
            "a",
            """
            .option norelax
            .globl _start, table
            .weak maybe
            _start: la a0, table
              call far
              beqz a0, 1f
              j maybe
            1: ret
            .section .rodata.str1.8,"aMS",@progbits,1
            .string "hello"
            .data
            table: .dword _start, table+8
            .comm shared, 64, 16
            .set LIMIT, 42
            .globl LIMIT
            .bss
            .zero 100
            """));
  }

  @Test
  void an_object_of_gcc_with_debug_information_does_too() throws Exception {
    rewritten(
        gnu.compile(
            "c",
            """
            static int counter; const char *name = "kernel"; extern int other(int);
            int next(int x) { counter += x; return other(counter) + name[0]; }
            """,
            "-O2",
            "-g"));
  }

  @Test
  void readelf_has_no_complaint_about_an_executable() throws Exception {
    Path ours = directory.resolve("ours.elf");
    Files.write(ours, ElfWriter.write(SampleObjects.executable()));

    String output = gnu.run("readelf", "-aW", ours.toString());

    assertEquals(List.of(), output.lines().filter(l -> l.contains("arning")).toList());
    assertEquals(
        true,
        gnu.run("objdump", "-d", ours.toString()).contains("80000010:\ta001"),
        "objdump disassembles it");
  }

  private void rewritten(Path theirs) throws Exception {
    Path ours = directory.resolve("ours.o");
    Files.write(ours, ElfWriter.write(ElfReader.readObject("a.o", Files.readAllBytes(theirs))));

    assertEquals(listing(theirs), listing(ours));
    gnu.run("ld", "-r", "-o", "again.o", ours.toString());
  }

  /// Sections, symbols, relocations and contents, without what may differ: file offsets and table sizes.
  private String listing(Path file) throws Exception {
    String tables = gnu.run("readelf", "-W", "-r", "-s", "-A", file.toString());
    String contents = gnu.run("objdump", "-s", file.toString());
    return tables.replaceAll("at offset 0x[0-9a-f]+", "")
        + contents.lines().skip(2).reduce("", (a, b) -> a + b + "\n");
  }
}
