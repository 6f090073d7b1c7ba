package softmetal.assembler.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every directive that GNU as knows is known here, with the same bytes. Which ones it knows says GNU as itself: all words
/// in its program file are offered to it.
@Tag("oracle")
class DirectivesTest {
  /// What is not a line of its own, or changes what lines are counted: other tests have these.
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "\\.(if.*|else.*|endif|endc|macro|endm|mexit|exitm|rept?|ire?pc?|endr|end|abort|error|err|fail|include|incbin"
              + "|line|ln|linefile|appfile|appline|file|loc|mri|struct|offset|purgem|popsection|altmacro|noaltmacro"
              + "|option|attribute|insn|cfi_.*|reloc|size|equ|equiv|eqv|set|lsym|symver|weakref|nops|endfunc)");

  /// What GNU as accepts and this project does not, with the reason.
  private static final Map<String, String> MISSING =
      Map.of(
          ".linkonce", "nothing for ELF",
          ".stabs", "stabs are no debug information for RISC-V",
          ".stabn", "stabs are no debug information for RISC-V",
          ".stabd", "stabs are no debug information for RISC-V",
          ".xstabs", "stabs are no debug information for RISC-V",
          ".gnu_attribute", "RISC-V has attributes of its own",
          ".attach_to_group", "a section says its group when it starts",
          ".variant_cc", "accepted, but nothing here links dynamically and asks for the mark");

  private static final List<String> SHAPES =
      List.of(
          "",
          "1",
          "1, 2",
          "2, 1, 1",
          "X",
          "X, 1",
          "X, 8, 4",
          "X, 4",
          "X, Y",
          "\"text\"",
          "\"te\\n\", \"x\"",
          "1.5",
          "2, 1.5",
          "-1, 0x7f",
          "4",
          "4, 1",
          "X, @function",
          "X, \"aw\"",
          ".rodata",
          "X + 4",
          "1 - 2",
          "'a'");

  @TempDir Path directory;

  @Test
  void of_gnu_as_are_all_here() throws Exception {
    Tools.Options options = new Tools.Options("rv64gc", false);
    Tools tools = new Tools(directory);
    Set<String> known = known(tools, options);
    assertTrue(known.size() >= 110, () -> known.size() + " directives: " + known);

    List<String> offered = new ArrayList<>();
    for (String name : known) {
      for (String shape : SHAPES) {
        String line = offered.size() + "";
        offered.add(
            ".data; %s %s"
                .formatted(name, shape.replace("X", "x" + line).replace("Y", "y" + line)));
      }
    }
    Set<Integer> theirs = tools.theirs(apart(offered), options).wrongLines();
    Map<String, List<String>> refused = new TreeMap<>();
    List<String> accepted = new ArrayList<>();
    Set<Integer> ours = tools.ours(apart(offered), options).wrongLines();
    for (int i = 0; i < offered.size(); i++) {
      if (!theirs.contains(2 * i + 1)) {
        accepted.add(offered.get(i));
        if (ours.contains(2 * i + 1)) {
          refused
              .computeIfAbsent(nameIn(offered.get(i)), _ -> new ArrayList<>())
              .add(offered.get(i));
        }
      }
    }
    Set<String> fitted = new TreeSet<>();
    accepted.forEach(line -> fitted.add(nameIn(line)));
    Set<String> onlyRefused = new TreeSet<>();
    refused.forEach((name, lines) -> {
      if (lines.size() == accepted.stream().filter(line -> nameIn(line).equals(name)).count()) {
        onlyRefused.add(name);
      }
    });
    onlyRefused.removeAll(MISSING.keySet());
    System.out.printf(
        "DirectivesTest: %d directives, %d lines accepted, of which %d are refused here%n",
        known.size(), accepted.size(), refused.values().stream().mapToInt(List::size).sum());
    assertEquals(Set.of(), onlyRefused);
    accepted.removeIf(line -> refused.getOrDefault(nameIn(line), List.of()).contains(line));
    accepted.removeIf(line -> MISSING.containsKey(nameIn(line)));
    assertEquals("", new Verdicts(tools).difference(accepted, options).orElse(""));
  }

  /// With an empty line behind each: some directives without operands swallow the next line in GNU as.
  private static List<String> apart(List<String> lines) {
    return lines.stream().flatMap(line -> Stream.of(line, "")).toList();
  }

  private static String nameIn(String line) {
    return line.split(" ", -1)[1];
  }

  /// The names that GNU as does not call unknown.
  private static Set<String> known(Tools tools, Tools.Options options) throws Exception {
    Set<String> names = new TreeSet<>();
    for (String word : MnemonicsTest.words(Pattern.compile("[a-z_][a-z0-9_.]{1,23}(?=\0)"))) {
      if (!ELSEWHERE.matcher("." + word).matches()) {
        names.add("." + word);
      }
    }
    names.addAll(List.of(".2byte", ".4byte", ".8byte"));
    for (String complaint : tools.complaints(apart(List.copyOf(names)), options)) {
      Matcher matcher = Pattern.compile(".*unknown pseudo-op: `(.*)'").matcher(complaint);
      if (matcher.matches()) {
        names.remove(matcher.group(1));
      }
    }
    return names;
  }
}
