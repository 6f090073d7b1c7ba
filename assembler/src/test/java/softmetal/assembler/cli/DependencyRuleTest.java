package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
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

class DependencyRuleTest {
  @TempDir Path directory;

  @BeforeEach
  void writeSources() throws Exception {
    Files.createDirectory(directory.resolve("own"));
    Files.createDirectory(directory.resolve("sys"));
    Files.writeString(directory.resolve("own/one.h"), "#include \"two.h\"\n");
    Files.writeString(directory.resolve("own/two.h"), "\n");
    Files.writeString(directory.resolve("sys/system.h"), "#include \"inner.h\"\n#define VALUE 7\n");
    Files.writeString(directory.resolve("sys/inner.h"), "\n");
    Files.writeString(directory.resolve("sys/two.h"), "#error the wrong one\n");
    Files.writeString(
        directory.resolve("a.S"), "#include <one.h>\n#include <system.h>\n.word VALUE\n");
  }

  private String asm(String... arguments) {
    List<String> all = new ArrayList<>(List.of("-Iown", "-isystem", "sys"));
    all.addAll(List.of(arguments));
    CommandRun run = CommandRun.of(new AsmCommand(), directory, "", all.toArray(String[]::new));
    assertEquals("", run.err());
    return run.out();
  }

  @Test
  void names_the_headers_beside_the_object() throws Exception {
    asm("-MMD", "-MP", "a.S");

    assertEquals(
        """
        a.o: a.S \\
         own/one.h \\
         own/two.h
        own/one.h:
        own/two.h:
        """,
        Files.readString(directory.resolve("a.d")));
  }

  @Test
  void is_for_the_targets_that_are_given() throws Exception {
    asm("-MMD", "-MF", "rule", "-MT", "build/a.o", "-MQ", "$x", "-o", "b.o", "a.S");

    assertEquals(
        "build/a.o $$x: a.S",
        Files.readString(directory.resolve("rule"))
            .lines()
            .findFirst()
            .orElse("")
            .replace(" \\", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-M", "-MM", "-MM -MP", "-M -MP -MT x/y.o -MT z", "-MM -MQ a$b"})
  @Tag("oracle")
  void is_that_of_gcc(String options) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("riscv64-unknown-elf-gcc", "-Iown", "-isystem", "sys", "a.S"));
    command.addAll(List.of(options.split(" ")));
    Process gcc =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String theirs = new String(gcc.getInputStream().readAllBytes(), UTF_8);
    List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
    arguments.add("a.S");

    assertEquals(inOneLine(theirs), inOneLine(asm(arguments.toArray(String[]::new))));
  }

  private static String inOneLine(String rule) {
    return rule.replaceAll("[ \\\\\n]+", " ").strip();
  }
}
