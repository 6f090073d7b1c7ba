package softmetal.assembler.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.diagnostic.InvalidInputException;

/// The arguments of `ld` whose place among the files matters, turned into operands that keep their place.
///
/// `@file` stands for the arguments in the file.
final class LinkArguments {
  private static final String MARK = "\u0001";
  private static final int MAX_DEPTH = 8;

  /// Of all files of arguments; a file that names itself twice would double at each depth.
  private static final int MAX_WORDS = 1_000_000;

  private static final Pattern WORD =
      Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*+)\"|\'([^\']*)\'|(\\S+)");

  /// Longer names of options, which all take two dashes, and one dash unless they begin with `o`.
  private static final Map<String, String> SPELLINGS =
      Map.ofEntries(
          Map.entry("undefined", "-u"),
          Map.entry("entry", "-e"),
          Map.entry("script", "-T"),
          Map.entry("output", "-o"),
          Map.entry("library-path", "-L"),
          Map.entry("nmagic", "-n"),
          Map.entry("omagic", "-N"));

  private static final Pattern ATTACHED_SCRIPT = Pattern.compile("-T(?!(text|data|bss)\\b).+");

  /// What an operand stands for.
  sealed interface Item {
    record File(String name) implements Item {}

    record Library(String name) implements Item {}

    record StartGroup() implements Item {}

    record EndGroup() implements Item {}

    /// Where the script stands: the files that it names come here.
    record Script() implements Item {}

    record WholeArchives(boolean on) implements Item {}

    /// Whether the files that follow are bytes to be put in as they are.
    record Binary(boolean on) implements Item {}
  }

  private LinkArguments() {}

  /// @throws IllegalArgumentException with a message for the user when files of arguments name each other without end
  static List<String> marked(List<String> arguments, Surroundings surroundings)
      throws InvalidInputException {
    Written written = new Written(surroundings);
    for (String argument : arguments) {
      written.add(argument, 0);
    }
    List<String> all =
        written.all.stream().flatMap(argument -> shorter(argument).stream()).toList();
    List<String> marked = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      String argument = all.get(i);
      String bare = argument.replaceFirst("^--?", "");
      boolean hasNext = i + 1 < all.size();
      if (hasNext && (argument.equals("-l") || argument.matches("--?library"))) {
        marked.add(MARK + "l" + all.get(++i));
      } else if (hasNext && argument.equals("-T")) {
        marked.add(argument);
        marked.add(all.get(++i));
        if (!marked.contains(MARK + "s")) {
          marked.add(MARK + "s");
        }
      } else if (hasNext && argument.matches("-b|--format")) {
        marked.add(MARK + "f" + all.get(++i));
      } else if (argument.startsWith("--format=")) {
        marked.add(MARK + "f" + argument.substring(9));
      } else if (argument.startsWith("--library=")) {
        marked.add(MARK + "l" + argument.substring(10));
      } else if (argument.startsWith("-l") && argument.length() > 2) {
        marked.add(MARK + "l" + argument.substring(2));
      } else if (!argument.startsWith("-")) {
        marked.add(argument);
      } else {
        marked.add(
            switch (bare) {
              case "(", "start-group" -> MARK + "(";
              case ")", "end-group" -> MARK + ")";
              case "whole-archive" -> MARK + "w";
              case "no-whole-archive" -> MARK + "n";
              default -> argument;
            });
      }
    }
    return marked;
  }

  /// An option by its short name.
  private static List<String> shorter(String argument) {
    if (ATTACHED_SCRIPT.matcher(argument).matches()) {
      return List.of("-T", argument.substring(2));
    }
    int equals = argument.indexOf('=');
    String dashed = equals < 0 ? argument : argument.substring(0, equals);
    String name = dashed.startsWith("-o") ? dashed : dashed.replaceFirst("^--?", "");
    String letter = dashed.startsWith("-") ? SPELLINGS.get(name) : null;
    if (letter == null) {
      return List.of(argument);
    }
    return equals < 0 ? List.of(letter) : List.of(letter, argument.substring(equals + 1));
  }

  static Item item(String operand) {
    if (!operand.startsWith(MARK)) {
      return new Item.File(operand);
    }
    return switch (operand.charAt(1)) {
      case 'l' -> new Item.Library(operand.substring(2));
      case '(' -> new Item.StartGroup();
      case ')' -> new Item.EndGroup();
      case 's' -> new Item.Script();
      case 'f' -> new Item.Binary(operand.substring(2).equals("binary"));
      default -> new Item.WholeArchives(operand.charAt(1) == 'w');
    };
  }

  /// What is written on the command line, and in the files of arguments that it names.
  private static final class Written {
    final List<String> all = new ArrayList<>();
    private final Surroundings surroundings;
    private int words;

    Written(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    void add(String argument, int depth) throws InvalidInputException {
      if (++words > MAX_WORDS) {
        throw new IllegalArgumentException(
            "there are more than %,d arguments in the files that `@` names; do they name each other?"
                .formatted(MAX_WORDS));
      }
      if (!argument.startsWith("@") || argument.length() == 1 || depth == MAX_DEPTH) {
        all.add(argument);
        return;
      }
      String text = CommandFiles.readText(surroundings, argument.substring(1)).text();
      Matcher found = WORD.matcher(text);
      while (found.find()) {
        String word =
            found.group(1) != null
                ? found.group(1).replaceAll("\\\\(.)", "$1")
                : found.group(2) != null ? found.group(2) : found.group(3);
        add(word, depth + 1);
      }
    }
  }
}
