package softmetal.assembler.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every mnemonic that GNU as knows is known here, with the same bytes. Which ones it knows says GNU as itself, not the
/// instruction table of this project: all words in its program file are offered to it, each with operands of every shape.
@Tag("oracle")
class MnemonicsTest {
  /// Words may be stored as the end of longer ones.
  private static final Pattern TEXT = Pattern.compile("[a-z][a-z0-9.]{1,23}(?=\0)");

  /// What GNU as accepts and this project does not, on purpose: a register where a symbol must be, no operand where there
  /// must be one, and a register for a fence that no manual has any more.
  private static final Pattern REFUSED =
      Pattern.compile(
          "((c\\.)?b[a-z]+|ll?a|la\\..*|call|jal) .*\\(a1\\)|(tail|c\\.j) \\(a1\\)"
              + "|[ls][bhwd]u? [as]0, (a[01]|sp)(, a2)?|call|tail|jal|c\\.j|sfence\\.vm .*");

  private static final List<String> SHAPES =
      List.of(
          "",
          "a0",
          "ra",
          "fa0",
          "a0, a1",
          "a0, a0",
          "s0, sp",
          "a0, sp, 16",
          "a0, fa1",
          "fa0, a1",
          "fa0, fa1",
          "a0, a1, a2",
          "a0, a0, a2",
          "sp, sp, 32",
          "sp, 32",
          "a0, a0, 4",
          "a0, a1, 4",
          "a0, a1, 24",
          "a0, a1, -2048",
          "a0, a1, 0xa, 3",
          "a0, a1, a2, 2",
          "a0, fa1, fa2",
          "fa0, fa1, fa2",
          "fa0, fa1, fa2, fa3",
          "fa0, fa1, fa2, fa3, rtz",
          "fa0, fa1, fa2, rup",
          "fa0, fa1, rne",
          "a0, fa1, rtz",
          "fa0, a1, rdn",
          "a0, 1",
          "a0, 0",
          "a0, 31",
          "a0, 0x12345",
          "a0, 0x123456789",
          "0",
          "5",
          "a0, 8(a1)",
          "a0, 16(sp)",
          "fa0, 8(a1)",
          "fa0, 16(sp)",
          "a0, (a1)",
          "a0, a2, (a1)",
          "(a1)",
          "8(a1)",
          "a0, symbol",
          "a0, symbol, t0",
          "fa0, symbol, t0",
          "symbol",
          "symbol, t0",
          "a0, a1, symbol",
          "t1, symbol",
          "a0, %hi(symbol)",
          "a0, a1, %lo(symbol)",
          "a0, %lo(symbol)(a1)",
          "fa0, %lo(symbol)(a1)",
          "a0, a1, tp, %tprel_add(symbol)",
          "a0, mstatus",
          "a0, mstatus, a1",
          "a0, mstatus, 5",
          "mstatus, a1",
          "mstatus, 5",
          "iorw, iorw",
          "rw, w",
          "w",
          "a0, a1, 0, 1");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "rv64gc_zba_zbb_zbc_zbs, false, 330",
    "rv64gc_zba_zbb_zbc_zbs, true, 330",
    "rv64g, false, 280",
  })
  void of_gnu_as_are_all_here(String architecture, boolean relax, int atLeast) throws Exception {
    Tools.Options options = new Tools.Options(architecture, relax);
    Tools tools = new Tools(directory);
    List<String> mnemonics = mnemonics(tools, options);
    assertTrue(mnemonics.size() >= atLeast, () -> mnemonics.size() + " mnemonics: " + mnemonics);

    List<String> offered = new ArrayList<>();
    for (String mnemonic : mnemonics) {
      SHAPES.forEach(shape -> offered.add((mnemonic + " " + shape).strip()));
    }
    Set<Integer> wrong = tools.theirs(offered, options).wrongLines();
    List<String> accepted = new ArrayList<>();
    Set<String> untried = new LinkedHashSet<>(mnemonics);
    for (int i = 0; i < offered.size(); i++) {
      if (!wrong.contains(i + 1)) {
        if (!REFUSED.matcher(offered.get(i)).matches()) {
          accepted.add(offered.get(i));
        }
        untried.remove(offered.get(i).replaceFirst(" .*", ""));
      }
    }
    assertEquals(Set.of(), untried, "mnemonics for which no shape fits");

    List<String> found = new ArrayList<>();
    Differences differences = new Differences(tools);
    List<String> same = differences.valid(differences.accepted(accepted, options, found), options);
    differences.ofObjects(same, options).ifPresent(found::add);
    System.out.printf(
        "MnemonicsTest: %s: %d mnemonics, %d lines%n", options, mnemonics.size(), same.size());
    assertEquals(List.of(), found);
  }

  /// The words that GNU as does not reject as such.
  private static List<String> mnemonics(Tools tools, Tools.Options options) throws Exception {
    List<String> words = List.copyOf(words(TEXT));
    Set<Integer> unknown = new TreeSet<>();
    for (String complaint : tools.complaints(words, options)) {
      Matcher matcher = Pattern.compile("[^:]*:(\\d+): .*unrecognized opcode.*").matcher(complaint);
      if (matcher.matches()) {
        unknown.add(Integer.parseInt(matcher.group(1)));
      }
    }
    List<String> known = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (!unknown.contains(i + 1)) {
        known.add(words.get(i));
      }
    }
    return known;
  }

  /// All words in the program file of GNU as.
  static Set<String> words(Pattern text) throws Exception {
    String name = "riscv64-unknown-elf-as";
    Optional<Path> program =
        Arrays.stream(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    String bytes =
        new String(Files.readAllBytes(program.orElseThrow()), StandardCharsets.ISO_8859_1);
    Set<String> words = new TreeSet<>();
    Matcher matcher = text.matcher(bytes);
    while (matcher.find()) {
      String word = matcher.group();
      for (int i = 0; i < word.length() - 1; i++) {
        if (Character.isLetter(word.charAt(i))) {
          words.add(word.substring(i));
        }
      }
    }
    return words;
  }
}
