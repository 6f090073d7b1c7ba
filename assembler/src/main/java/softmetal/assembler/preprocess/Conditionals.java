package softmetal.assembler.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;

/// Which of the `#if`s of one file are open, and whether what stands in them counts.
final class Conditionals {
  /// One `#if` up to its `#endif`.
  static final class Group {
    final String directive;
    final SourceSpan place;

    /// Whether it stands in text that does not count, so that none of its parts does.
    final boolean dead;

    /// Whether one of its parts counted already.
    boolean taken;

    boolean active;
    @Nullable SourceSpan otherwise;

    Group(String directive, SourceSpan place, boolean dead, boolean active) {
      this.directive = directive;
      this.place = place;
      this.dead = dead;
      this.active = active;
      this.taken = active;
    }
  }

  private final List<Group> groups = new ArrayList<>();

  boolean active() {
    return groups.isEmpty() || groups.getLast().active;
  }

  void open(String directive, SourceSpan place, boolean counts) {
    groups.add(new Group(directive, place, !active(), active() && counts));
  }

  @Nullable Group innermost() {
    return groups.isEmpty() ? null : groups.getLast();
  }

  void close() {
    groups.removeLast();
  }

  List<Group> open() {
    return groups;
  }
}
