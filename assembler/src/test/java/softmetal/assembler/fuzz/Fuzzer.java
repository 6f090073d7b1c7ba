package softmetal.assembler.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Runs rounds on a thread of their own, and tells each way in which they break once.
///
/// A round breaks by an exception, by taking more than two seconds of processor time, or by not ending at all.
final class Fuzzer {
  private static final long LIMIT_NANOS = Long.getLong("softmetal.millis", 2000) * 1_000_000;
  private static final long HANGS_NANOS = 60_000_000_000L;
  private static final int MAX_KEPT = 20;
  private static final Path KEPT = Path.of("target/fuzz");

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Corpus corpus;
  private final Session session;
  private final Map<String, String> found = new LinkedHashMap<>();
  private final Map<Kind, long[]> spent = new EnumMap<>(Kind.class);

  private volatile long current;
  private volatile long started;
  private volatile long startedWall;
  private volatile StackTraceElement @Nullable [] slowAt;

  /// How a round broke.
  private record Failure(String signature, String text) {}

  Fuzzer(Corpus corpus, Path directory) throws IOException {
    this.corpus = corpus;
    this.session = new Session(directory);
  }

  /// @return what broke, by where; empty when nothing did
  Map<String, String> run(long firstSeed, long rounds) throws InterruptedException {
    startedWall = System.nanoTime();
    Thread worker =
        Thread.ofPlatform().daemon().name("rounds").start(() -> rounds(firstSeed, rounds));
    while (!worker.join(Duration.ofMillis(20))) {
      watch(worker);
    }
    return found;
  }

  /// How many rounds there were of each kind, and how much processor time one takes.
  String spent() {
    StringBuilder text = new StringBuilder();
    spent.forEach((kind, values) ->
        text.append(
            " %s %d rounds of %d us,".formatted(kind, values[1], values[0] / 1000 / values[1])));
    return text.toString();
  }

  private void watch(Thread worker) {
    long round = current;
    long used = threads.getThreadCpuTime(worker.threadId()) - started;
    if (used > LIMIT_NANOS && slowAt == null && current == round) {
      slowAt = worker.getStackTrace();
    }
    boolean hangs = used > HANGS_NANOS || System.nanoTime() - startedWall > 5 * HANGS_NANOS;
    if (hangs && current == round) {
      throw new AssertionError(
          "-Dsoftmetal.seed=%d -Dsoftmetal.rounds=1 does not end: %s"
              .formatted(round, String.join("\n  ", lines(worker.getStackTrace()))));
    }
  }

  private static String[] lines(StackTraceElement[] stack) {
    return Arrays.stream(stack).map(StackTraceElement::toString).limit(40).toArray(String[]::new);
  }

  private void rounds(long firstSeed, long rounds) {
    for (long seed = firstSeed; seed < firstSeed + rounds && found.size() < MAX_KEPT; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Kind kind = Kind.any(random);
      byte[] input = kind.input(corpus, random);
      current = seed;
      startedWall = System.nanoTime();
      Optional<Failure> failure = failure(kind, seed, input);
      long[] sum = spent.computeIfAbsent(kind, _ -> new long[2]);
      sum[0] += threads.getCurrentThreadCpuTime() - started;
      sum[1]++;
      if (failure.isPresent() && !found.containsKey(failure.get().signature())) {
        found.put(failure.get().signature(), report(kind, seed, input, failure.get()));
      }
    }
  }

  private Optional<Failure> failure(Kind kind, long seed, byte[] input) {
    started = threads.getCurrentThreadCpuTime();
    slowAt = null;
    try {
      kind.use(input, session, new SplittableRandom(~seed));
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError broken) {
      return Optional.of(
          new Failure(signature(broken.toString(), broken.getStackTrace()), text(broken)));
    }
    long used = threads.getCurrentThreadCpuTime() - started;
    if (used <= LIMIT_NANOS) {
      return Optional.empty();
    }
    StackTraceElement[] stack = slowAt == null ? new StackTraceElement[0] : slowAt;
    return Optional.of(
        new Failure(
            signature(kind + " takes long", stack),
            "it takes %d ms, for a while at%n  %s"
                .formatted(used / 1_000_000, String.join("\n  ", lines(stack)))));
  }

  private static String signature(String what, StackTraceElement[] stack) {
    String place =
        Arrays.stream(stack)
            .filter(frame -> frame.getClassName().startsWith("softmetal."))
            .filter(frame -> !frame.getClassName().startsWith("softmetal.assembler.fuzz."))
            .findFirst()
            .map(StackTraceElement::toString)
            .orElse("");
    return what.split("[:\n]", 2)[0] + " at " + place + (place.isEmpty() ? what : "");
  }

  private static String text(Throwable broken) {
    return broken + "\n  at " + String.join("\n  at ", lines(broken.getStackTrace()));
  }

  private String report(Kind kind, long seed, byte[] input, Failure failure) {
    byte[] least = least(kind, seed, input, failure.signature());
    Path file =
        KEPT.resolve("%s-%d".formatted(kind.name().toLowerCase(java.util.Locale.ROOT), seed));
    try {
      Files.createDirectories(KEPT);
      Files.write(file, least);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    String shown = new String(least, 0, Math.min(least.length, 1500), ISO_8859_1);
    return "%s -Dsoftmetal.seed=%d -Dsoftmetal.rounds=1, made smaller in %s:%n%s%n%s"
        .formatted(kind, seed, file, kind.isText() ? shown : "", failure.text());
  }

  /// Leaves out ever smaller pieces as long as it still breaks at the same place.
  private byte[] least(Kind kind, long seed, byte[] input, String signature) {
    long end = System.nanoTime() + 10_000_000_000L;
    byte[] best = input;
    for (int piece = best.length / 2; piece > 0; piece /= 2) {
      for (int at = 0; at < best.length && System.nanoTime() < end; ) {
        byte[] fewer = without(best, at, Math.min(best.length, at + piece), kind);
        boolean breaks =
            !Arrays.equals(fewer, best)
                && failure(kind, seed, fewer)
                    .filter(f -> f.signature().equals(signature))
                    .isPresent();
        best = breaks ? fewer : best;
        at += breaks && kind.isText() ? 0 : piece;
      }
    }
    return best;
  }

  /// Of files with offsets in them, a piece is made zero and not left out.
  private static byte[] without(byte[] bytes, int start, int end, Kind kind) {
    byte[] fewer =
        Arrays.copyOf(bytes, kind.isText() ? bytes.length - (end - start) : bytes.length);
    if (kind.isText()) {
      System.arraycopy(bytes, end, fewer, start, bytes.length - end);
    } else {
      Arrays.fill(fewer, start, end, (byte) 0);
    }
    return fewer;
  }
}
