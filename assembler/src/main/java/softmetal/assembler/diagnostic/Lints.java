package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which warnings are wanted, and which of them are to count as errors: the options `-W...` and `-w`, in their order.
///
/// The name of a warning is that of its [Problem]: `TRUNCATED` is switched by `-Wtruncated`. Some errors can be switched
/// as well: what GNU as lets pass, though it is almost surely a mistake.
public final class Lints {
  /// All as it is unless somebody asks for something else.
  public static final Lints STANDARD = new Lints(Map.of(), true, false);

  private static final Set<Problem> SWITCHABLE_ERRORS = EnumSet.of(Problem.LABEL_REDEFINES_EQU);

  /// Warnings that are right about what they say, but often unwanted: they need to be asked for.
  private static final Set<Problem> OFF = EnumSet.noneOf(Problem.class);

  private static final String ERROR_PREFIX = "error=";
  private static final String NOT = "no-";

  private enum State {
    OFF,
    WARNING,
    /// Not even `-Werror` makes it an error.
    JUST_WARNING,
    ERROR
  }

  private final Map<Problem, State> chosen;
  private final boolean warnings;
  private final boolean allErrors;

  private Lints(Map<Problem, State> chosen, boolean warnings, boolean allErrors) {
    this.chosen = chosen;
    this.warnings = warnings;
    this.allErrors = allErrors;
  }

  /// These, changed by one more option.
  ///
  /// @param option what stands behind `-W`: `all`, `error`, `NAME`, `no-NAME`, `error=NAME`, `no-error=NAME`
  /// @throws IllegalArgumentException when there is no such warning; the message is for the user
  public Lints with(String option) {
    Map<Problem, State> next = new EnumMap<>(Problem.class);
    next.putAll(chosen);
    switch (option) {
      case "all", "extra" -> {
        for (Problem problem : all()) {
          if (option.equals("extra") || !OFF.contains(problem)) {
            next.putIfAbsent(problem, usual(problem));
          }
        }
        return new Lints(next, true, allErrors);
      }
      case "error" -> {
        return new Lints(next, warnings, true);
      }
      case "no-error" -> {
        return new Lints(next, warnings, false);
      }
      default -> {}
    }
    if (option.startsWith(ERROR_PREFIX)) {
      next.put(named(option.substring(ERROR_PREFIX.length()), option), State.ERROR);
    } else if (option.startsWith(NOT + ERROR_PREFIX)) {
      next.put(
          named(option.substring(NOT.length() + ERROR_PREFIX.length()), option),
          State.JUST_WARNING);
    } else if (option.startsWith(NOT)) {
      next.put(named(option.substring(NOT.length()), option), State.OFF);
    } else {
      Problem problem = named(option, option);
      next.put(problem, usual(problem));
    }
    return new Lints(next, warnings, allErrors);
  }

  /// These, without any warning: `-w`. Errors that can be switched stay as they are.
  public Lints withoutWarnings() {
    return new Lints(chosen, false, allErrors);
  }

  private static Problem named(String name, String option) {
    return all().stream()
        .filter(problem -> name(problem).equals(Optional.of(name)))
        .findFirst()
        .orElseThrow(() -> {
          List<String> names = new ArrayList<>();
          all().forEach(problem -> names.add(name(problem).orElseThrow()));
          return new IllegalArgumentException(
              "-W%s: there is no warning `%s`%s"
                  .formatted(
                      option,
                      name,
                      Spelling.nearest(name, names)
                          .map("; did you mean `%s`?"::formatted)
                          .orElse("")));
        });
  }

  /// What can be switched, in the order of the codes.
  public static List<Problem> all() {
    return Arrays.stream(Problem.values()).filter(Lints::isSwitchable).toList();
  }

  /// Whether it is off unless somebody asks for it.
  public static boolean isOff(Problem problem) {
    return OFF.contains(problem);
  }

  /// The name behind `-W`, if it can be switched: `read-only-csr`.
  public static Optional<String> name(Problem problem) {
    return isSwitchable(problem)
        ? Optional.of(problem.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        : Optional.empty();
  }

  private static boolean isSwitchable(Problem problem) {
    return problem.severity() == Severity.WARNING || SWITCHABLE_ERRORS.contains(problem);
  }

  private static State usual(Problem problem) {
    return problem.severity() == Severity.ERROR ? State.ERROR : State.WARNING;
  }

  /// The diagnostic with the severity that is wanted for it, or empty when it is not wanted.
  Optional<Diagnostic> judge(Diagnostic diagnostic) {
    Problem problem = diagnostic.problem();
    if (!isSwitchable(problem)) {
      return Optional.of(diagnostic);
    }
    return switch (chosen.getOrDefault(
        problem, OFF.contains(problem) ? State.OFF : usual(problem))) {
      case OFF -> Optional.empty();
      case ERROR -> Optional.of(diagnostic.as(Severity.ERROR));
      case WARNING -> warning(diagnostic, allErrors ? Severity.ERROR : Severity.WARNING);
      case JUST_WARNING -> warning(diagnostic, Severity.WARNING);
    };
  }

  /// Whether a problem counts as an error.
  boolean refuses(Problem problem) {
    State state = chosen.getOrDefault(problem, OFF.contains(problem) ? State.OFF : usual(problem));
    return state == State.ERROR || (state == State.WARNING && warnings && allErrors);
  }

  private Optional<Diagnostic> warning(Diagnostic diagnostic, Severity severity) {
    return warnings ? Optional.of(diagnostic.as(severity)) : Optional.empty();
  }
}
