package softmetal.assembler.expand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.syntax.StatementParser;

/// What was read ahead is what would have been read. `-Dsoftmetal.seed=` gives the same damage again.
class ReadAheadTest {
  final Diagnostics alone = new Diagnostics();
  final Diagnostics helped = new Diagnostics();

  static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String directory :
        List.of("src/test/resources", "../sdk/src/main/asm", "../sample-os/src")) {
      try (Stream<Path> files = Files.walk(Path.of(directory))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".s")).sorted().toList()) {
          all.append(Files.readString(file)).append('\n');
        }
      }
    }
    return all.toString();
  }

  static SourceSpan all(String text) {
    return SourceText.file("t.s", text).span(0, text.length());
  }

  /// All that a scanner says of where it stands.
  static String state(StatementScanner scanner, StatementParser parser, boolean parsed) {
    return scanner.span()
        + " "
        + scanner.span().text()
        + (scanner.hasHead() ? " " + scanner.headName(parser) : "")
        + (scanner.headIsDirective() ? " directive" : "")
        + (scanner.isAssignment() ? " assignment" : "")
        + (scanner.isEquation() ? " equation" : "")
        + (scanner.hasLabels() ? scanner.labels() : "")
        + scanner.rest()
        + scanner.command()
        + scanner.position()
        // Bytes of strings are compared by identity: their text is in the span.
        + (parsed ? scanner.statements(parser).toString().replaceAll("\\[B@\\w+", "") : "");
  }

  static boolean nextNotEmpty(StatementScanner scanner) {
    boolean more = scanner.next();
    while (more && scanner.isEmpty()) {
      more = scanner.next();
    }
    return more;
  }

  /// Runs through a text with and without help, now and then alone for a while; says how often it helped.
  int compare(String text, Random random, String shown) {
    SourceSpan span = all(text);
    StatementParser parser = new StatementParser(alone);
    StatementParser otherParser = new StatementParser(helped);
    StatementScanner plain = new StatementScanner(span, alone);
    StatementScanner quick = new StatementScanner(span, helped);
    int found = 0;
    int alonePart = 0;
    try (ReadAhead ahead = ReadAhead.start(span)) {
      while (true) {
        if (alonePart == 0 && random.nextInt(500) == 0) {
          alonePart = random.nextInt(random.nextInt(20) == 0 ? 500 : 20);
        }
        boolean more;
        do {
          more = alonePart > 0 ? quick.next() : quick.next(ahead);
        } while (more && quick.isEmpty());
        assertEquals(nextNotEmpty(plain), more, shown);
        if (!more) {
          break;
        }
        found += alonePart == 0 && quick.isKnown() ? 1 : 0;
        alonePart = Math.max(0, alonePart - 1);
        boolean parsed = alonePart == 0;
        assertEquals(state(plain, parser, parsed), state(quick, otherParser, parsed), shown);
      }
    }
    assertEquals(alone.all(), helped.all(), shown);
    return found;
  }

  @Test
  void finds_what_is_there() throws IOException {
    String text = sources();
    int statements = 0;
    StatementScanner scanner = new StatementScanner(all(text), new Diagnostics());
    while (nextNotEmpty(scanner)) {
      statements++;
    }

    int found = compare(text, new Random(1), "the sources at hand");

    assertTrue(found > statements / 2, found + " of " + statements);
  }

  @Test
  void finds_in_damaged_sources_what_is_there() throws IOException {
    long seed = Long.getLong("softmetal.seed", 1);
    String sources = sources();
    for (int round = 0; round < 1; round++) {
      Random random = new Random(seed + round);
      StringBuilder text = new StringBuilder(sources);
      List<String> strays =
          List.of("\"", "/*", "*/", "'", "\\", "#", ";", ":", "\n#define X\n", "é");
      for (int i = 0; i < 300; i++) {
        text.insert(random.nextInt(text.length()), strays.get(random.nextInt(strays.size())));
      }
      compare(text.toString(), random, "-Dsoftmetal.seed=" + (seed + round));
    }
  }

  @Test
  void its_thread_has_ended_when_it_is_closed() {
    SourceSpan span = all("\tnop\n".repeat(20_000));
    List<Thread> before = threads();
    try (ReadAhead ahead = ReadAhead.start(span)) {
      assertNotNull(ahead.at(0));
      assertFalse(threads().equals(before));
    }
    assertEquals(before, threads());
  }

  @Test
  @Timeout(20)
  void what_its_thread_throws_is_thrown_to_whoever_asks() {
    SourceSpan span = all("\tnop\n".repeat(20_000));
    RuntimeException wrong = new IllegalStateException("wrong in the other thread");
    Supplier<StatementScanner> broken =
        () -> {
          throw wrong;
        };
    try (ReadAhead ahead = ReadAhead.start(span, broken)) {
      StatementScanner scanner = new StatementScanner(span, alone);
      assertSame(wrong, assertThrows(wrong.getClass(), () -> scanner.next(ahead)));
    }
    assertEquals(List.of(), threads());
  }

  static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("read-ahead"))
        .toList();
  }

  @Test
  void whoever_interrupts_gets_the_same_from_the_expander_alone() {
    SourceSpan span = all("\tnop\n".repeat(20_000));
    try (ReadAhead ahead = ReadAhead.start(span)) {
      Thread.currentThread().interrupt();
      StatementScanner scanner = new StatementScanner(span, alone);
      int statements = 0;
      while (scanner.next(ahead)) {
        statements++;
      }
      assertEquals(20_000, statements);
      assertNull(ahead.at(0));
    }
    assertTrue(Thread.interrupted(), "nobody hears of it any more");
  }
}
