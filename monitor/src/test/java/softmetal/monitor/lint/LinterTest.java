package softmetal.monitor.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.Executable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.project.Project;

/// One small guest for each rule, which breaks it.
class LinterTest {
  private static final Path FILES = Path.of("src/test/lint");
  private static final long INSTRUCTIONS = 100_000;

  /// All of them as one program, so that it is assembled once.
  private static Executable program;

  private static SymbolTable symbols;

  /// @param number from 0, in the order of the file
  record Mistake(int number, String rule, String source) {
    @Override
    public String toString() {
      return rule;
    }

    /// With names of its own.
    String text() {
      return "        .balign 4%ncase_%d:%n        handler mtvec, end%n        nop%n"
              .formatted(number)
          + source.replaceAll("\\b(mistake|kernel|again|user)\\b", "$1_" + number);
    }
  }

  @SuppressWarnings("StringSplitter") // nothing stands before the first one
  static List<Mistake> mistakes() throws IOException {
    List<Mistake> all = new ArrayList<>();
    String[] parts = Files.readString(FILES.resolve("mistakes.s")).split("(?m)^#@ ");
    for (int i = 1; i < parts.length; i++) {
      String[] lines = parts[i].split("\n", 2);
      all.add(new Mistake(i - 1, lines[0].strip(), lines[1]));
    }
    return all;
  }

  @BeforeAll
  static void assemble(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("mistakes.s");
    Files.writeString(
        file,
        Files.readString(FILES.resolve("prelude.s"))
            + mistakes().stream().map(Mistake::text).collect(Collectors.joining()));
    Diagnostics diagnostics = new Diagnostics();
    program =
        Project.buildFiles(List.of(file), Project.MACHINE_BASE, diagnostics)
            .orElseThrow(() -> new AssertionError(diagnostics.all().toString()))
            .kernel();
    symbols = SymbolTable.of(program);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void a_mistake_is_named_once_and_nothing_else_is(Mistake mistake) throws Exception {
    List<String> findings = new ArrayList<>();

    String watched = run(mistake, findings);

    assertEquals(1, findings.size(), () -> String.join("\n", findings));
    String finding = findings.getFirst();
    assertTrue(finding.contains("[" + mistake.rule + ": "), finding);
    boolean named = finding.startsWith("lint: mistake_%d".formatted(mistake.number));
    assertTrue(named || finding.startsWith("lint: 0x1000:"), finding);
    assertEquals(run(mistake, null), watched, "the linter has changed the guest");
  }

  @Test
  void every_rule_has_its_mistake() throws IOException {
    Set<String> seeded =
        mistakes().stream().map(Mistake::rule).collect(Collectors.toCollection(TreeSet::new));

    assertEquals(
        Stream.of(Rule.values()).map(Rule::label).collect(Collectors.toCollection(TreeSet::new)),
        seeded);
  }

  @Test
  void the_manual_lists_every_rule() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "linter.md"));

    for (Rule rule : Rule.values()) {
      assertTrue(page.contains("| `" + rule.label() + "` |"), rule.label());
      assertTrue(page.contains(rule.source()), rule.source());
    }
  }

  private static String run(Mistake mistake, @Nullable List<String> findings) throws Exception {
    Executable kernel =
        new Executable(
            mistake.rule,
            0,
            symbols.addressOf("case_" + mistake.number).orElseThrow(),
            program.segments(),
            List.of(),
            List.of());
    try (Drives drives = Drives.inMemory(1, 1 << 21)) {
      MachineDefinition definition =
          MachineDefinition.small()
              .withMemory(4 << 20)
              .withDisks(List.of(drives.create(1 << 20, "disk")));
      try (Machine machine = new Machine(definition, new RecordingHost())) {
        machine.load(kernel);
        if (findings != null) {
          Linter.attach(machine, symbols, findings::add);
        }
        machine.run(INSTRUCTIONS);
        return machine.stateHash();
      }
    }
  }
}
