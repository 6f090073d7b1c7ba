package softmetal.monitor.oracle;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Some programs of the sequence that a seed makes.
///
/// @param kind of the hart that they are for
/// @param first the number of the first one
record RandomPrograms(HartKind kind, Source source, long seed, int first, int count) {
  private static final int PROGRAMS_AT_A_TIME = 500;

  /// Makes the program with a number in the sequence of a seed: always the same.
  interface Source {
    RandomProgram generate(HartKind kind, long seed, int number);
  }

  /// What the user of a test asks for by the system properties `softmetal.seed`, `softmetal.program` (the first one)
  /// and `softmetal.programs` (how many).
  static RandomPrograms asked(HartKind kind, Source source, long seed, int count) {
    Integer first = Integer.getInteger("softmetal.program");
    return new RandomPrograms(
        kind,
        source,
        Long.getLong("softmetal.seed", seed),
        first == null ? 0 : first,
        Integer.getInteger("softmetal.programs", first == null ? count : 1));
  }

  /// Whether the user has said how many programs it shall be.
  static boolean isNumberGiven() {
    return System.getProperty("softmetal.program") != null
        || System.getProperty("softmetal.programs") != null;
  }

  /// Tells the user what has run.
  ///
  /// @return the same number
  long told(long instructions) {
    System.out.printf(
        "%s, seed %d: %,d programs, %,d instructions%n", kind, seed, count, instructions);
    return instructions;
  }

  /// Runs them until one ends differently on two runners.
  ///
  /// @return that program, made as small as possible
  Optional<Difference> firstDifference(Runner subject, Runner expected) {
    for (int done = 0; done < count; done += PROGRAMS_AT_A_TIME) {
      List<RandomProgram> programs =
          IntStream.range(first + done, first + Math.min(count, done + PROGRAMS_AT_A_TIME))
              .mapToObj(number -> source.generate(kind, seed, number))
              .toList();
      List<Difference> differences = Difference.between(subject, expected, programs);
      if (!differences.isEmpty()) {
        return Optional.of(new Shrinker(subject, expected).shrink(differences.getFirst()));
      }
    }
    return Optional.empty();
  }
}
