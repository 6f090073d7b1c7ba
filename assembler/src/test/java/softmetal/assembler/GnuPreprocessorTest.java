package softmetal.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.TextFormat;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.preprocess.Predefined;
import softmetal.assembler.preprocess.Printed;
import softmetal.isa.InstructionSet;

/// The preprocessor leaves the tokens that gcc leaves. `-Dsoftmetal.seed=` runs one seed of the random part again,
/// `-Dsoftmetal.rounds=` more of them.
@Tag("oracle")
class GnuPreprocessorTest {
  static final Path RESOURCES = Path.of("src/test/resources/cpp");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'|[A-Za-z_]\\w*|\\.?\\d(?:[eEpP][+-]|[\\w.])*"
              + "|<<=|>>=|\\.\\.\\.|->|\\+\\+|--|<<|>>|<=|>=|==|!=|&&|\\|\\||[-+*/%&|^]=|##|\\S");

  private static final String SEPARATOR = "@@@@";
  private static final int BATCH = 50;
  private static final Pattern GCC_ERROR = Pattern.compile("case\\.S:(\\d+):\\d+: error: .*");

  @TempDir Path directory;

  record Case(String name, String text) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String part :
        Pattern.compile("^=== ", Pattern.MULTILINE)
            .split(Files.readString(RESOURCES.resolve("cases.txt")), -1)) {
      if (!part.isEmpty()) {
        int line = part.indexOf('\n');
        cases.add(new Case(part.substring(0, line), part.substring(line + 1)));
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void small_texts(Case one) throws Exception {
    assertEquals(tokens(gcc(one.text())), tokens(ours(one.text())));
  }

  @Test
  void random_macros_calls_and_conditions() throws Exception {
    long seed = Long.getLong("softmetal.seed", 1);
    int rounds = Integer.getInteger("softmetal.rounds", 400);
    int compared = 0;
    for (int round = 0; round < rounds; round += BATCH) {
      compared += compareBatch(seed + round, Math.min(BATCH, rounds - round));
    }
    assertTrue(compared > rounds / 2, "only " + compared + " texts are right");
  }

  /// Many texts in one file, as starting gcc takes longer than what it has to do.
  private int compareBatch(long firstSeed, int count) throws Exception {
    StringBuilder all = new StringBuilder();
    int[] lastLines = new int[count];
    for (int i = 0; i < count; i++) {
      all.append(new RandomMacros(new Random(firstSeed + i)).text());
      for (int macro = 0; macro < RandomMacros.MOST; macro++) {
        all.append("#undef M").append(macro).append('\n');
      }
      all.append(SEPARATOR).append('\n');
      lastLines[i] = (int) all.chars().filter(c -> c == '\n').count();
    }
    Set<Integer> wrong = new TreeSet<>();
    Files.writeString(directory.resolve("case.S"), all);
    Path messages = directory.resolve("messages");
    ProcessBuilder builder = gccProcess(directory, preprocess());
    Process process = builder.redirectError(messages.toFile()).start();
    String expected = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    for (String line : Files.readAllLines(messages)) {
      Matcher error = GCC_ERROR.matcher(line);
      if (error.matches()) {
        int place = Arrays.binarySearch(lastLines, Integer.parseInt(error.group(1)));
        wrong.add(place < 0 ? -place - 1 : place);
      }
    }
    String[] parts = expected.split(SEPARATOR, -1);
    assertEquals(count + 1, parts.length, expected);
    for (int i = 0; i < count; i++) {
      String text = new RandomMacros(new Random(firstSeed + i)).text();
      String name = "-Dsoftmetal.rounds=1 -Dsoftmetal.seed=%d%n%s".formatted(firstSeed + i, text);
      Diagnostics diagnostics = new Diagnostics();
      String ours = ours(text, diagnostics);
      assertEquals(wrong.contains(i), diagnostics.hasErrors(), name);
      if (!diagnostics.hasErrors()) {
        assertEquals(tokens(parts[i]), tokens(ours), name);
      }
    }
    return count - wrong.size();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rv64gc",
        "rv64imac",
        "rv64imafc",
        "rv64i",
        "rv64imafdc_zicsr",
        "rv64gc_zba_zbb_zbc_zbs"
      })
  void predefined_macros_have_the_values_of_gcc(String architecture) throws Exception {
    String abi =
        architecture.contains("g") || architecture.contains("d")
            ? "lp64d"
            : architecture.contains("f") ? "lp64f" : "lp64";
    Map<String, String> theirs =
        macros(
            run(
                directory,
                "-march=" + architecture,
                "-mabi=" + abi,
                "-dM",
                "-E",
                "-x",
                "assembler-with-cpp",
                "/dev/null"));
    Map<String, String> ours = macros(Predefined.of(InstructionSet.parse(architecture)));

    ours.forEach((name, value) -> assertEquals(theirs.get(name), value, name));
    theirs.keySet().stream()
        .filter(name -> name.startsWith("__riscv"))
        .forEach(name -> assertEquals(theirs.get(name), ours.get(name), name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"entry.S", "macros.S"})
  void objects_are_those_of_gcc(String name) throws Exception {
    Path source = RESOURCES.resolve(name);
    run(
        directory,
        "-c",
        "-march=rv64gc",
        "-Wa,-mno-relax",
        "-o",
        directory.resolve("gnu.o").toString(),
        source.toAbsolutePath().toString());
    ObjectFile theirs =
        (ObjectFile) ElfReader.read(name, Files.readAllBytes(directory.resolve("gnu.o")));
    Diagnostics diagnostics = new Diagnostics();
    ObjectFile ours =
        new Assembler()
            .assemble(source, AssemblerOptions.standard(), diagnostics)
            .orElseThrow(() -> new AssertionError(new TextFormat(false).format(diagnostics)));
    assertEquals(GnuAs.show(theirs), GnuAs.show(ours));
  }

  private static Map<String, String> macros(String definitions) {
    Map<String, String> macros = new TreeMap<>();
    Matcher matcher =
        Pattern.compile("^#define (\\w+)(?: (.*))?$", Pattern.MULTILINE).matcher(definitions);
    while (matcher.find()) {
      macros.put(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2).strip());
    }
    return macros;
  }

  private static String ours(String text) {
    Diagnostics diagnostics = new Diagnostics();
    String out = ours(text, diagnostics);
    assertEquals(
        0, diagnostics.errors(), () -> new TextFormat(false).format(diagnostics) + "\n" + text);
    return out;
  }

  private static String ours(String text, Diagnostics diagnostics) {
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withDirectory(RESOURCES.toAbsolutePath())
            .withInclude(RESOURCES)
            .withInclude(RESOURCES.resolve("next"));
    return Printed.of(
        Assembler.preprocess(SourceText.file("case.S", text), options, diagnostics).text(), false);
  }

  private String gcc(String text) throws IOException, InterruptedException {
    Files.writeString(directory.resolve("case.S"), text);
    return run(directory, preprocess());
  }

  private static String[] preprocess() {
    return new String[] {
      "-E",
      "-P",
      "-w",
      "-I",
      RESOURCES.toAbsolutePath().toString(),
      "-I",
      RESOURCES.resolve("next").toAbsolutePath().toString(),
      "case.S"
    };
  }

  private static String run(Path directory, String... arguments)
      throws IOException, InterruptedException {
    Process process = gccProcess(directory, arguments).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  private static ProcessBuilder gccProcess(Path directory, String... arguments) {
    List<String> command = new ArrayList<>(List.of("riscv64-unknown-elf-gcc"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put("SOURCE_DATE_EPOCH", "0");
    return builder;
  }

  /// One token a line, so that a difference is easily seen.
  private static String tokens(String text) {
    StringBuilder out = new StringBuilder();
    Matcher matcher = TOKEN.matcher(text.replace(RESOURCES.toAbsolutePath() + "/", ""));
    while (matcher.find()) {
      out.append(matcher.group()).append('\n');
    }
    return out.toString();
  }
}
