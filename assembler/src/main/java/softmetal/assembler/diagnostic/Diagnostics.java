package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Collects what is wrong during one run of a command. Used by one thread.
public final class Diagnostics {
  private final List<Diagnostic> all = new ArrayList<>();
  private int errors;

  public void report(Diagnostic diagnostic) {
    all.add(diagnostic);
    if (diagnostic.severity() == Severity.ERROR) {
      errors++;
    }
  }

  public boolean hasErrors() {
    return errors > 0;
  }

  public int errors() {
    return errors;
  }

  /// In the order in which they were found.
  public List<Diagnostic> all() {
    return Collections.unmodifiableList(all);
  }
}
