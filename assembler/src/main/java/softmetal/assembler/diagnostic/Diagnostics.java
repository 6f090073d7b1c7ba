package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Collects what is wrong during one run of a command. Used by one thread.
///
/// The same message about the same place counts once, however often a loop in the source comes by.
public final class Diagnostics {
  /// More than anybody reads; what is found beyond is counted, not kept.
  private static final int MAX_KEPT = 1000;

  private final Lints lints;
  private final List<Diagnostic> all = new ArrayList<>();
  private final Set<Key> seen = new HashSet<>();
  private int errors;
  private int warnings;
  private int repeatedErrors;

  private record Key(Problem problem, SourceSpan span, String message) {
    static Key of(Diagnostic diagnostic) {
      return new Key(diagnostic.problem(), diagnostic.span(), diagnostic.message());
    }
  }

  public Diagnostics() {
    this(Lints.STANDARD);
  }

  /// @param lints which warnings to keep, and which to take for errors
  public Diagnostics(Lints lints) {
    this.lints = lints;
  }

  /// An empty collection with the same likings.
  public Diagnostics fresh() {
    return new Diagnostics(lints);
  }

  /// Whether this very problem is known, so that to report it once more changes nothing but a count.
  public boolean isKnown(Diagnostic diagnostic) {
    return seen.contains(Key.of(diagnostic.written()));
  }

  /// Whether a problem counts as an error here: some errors can be switched off.
  public boolean refuses(Problem problem) {
    return lints.refuses(problem);
  }

  public void report(Diagnostic diagnostic) {
    lints.judge(diagnostic.written()).ifPresent(this::add);
  }

  private void add(Diagnostic diagnostic) {
    boolean error = diagnostic.severity() == Severity.ERROR;
    // The first error and what says that no more are looked for are always worth their places.
    boolean room =
        all.size() < MAX_KEPT
            || (error && errors == 0)
            || diagnostic.problem() == Problem.TOO_MANY_ERRORS;
    if (room && !seen.add(Key.of(diagnostic))) {
      repeatedErrors += error ? 1 : 0;
      return;
    }
    if (room) {
      all.add(diagnostic);
    }
    switch (diagnostic.severity()) {
      case ERROR -> errors++;
      case WARNING -> warnings++;
      case NOTE -> {}
    }
  }

  /// Takes over all that another collection found.
  public void addAll(Diagnostics others) {
    int errorsBefore = errors;
    int warningsBefore = warnings;
    others.all.forEach(this::add);
    errors = errorsBefore + others.errors;
    warnings = warningsBefore + others.warnings;
  }

  public boolean hasErrors() {
    return errors > 0;
  }

  /// How often an error was met, also the same one again in a loop.
  public long errorsMet() {
    return (long) errors + repeatedErrors;
  }

  /// Whether what is found from now on is only counted, so that nothing is lost by not looking for more errors.
  public boolean isFull() {
    return hasErrors() && all.size() >= MAX_KEPT;
  }

  public int errors() {
    return errors;
  }

  public int warnings() {
    return warnings;
  }

  /// In the order in which they were found; the first thousand.
  public List<Diagnostic> all() {
    return Collections.unmodifiableList(all);
  }
}
