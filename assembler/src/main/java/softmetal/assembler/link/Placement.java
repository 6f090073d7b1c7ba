package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Section;

/// Decides which input section goes into which output section, and in which order.
///
/// First the script's patterns choose, each taking what none before it took. What is left over (GNU ld calls it
/// orphaned) goes into an output section of its own name, which is put behind the last one of its kind.
final class Placement {
  /// What the layout walks through, in order.
  sealed interface Step {
    record Evaluate(Script.Statement statement) implements Step {}

    record Place(OutputSection section) implements Step {}
  }

  private enum Kind {
    TEXT(".text"),
    RODATA(".rodata"),
    RELOCATIONS(".rela.dyn"),
    NOTES(".interp"),
    DATA(".data"),
    THREADS(".tdata"),
    BSS(".bss"),
    OTHER(".comment");

    private final String usualName;

    Kind(String usualName) {
      this.usualName = usualName;
    }
  }

  private static final Set<String> USUALLY_LOADED =
      Set.of(".text", ".rodata", ".interp", ".data", ".sdata", ".tdata");
  private static final Set<String> USUALLY_WRITTEN = Set.of(".data", ".sdata", ".tdata");

  private final List<InputSection> inputs;
  private final List<Step> steps = new ArrayList<>();
  private final Map<Kind, OutputSection> lastOrphans = new EnumMap<>(Kind.class);
  private final List<InputSection> orphans = new ArrayList<>();
  private final Map<String, List<OutputSection>> byName = new HashMap<>();

  private final boolean unprotectedText;
  private final boolean discardsOrphans;
  private final Script.Order usualOrder;

  private Placement(
      List<InputSection> inputs,
      boolean unprotectedText,
      boolean discardsOrphans,
      Script.Order usualOrder) {
    this.discardsOrphans = discardsOrphans;
    this.usualOrder = usualOrder;
    this.unprotectedText = unprotectedText;
    this.inputs = inputs;
  }

  /// @param inputs in the order of the command line, and in an object in its order
  /// @param unprotectedText whether code may be written to (`-N`)
  /// @param discardsOrphans whether what the script does not mention is left out
  /// @param usualOrder how patterns sort that do not say it
  static Placement of(
      Script script,
      List<InputSection> inputs,
      boolean unprotectedText,
      boolean discardsOrphans,
      LinkSettings.SectionOrder usualOrder) {
    Script.Order order =
        switch (usualOrder) {
          case AS_FOUND -> Script.Order.AS_FOUND;
          case NAME -> Script.Order.BY_NAME;
          case ALIGNMENT -> Script.Order.BY_ALIGNMENT;
        };
    Placement placement = new Placement(inputs, unprotectedText, discardsOrphans, order);
    placement.followScript(script);
    placement.placeOrphans();
    return placement;
  }

  /// The sections that a pattern within KEEP names, whether another pattern takes them or not.
  static List<InputSection> kept(Script script, List<InputSection> inputs) {
    Placement placement = new Placement(inputs, false, false, Script.Order.AS_FOUND);
    List<InputSection> kept = new ArrayList<>();
    for (Script.Statement statement : script.statements()) {
      if (statement instanceof Script.Output output) {
        for (Script.Statement content : output.body()) {
          if (content instanceof Script.Inputs wanted && wanted.keep()) {
            kept.addAll(placement.matching(wanted, _ -> true));
          }
        }
      }
    }
    return kept;
  }

  List<Step> steps() {
    return steps;
  }

  /// The sections that no pattern took.
  List<InputSection> orphans() {
    return orphans;
  }

  List<OutputSection> sections() {
    return steps.stream()
        .filter(Step.Place.class::isInstance)
        .map(step -> ((Step.Place) step).section())
        .toList();
  }

  // --- by the script

  private void followScript(Script script) {
    for (Script.Statement statement : script.statements()) {
      if (!(statement instanceof Script.Output output)) {
        steps.add(new Step.Evaluate(statement));
      } else if (output.discards()) {
        for (Script.Statement content : output.body()) {
          if (content instanceof Script.Inputs wanted) {
            matching(wanted, _ -> true).forEach(InputSection::discard);
          }
        }
      } else if (output.onlyIfWritable().isEmpty() || holds(output)) {
        OutputSection section = new OutputSection(output.name(), output, unprotectedText);
        fill(section, output);
        steps.add(new Step.Place(section));
      }
    }
  }

  private void fill(OutputSection section, Script.Output output) {
    for (Script.Statement content : output.body()) {
      if (content instanceof Script.Inputs wanted) {
        matching(wanted, _ -> true).forEach(section::add);
      } else {
        section.add(content);
      }
    }
  }

  /// ONLY_IF_RO and ONLY_IF_RW ask about all sections that would be taken.
  private boolean holds(Script.Output output) {
    boolean anyWritable = false;
    for (Script.Statement content : output.body()) {
      if (content instanceof Script.Inputs wanted) {
        anyWritable |= !matching(wanted, input -> input.has(Section.WRITE)).isEmpty();
      }
    }
    return output.onlyIfWritable().orElse(anyWritable) == anyWritable;
  }

  /// In the order in which they go into the image: as found, unless a pattern sorts.
  private List<InputSection> matching(Script.Inputs wanted, Predicate<InputSection> filter) {
    List<Script.SectionPattern> patterns =
        wanted.patterns().isEmpty()
            ? List.of(new Script.SectionPattern("*", List.of(), Script.Order.AS_FOUND))
            : wanted.patterns().stream().map(this::sorted).toList();
    boolean sorts = patterns.stream().anyMatch(p -> p.order() != Script.Order.AS_FOUND);
    boolean alike = patterns.stream().map(Script.SectionPattern::order).distinct().count() == 1;
    List<InputSection> result = new ArrayList<>();
    for (InputSection input : inputs) {
      if (input.isTaken()
          || input.standsAlone()
          || !filter.test(input)
          || !fromFile(wanted, input)) {
        continue;
      }
      for (Script.SectionPattern pattern : patterns) {
        if (matches(pattern, input)) {
          result.add(
              sorts && !alike ? indexFor(input, pattern.order(), result) : result.size(), input);
          break;
        }
      }
    }
    if (sorts && alike) {
      result.sort(comparator(patterns.getFirst().order()));
    }
    return result;
  }

  private Script.SectionPattern sorted(Script.SectionPattern pattern) {
    boolean says =
        pattern.order() != Script.Order.AS_FOUND || !pattern.name().matches(".*[*?\\[].*");
    return says
        ? pattern
        : new Script.SectionPattern(pattern.name(), pattern.excludedFiles(), usualOrder);
  }

  /// Where patterns sort differently, a section goes before the first that its own pattern puts behind it.
  private static int indexFor(InputSection input, Script.Order order, List<InputSection> result) {
    for (int i = 0; i < result.size() && order != Script.Order.AS_FOUND; i++) {
      if (comparator(order).compare(input, result.get(i)) < 0) {
        return i;
      }
    }
    return result.size();
  }

  private static boolean fromFile(Script.Inputs wanted, InputSection input) {
    String file = input.object().name();
    return Glob.matches(wanted.file(), file)
        && wanted.excludedFiles().stream().noneMatch(pattern -> Glob.matches(pattern, file));
  }

  private static boolean matches(Script.SectionPattern pattern, InputSection input) {
    String file = input.object().name();
    return Glob.matches(pattern.name(), input.name())
        && pattern.excludedFiles().stream().noneMatch(excluded -> Glob.matches(excluded, file));
  }

  private static Comparator<InputSection> comparator(Script.Order order) {
    return switch (order) {
      case AS_FOUND -> (_, _) -> 0;
      case BY_NAME -> Comparator.comparing(InputSection::name);
      case BY_ALIGNMENT -> Comparator.comparingLong(InputSection::alignment).reversed();
      case BY_INIT_PRIORITY ->
          Comparator.comparingInt(Placement::initPriority).thenComparing(InputSection::name);
    };
  }

  /// The number at the end of `.init_array.100`; without one, last.
  private static int initPriority(InputSection input) {
    String name = input.name();
    String digits = name.substring(name.lastIndexOf('.') + 1);
    try {
      int number = Integer.parseInt(digits);
      boolean reversed = name.startsWith(".ctors.") || name.startsWith(".dtors.");
      return reversed ? 65535 - number : number;
    } catch (NumberFormatException _) {
      return Integer.MAX_VALUE;
    }
  }

  // --- what is left over

  private void placeOrphans() {
    for (OutputSection section : sections()) {
      byName.computeIfAbsent(section.name(), _ -> new ArrayList<>()).add(section);
    }
    for (InputSection input : inputs) {
      if (input.isTaken()) {
        continue;
      }
      if (input.has(Section.EXCLUDE) || discardsOrphans) {
        input.discard();
        continue;
      }
      if (input.name().equals("COMMON")) {
        home(".bss", input).add(input);
        continue;
      }
      orphans.add(input);
      home(homeName(input.name()), input).add(input);
    }
  }

  /// Relocations for a loader go together.
  private String homeName(String name) {
    return name.startsWith(".rela.") && !byName.containsKey(name) ? ".rela.dyn" : name;
  }

  /// The output section of a name, made and placed if there is none that suits.
  private OutputSection home(String name, InputSection input) {
    OutputSection unused = null;
    for (OutputSection section : byName.getOrDefault(name, List.of())) {
      if (input.standsAlone() || section.inputs().stream().anyMatch(InputSection::standsAlone)) {
        continue;
      }
      if (section.hasInputs() && section.isAllocated() == input.has(Section.ALLOC)) {
        return section;
      }
      if (!section.hasInputs() && unused == null) {
        unused = section;
      }
    }
    if (unused != null) {
      return unused;
    }
    Kind kind = kind(input);
    OutputSection made = new OutputSection(name, null, unprotectedText);
    byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(made);
    OutputSection last = lastOrphans.get(kind);
    OutputSection before = last != null ? last : anchor(kind, input);
    int at = last != null ? indexOf(last) + 1 : behind(before);
    if (before != null && input.has(Section.ALLOC)) {
      made.putBehind(before);
    }
    if (kind == Kind.NOTES) {
      at = beforeLessAligned(at, input.alignment());
    }
    steps.add(at, new Step.Place(made));
    if (at + 1 >= steps.size() || !isNote(steps.get(at + 1))) {
      lastOrphans.put(kind, made);
    }
    return made;
  }

  /// Notes go by falling alignment, so that those of one alignment lie together.
  private int beforeLessAligned(int end, long alignment) {
    int at = end;
    while (at > 0
        && isNote(steps.get(at - 1))
        && ((Step.Place) steps.get(at - 1)).section().inputAlignment() < alignment) {
      at--;
    }
    return at;
  }

  private static boolean isNote(Step step) {
    return step instanceof Step.Place(OutputSection section)
        && section.statement().isEmpty()
        && section.type() == Section.NOTE;
  }

  private static Kind kind(InputSection input) {
    if (!input.has(Section.ALLOC)) {
      return Kind.OTHER;
    }
    if (input.type() == Section.NOTE) {
      return Kind.NOTES;
    }
    if (input.type() == Section.RELA) {
      return Kind.RELOCATIONS;
    }
    if (input.has(Section.TLS)) {
      return Kind.THREADS;
    }
    if (input.type() == Section.NOBITS) {
      return Kind.BSS;
    }
    if (input.has(Section.WRITE)) {
      return Kind.DATA;
    }
    return input.has(Section.EXECINSTR) ? Kind.TEXT : Kind.RODATA;
  }

  /// The section to put an orphan behind: the one with the usual name of its kind, or the last that is most like it.
  private @Nullable OutputSection anchor(Kind kind, InputSection input) {
    List<OutputSection> sections = sections();
    for (OutputSection section : sections) {
      if (section.name().equals(kind.usualName)) {
        return section;
      }
    }
    if (input.name().equals(BuildNote.NAME)) {
      return null;
    }
    if (kind == Kind.THREADS) {
      return anchorOfThreads(input.type() != Section.NOBITS);
    }
    List<Predicate<OutputSection>> likeness =
        switch (kind) {
          case TEXT, RODATA, NOTES, DATA ->
              List.of(
                  section ->
                      isLoaded(section)
                          && isExecutable(section) == input.has(Section.EXECINSTR)
                          && isWritable(section) == input.has(Section.WRITE),
                  switch (kind) {
                    case TEXT -> section -> isLoaded(section) && isExecutable(section);
                    case DATA -> Placement::isLoaded;
                    default -> section -> isLoaded(section) && !isWritable(section);
                  });
          case BSS ->
              List.of(
                  section ->
                      isKnown(section) && section.isAllocated() && !section.hasContents()
                          || !isKnown(section) && section.name().equals(Kind.BSS.usualName),
                  section -> isKnown(section) && section.isAllocated() || isLoaded(section));
          case RELOCATIONS ->
              List.of(
                  section -> section.name().startsWith(".rela"),
                  section -> section.isAllocated() && !section.isWritable(),
                  OutputSection::isAllocated,
                  _ -> true);
          case THREADS, OTHER -> List.of(_ -> true);
        };
    for (Predicate<OutputSection> like : likeness) {
      OutputSection found = null;
      for (OutputSection section : sections) {
        if (like.test(section)) {
          found = section;
        }
      }
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// The last section for threads that may stand before this one, or else the last that is loaded.
  private @Nullable OutputSection anchorOfThreads(boolean hasContents) {
    OutputSection found = null;
    boolean threads = false;
    for (OutputSection section : sections()) {
      if (section.isThreadLocal() || !isKnown(section) && section.name().equals(".tdata")) {
        if (hasContents && isKnown(section) && !section.hasContents()) {
          return found;
        }
        threads = true;
        found = section;
      } else if (threads) {
        return found;
      } else if (isLoaded(section)) {
        found = section;
      }
    }
    return found;
  }

  private static boolean isKnown(OutputSection section) {
    return section.hasInputs() || section.hasContents();
  }

  /// A section that is still empty counts as what its name promises.
  private static boolean isLoaded(OutputSection section) {
    return isKnown(section)
        ? section.isAllocated() && section.hasContents()
        : USUALLY_LOADED.contains(section.name());
  }

  private static boolean isExecutable(OutputSection section) {
    return isKnown(section) ? section.isExecutable() : section.name().equals(Kind.TEXT.usualName);
  }

  private static boolean isWritable(OutputSection section) {
    return isKnown(section) ? section.isWritable() : USUALLY_WRITTEN.contains(section.name());
  }

  private int indexOf(OutputSection section) {
    for (int i = 0; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.Place(OutputSection found) && found == section) {
        return i;
      }
    }
    throw new IllegalStateException("section " + section + " is not placed");
  }

  /// Where to insert behind a section: behind the symbol assignments that follow it, but before the location counter
  /// is moved for the next section.
  private int behind(@Nullable OutputSection section) {
    boolean ignoreFirstMove = section == null;
    int at = section == null ? 0 : indexOf(section) + 1;
    int firstMove = -1;
    for (; at < steps.size(); at++) {
      if (steps.get(at) instanceof Step.Place(OutputSection next)) {
        boolean loaded = !next.hasInputs() || next.isAllocated();
        return firstMove >= 0 && loaded ? firstMove : at;
      }
      if (firstMove < 0
          && steps.get(at) instanceof Step.Evaluate(Script.Assignment assignment)
          && assignment.movesDot()) {
        if (!ignoreFirstMove) {
          firstMove = at;
        }
        ignoreFirstMove = false;
      }
    }
    return at;
  }
}
