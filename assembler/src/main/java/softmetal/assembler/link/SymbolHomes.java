package softmetal.assembler.link;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Which section of the image a symbol belongs to that the script did not put into one, or into one that is left out.
///
/// Only symbol tables show it; values do not depend on it.
final class SymbolHomes {
  private final List<Placement.Step> steps;
  private final List<OutputSection> sections;

  SymbolHomes(Placement placement) {
    this.steps = placement.steps();
    this.sections = placement.sections();
  }

  /// Where a symbol belongs that was set to the location counter between sections: to the section before it, or to the
  /// one behind it if the location counter was moved since.
  ///
  /// @param step the number of the assignment
  Optional<OutputSection> ofDot(int step) {
    return Optional.ofNullable(holdingMemory(before(step).orElseGet(() -> behind(step))));
  }

  /// The section may be left out, and be empty: it ends what the location counter was moved for all the same.
  private Optional<OutputSection> before(int step) {
    for (int i = step - 1; i >= 0; i--) {
      switch (steps.get(i)) {
        case Placement.Step.Place(OutputSection section) -> {
          if (section.isAllocated()) {
            return Optional.of(section);
          }
        }
        case Placement.Step.Evaluate(Script.Assignment assignment) when assignment.movesDot() -> {
          return Optional.empty();
        }
        case Placement.Step.Evaluate _ -> {}
      }
    }
    return Optional.empty();
  }

  private @Nullable OutputSection behind(int step) {
    for (Placement.Step next : steps.subList(step, steps.size())) {
      if (next instanceof Placement.Step.Place(OutputSection section) && !section.isDropped()) {
        return section;
      }
    }
    return lastBefore(sections.size(), section -> !section.isDropped());
  }

  private @Nullable OutputSection holdingMemory(@Nullable OutputSection section) {
    return section == null
        ? null
        : lastBefore(
            sections.indexOf(section) + 1,
            s -> !s.isDropped() && s.isAllocated() && !s.isThreadLocal());
  }

  private @Nullable OutputSection lastBefore(int end, Predicate<OutputSection> suits) {
    for (int i = end - 1; i >= 0; i--) {
      if (suits.test(sections.get(i))) {
        return sections.get(i);
      }
    }
    return null;
  }

  /// Where the symbols of a section go that is left out: to the section before or behind it, whichever is more like it.
  Optional<OutputSection> instead(OutputSection dropped, long address) {
    int at = sections.indexOf(dropped);
    OutputSection before = lastBefore(at, section -> !section.isDropped());
    OutputSection behind =
        sections.subList(at + 1, sections.size()).stream()
            .filter(section -> !section.isDropped())
            .findFirst()
            .orElse(null);
    if (before == null || behind == null) {
      return Optional.ofNullable(before == null ? behind : before);
    }
    return Optional.of(prefersBehind(dropped, before, behind, address) ? behind : before);
  }

  private static boolean prefersBehind(
      OutputSection dropped, OutputSection before, OutputSection behind, long address) {
    boolean sameMemory =
        behind.isAllocated() == before.isAllocated()
            && behind.isThreadLocal() == before.isThreadLocal();
    if (!sameMemory || isLoaded(before) != isLoaded(behind)) {
      boolean like =
          behind.isAllocated() == dropped.isAllocated()
              && behind.isThreadLocal() == dropped.isThreadLocal();
      return like && (isLoaded(behind) || !isLoaded(before));
    }
    if (isReadOnly(before) != isReadOnly(behind)) {
      return isReadOnly(behind) == (isReadOnly(dropped) && dropped.hasInputs());
    }
    if (before.isExecutable() != behind.isExecutable()) {
      return behind.isExecutable() == dropped.isExecutable();
    }
    return Long.compareUnsigned(address, behind.address()) >= 0;
  }

  private static boolean isLoaded(OutputSection section) {
    return section.isAllocated() && section.hasContents();
  }

  private static boolean isReadOnly(OutputSection section) {
    return !section.isWritable();
  }
}
