package softmetal.assembler.differential;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.isa.InstructionSet;

/// Random sources give the objects of GNU as and the programs of GNU ld.
///
/// `-Dsoftmetal.seed` takes another seed than 1. `-Dsoftmetal.instructions` says how many lines of single
/// instructions are compared, `-Dsoftmetal.programs` how many programs, `-Dsoftmetal.directives` how many sources of
/// directives and macros.
@Tag("oracle")
class DifferentialTest {
  private static final int BATCH = 10_000;
  private static final int MAX_REPORTED = 12;
  private static final List<String> ARCHITECTURES =
      List.of(
          "rv64gc_zba_zbb_zbc_zbs",
          "rv64g",
          "rv64gc",
          "rv64imac_zicsr_zbb",
          "rv64i_zba_zbs",
          "rv64gc_zbkb_zbkc");

  @TempDir Path directory;

  private final long seed = Long.getLong("softmetal.seed", 1);
  private final List<String> found = new ArrayList<>();

  @Test
  void lines_over_every_form_give_the_same_objects() throws Exception {
    int wanted = Integer.getInteger("softmetal.instructions", 50_000);
    Differences differences = new Differences(new Tools(directory));
    int compared = 0;
    for (int batch = 0; compared < wanted && found.size() < MAX_REPORTED; batch++) {
      SplittableRandom random = random(batch);
      Tools.Options options =
          new Tools.Options(
              ARCHITECTURES.get(batch % ARCHITECTURES.size()),
              (batch / ARCHITECTURES.size() & 1) != 0);
      List<String> lines = lines(random, InstructionSet.parse(options.architecture()));
      List<String> accepted =
          differences.valid(differences.accepted(lines, options, found), options);
      assertTrue(accepted.size() > BATCH / 2, () -> "only " + accepted.size() + " lines are left");
      compared += accepted.size();
      differences.ofObjects(accepted, options).ifPresent(found::add);
    }
    report("%d instructions compared".formatted(compared));
  }

  private static List<String> lines(SplittableRandom random, InstructionSet set) {
    Lines lines = new Lines(random, set, List.of("symbol", "other", ".Lhere", "there"));
    List<String> all = new ArrayList<>();
    all.add(".Lhere:");
    while (all.size() < BATCH) {
      all.addAll(lines.round());
      all.add(lines.any());
    }
    all.add("there:");
    return all;
  }

  @Test
  void programs_give_the_same_objects() throws Exception {
    int wanted = Integer.getInteger("softmetal.programs", 400);
    Differences differences = new Differences(new Tools(directory));
    for (int number = 0; number < wanted && found.size() < MAX_REPORTED; number++) {
      SplittableRandom random = random(1_000_000 + number);
      Tools.Options options =
          new Tools.Options(ARCHITECTURES.get(number % 3), random.nextBoolean());
      List<String> lines =
          differences.valid(
              Programs.alone(random, InstructionSet.parse(options.architecture())), options);
      Optional<String> difference = differences.ofObjects(lines, options);
      if (difference.isPresent()) {
        found.add("program %d: %s".formatted(number, difference.get()));
      }
    }
    report("%d programs compared".formatted(wanted));
  }

  @Test
  void programs_of_two_objects_link_the_same() throws Exception {
    int wanted = Integer.getInteger("softmetal.programs", 400) / 2;
    Differences differences = new Differences(new Tools(directory));
    for (int number = 0; number < wanted && found.size() < MAX_REPORTED; number++) {
      SplittableRandom random = random(2_000_000 + number);
      Tools.Options options =
          new Tools.Options(ARCHITECTURES.get(number % 3), random.nextBoolean());
      List<List<String>> sources = new ArrayList<>();
      for (List<String> source :
          Programs.pair(random, InstructionSet.parse(options.architecture()))) {
        sources.add(differences.valid(source, options));
      }
      Optional<String> difference = differences.ofPrograms(sources, options, random.nextBoolean());
      if (difference.isPresent()) {
        found.add("program %d: %s".formatted(number, difference.get()));
      }
    }
    report("%d programs linked".formatted(wanted));
  }

  @Test
  void directives_and_macros_are_refused_alike_or_give_the_same_objects() throws Exception {
    int wanted = Integer.getInteger("softmetal.directives", 400);
    Verdicts verdicts = new Verdicts(new Tools(directory));
    for (int number = 0; number < wanted && found.size() < MAX_REPORTED; number++) {
      Tools.Options options = new Tools.Options("rv64gc", (number & 1) != 0);
      Optional<String> difference =
          verdicts.difference(Directives.source(random(4_000_000 + number)), options);
      if (difference.isPresent()) {
        found.add("source %d: %s".formatted(number, difference.get()));
      }
    }
    report("%d sources of directives compared".formatted(wanted));
  }

  @Test
  void architectures_give_the_same_attributes_flags_and_mapping_symbols() throws Exception {
    int wanted = Integer.getInteger("softmetal.programs", 400) / 4;
    Differences differences = new Differences(new Tools(directory));
    for (int number = 0; number < wanted && found.size() < MAX_REPORTED; number++) {
      Tools.Options options = new Tools.Options("rv64gc", (number & 1) != 0);
      List<String> lines = Architectures.source(random(3_000_000 + number));
      List<String> valid = differences.valid(lines, options);
      differences.ofObjects(valid, options).ifPresent(found::add);
    }
    report("%d sources compared".formatted(wanted));
  }

  private SplittableRandom random(int number) {
    return new SplittableRandom(seed * 1_000_003 + number);
  }

  private void report(String done) {
    System.out.println("DifferentialTest: -Dsoftmetal.seed=" + seed + ", " + done);
    assertTrue(
        found.isEmpty(),
        () -> "-Dsoftmetal.seed=%d\n%s".formatted(seed, String.join("\n\n", found)));
  }
}
