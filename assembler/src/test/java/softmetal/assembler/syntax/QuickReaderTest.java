package softmetal.assembler.syntax;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;

/// What the quick reader reads, it reads as the grammar does. `-Dsoftmetal.seed=` gives the random lines of one run
/// again, `-Dsoftmetal.rounds=` more of them.
class QuickReaderTest {
  private static final String STRAY = "()[]{}\\\"'#;:,.+-*/%&|^!~<>=@$ \t0189abfx_\0é";

  final Diagnostics diagnostics = new Diagnostics();
  final StatementParser grammar = new StatementParser(diagnostics);
  final QuickReader quick = new QuickReader(new Names());
  int read;

  /// Compares the two on one statement; what the quick reader leaves to the grammar is no difference.
  void compare(String text) {
    SourceText source = SourceText.file("t.s", text);
    List<Statement> statements =
        quick.statements(source.whole().to(source.span(text.length(), text.length())));
    if (statements == null) {
      return;
    }
    read++;
    int errors = diagnostics.errors();
    List<Statement> expected = grammar.parseByGrammar(source.span(0, text.length()));
    assertEquals(errors, diagnostics.errors(), () -> "read, and an error to the grammar: " + text);
    assertEquals(expected.size(), statements.size(), text);
    for (int i = 0; i < expected.size(); i++) {
      assertSame(expected.get(i), statements.get(i), text);
    }
  }

  static void assertSame(Statement expected, Statement found, String text) {
    if (expected instanceof Statement.Directive one && found instanceof Statement.Directive other) {
      assertEquals(one.span(), other.span(), text);
      assertEquals(one.nameSpan(), other.nameSpan(), text);
      assertEquals(one.name(), other.name(), text);
      assertSame(one.operands(), other.operands(), text);
    } else if (expected instanceof Statement.Operation one
        && found instanceof Statement.Operation other) {
      assertEquals(one.span(), other.span(), text);
      assertEquals(one.mnemonicSpan(), other.mnemonicSpan(), text);
      assertEquals(one.mnemonic(), other.mnemonic(), text);
      assertSame(one.operands(), other.operands(), text);
    } else {
      assertEquals(expected, found, text);
    }
  }

  static void assertSame(List<Operand> expected, List<Operand> found, String text) {
    assertEquals(expected.size(), found.size(), text);
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i) instanceof Operand.Text one
          && found.get(i) instanceof Operand.Text other) {
        assertEquals(one.span(), other.span(), text);
        assertArrayEquals(one.bytes(), other.bytes(), text);
      } else {
        assertEquals(expected.get(i), found.get(i), text);
      }
    }
  }

  static List<String> statements() throws IOException {
    List<String> statements = new ArrayList<>();
    for (String directory :
        List.of("src/test/resources", "../sdk/src/main/asm", "../sample-os/src")) {
      try (Stream<Path> files = Files.walk(Path.of(directory))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".s")).sorted().toList()) {
          for (String line : Files.readString(file).split("\n", -1)) {
            int comment = line.indexOf('#');
            statements.addAll(
                List.of((comment < 0 ? line : line.substring(0, comment)).split(";", -1)));
          }
        }
      }
    }
    return statements;
  }

  @Test
  void agrees_with_the_grammar_on_every_source_at_hand() throws IOException {
    List<String> statements = statements();
    statements.forEach(this::compare);
    assertTrue(
        read > statements.size() * 9 / 10, () -> read + " of " + statements.size() + " read");
  }

  @Test
  void agrees_with_the_grammar_on_mangled_lines() throws IOException {
    List<String> statements = statements();
    statements.removeIf(statement -> statement.isBlank() || statement.length() > 200);
    long seed = Long.getLong("softmetal.seed", 1);
    int rounds = Integer.getInteger("softmetal.rounds", 30_000);
    Random random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      StringBuilder text = new StringBuilder(statements.get(random.nextInt(statements.size())));
      for (int i = random.nextInt(3); i >= 0; i--) {
        int at = random.nextInt(text.length() + 1);
        char stray = STRAY.charAt(random.nextInt(STRAY.length()));
        switch (random.nextInt(4)) {
          case 0 -> text.insert(at, stray);
          case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(3)));
          case 2 -> text.insert(at, text.substring(0, at));
          default -> {
            String other = statements.get(random.nextInt(statements.size()));
            text.insert(at, other.substring(random.nextInt(other.length())));
          }
        }
      }
      compare(text.toString());
    }
    assertFalse(read < rounds / 6, () -> "-Dsoftmetal.seed=" + seed + ": " + read + " read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "addi sp, sp, -16",
        "loop: 1: nop",
        "a: b: c: 1: 2:",
        "loop: x = 1",
        "1:",
        "x = . - start + (4 * 3)",
        "lw a0, %lo(x+4)(a1)",
        "amoadd.w a0, a1, (a2)",
        "lw a0, 8(sp)",
        "lw a0, ( sp )",
        "call puts@PLT",
        "jal 1f",
        "li a0, 0xffffffffffffffff",
        "li a0, 'x'",
        ".balign 8, , 4",
        ".section .text.f,\"ax\",@progbits",
        ".type f, %function",
        ".string \"tab\\t\"",
        ".word 1<<2|3, a-b, ~0 == -1 && !x",
        "Addi SP, sp, 0b101",
      })
  void reads_what_programs_are_made_of(String text) {
    SourceText source = SourceText.file("t.s", text);
    if (text.startsWith("loop: x =")) {
      assertNull(quick.statements(source.span(0, text.length())));
    } else {
      assertNotNull(quick.statements(source.span(0, text.length())), text);
    }
    compare(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "li a0, 08",
        "li a0, 1.5",
        "li a0, 0f-1",
        ".5x: nop",
        "a, b",
        "addi a0,, 1",
        "addi a0, 1,",
        "lw a0, 4(sp)(sp)",
        ".word 8(sp)",
        "nop /* and */",
        "li a0, 99999999999999999999",
        ".",
        "1",
      })
  void leaves_to_the_grammar_what_is_wrong_or_rare(String text) {
    assertNull(quick.statements(SourceText.file("t.s", text).span(0, text.length())));
  }
}
