package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();
  final Surroundings surroundings =
      new Surroundings(
          InputStream.nullInputStream(),
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Path.of("."),
          false);
  final CommandLine line =
      CommandLine.named("try", "[options] file ...")
          .about("Tries.")
          .option("-o FILE", "write FILE")
          .option("-T SCRIPT", "read SCRIPT")
          .option("-Ttext=ADDRESS", "put text there")
          .option("-D NAME[=VALUE]", "define")
          .option("-N", "no pages")
          .option("--defsym=SYMBOL=VALUE", "define a symbol")
          .example("softmetal try x");

  @Test
  void values_may_be_attached_or_follow_a_blank_or_an_equals_sign() {
    for (String[] arguments :
        new String[][] {
          {"-Ttext", "0x80", "-o", "a", "-T", "k.ld", "-D", "x=1", "f"},
          {"-Ttext=0x80", "-oa", "-Tk.ld", "-Dx=1", "f"},
          {"--Ttext=0x80", "-o=a", "f", "-T=k.ld", "-D=x=1"}
        }) {
      CommandLine.Parsed parsed = line.parse(List.of(arguments), surroundings).orElseThrow();

      assertEquals(Optional.of("0x80"), parsed.value("Ttext"));
      assertEquals(Optional.of("a"), parsed.value("o"));
      assertEquals(Optional.of("k.ld"), parsed.value("T"));
      assertEquals(List.of("x=1"), parsed.values("D"));
      assertEquals(List.of("f"), parsed.operands());
    }
  }

  @Test
  void a_value_may_start_with_a_dash_or_hold_an_equals_sign() {
    CommandLine.Parsed parsed =
        line.parse(List.of("--defsym=a=b+1", "-D", "Dx", "-", "--", "-N"), surroundings)
            .orElseThrow();

    assertEquals(List.of("a=b+1"), parsed.values("defsym"));
    assertEquals(List.of("Dx"), parsed.values("D"));
    assertEquals(List.of("-", "-N"), parsed.operands());
  }

  @Test
  void an_unknown_option_is_answered_with_the_nearest_known_one() {
    assertTrue(line.parse(List.of("--defsim=a=1"), surroundings).isEmpty());

    assertEquals(
        """
        softmetal try: unknown option `--defsim=a=1`; did you mean `--defsym=SYMBOL=VALUE`?
        see `softmetal try --help`
        """,
        err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void missing_and_surplus_values_are_refused() {
    assertTrue(line.parse(List.of("-o"), surroundings).isEmpty());
    assertTrue(line.parse(List.of("-N=3"), surroundings).isEmpty());

    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(said.contains("option -o FILE needs a value"), said);
    assertTrue(said.contains("-N"), said);
  }

  @Test
  void help_tells_synopsis_options_examples_and_exit_statuses() {
    assertTrue(line.parse(List.of("--help"), surroundings).isEmpty());

    assertEquals(ExitStatus.OK, CommandLine.status(List.of("--help")));
    assertEquals(
        """
        usage: softmetal try [options] file ...

        Tries.

        options:
          -o FILE                write FILE
          -T SCRIPT              read SCRIPT
          -Ttext=ADDRESS         put text there
          -D NAME[=VALUE]        define
          -N                     no pages
          --defsym=SYMBOL=VALUE  define a symbol
          --help                 print this text

        examples:
          softmetal try x

        exit status:
          0  all was done
          1  the input has errors; nothing was written
          2  the command line was not understood; nothing was done
        """,
        out.toString(StandardCharsets.UTF_8));
  }
}
