package softmetal.assembler.expand;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;

/// The `.if`s that are open. A macro may close one that was opened outside, but not the other way. A condition is only evaluated where its value matters.
final class Conditionals {
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Diagnostics diagnostics;

  private static final class Level {
    final SourceSpan opened;
    final boolean outerActive;
    boolean active;
    boolean taken;
    boolean elseSeen;

    Level(SourceSpan opened, boolean outerActive) {
      this.opened = opened;
      this.outerActive = outerActive;
    }

    void branch(boolean condition) {
      active = outerActive && !taken && condition;
      taken |= active;
    }
  }

  Conditionals(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  /// Whether statements count here.
  boolean active() {
    Level level = levels.peek();
    return level == null || level.active;
  }

  void open(SourceSpan statement, BooleanSupplier condition) {
    Level level = new Level(statement, active());
    levels.push(level);
    if (level.outerActive) {
      level.branch(condition.getAsBoolean());
    }
  }

  void elseIf(SourceSpan statement, BooleanSupplier condition) {
    Level level = levels.peek();
    if (level == null) {
      diagnostics.report(Problem.ELSE_WITHOUT_IF.at(statement, ".elseif"));
    } else if (level.elseSeen) {
      diagnostics.report(
          Problem.ELSE_BEHIND_ELSE.at(statement, ".elseif").note(level.opened, "of this"));
    } else if (level.outerActive && !level.taken) {
      level.branch(condition.getAsBoolean());
    } else {
      level.active = false;
    }
  }

  void otherwise(SourceSpan statement) {
    Level level = levels.peek();
    if (level == null) {
      diagnostics.report(Problem.ELSE_WITHOUT_IF.at(statement, ".else"));
    } else if (level.elseSeen) {
      diagnostics.report(
          Problem.ELSE_BEHIND_ELSE.at(statement, ".else").note(level.opened, "of this"));
    } else {
      level.elseSeen = true;
      level.branch(true);
    }
  }

  void close(SourceSpan statement) {
    if (levels.poll() == null) {
      diagnostics.report(Problem.ELSE_WITHOUT_IF.at(statement, ".endif"));
    }
  }

  /// How many are open.
  int depth() {
    return levels.size();
  }

  /// At the end of a text: what it opened must be closed.
  void finish(int depthBefore) {
    while (levels.size() > depthBefore) {
      SourceSpan opened = levels.pop().opened;
      diagnostics.report(Problem.MISSING_END.at(opened, Lexis.firstWord(opened.text()), ".endif"));
    }
  }

  /// Where a text is left before its end.
  void leave(int depthBefore) {
    while (levels.size() > depthBefore) {
      levels.pop();
    }
  }
}
