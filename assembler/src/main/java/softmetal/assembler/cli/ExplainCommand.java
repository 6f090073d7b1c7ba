package softmetal.assembler.cli;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import softmetal.assembler.diagnostic.Explanation;
import softmetal.assembler.diagnostic.Lints;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.Spelling;

/// `softmetal explain`: more about a message than fits into it.
public final class ExplainCommand implements Command {
  private static final CommandLine LINE =
      CommandLine.named("explain", "CODE ... | --list")
          .about(
              """
              Explains messages: why something is a mistake, an example, and how to set it right. CODE is what stands
              in brackets behind a message, such as E0209; the name of a warning does as well.\
              """)
          .option("--list", "print all codes with their titles")
          .example("softmetal explain E0209")
          .example("softmetal explain misaligned-data");

  @Override
  public String name() {
    return "explain";
  }

  @Override
  public String summary() {
    return "explain a message by its code";
  }

  @Override
  public int run(List<String> arguments, Surroundings surroundings) {
    Optional<CommandLine.Parsed> parsed = LINE.parse(arguments, surroundings);
    if (parsed.isEmpty()) {
      return CommandLine.status(arguments);
    }
    List<String> words = parsed.get().operands();
    if (parsed.get().has("list")) {
      surroundings.out().print(list());
      return ExitStatus.OK;
    }
    if (words.isEmpty()) {
      return LINE.complain(surroundings, "there is no code to explain; --list prints all");
    }
    StringBuilder out = new StringBuilder();
    for (String word : words) {
      Optional<Problem> problem = find(word);
      if (problem.isEmpty()) {
        return LINE.complain(surroundings, unknown(word));
      }
      out.append(out.isEmpty() ? "" : "\n").append(text(problem.get()));
    }
    surroundings.out().print(out);
    return ExitStatus.OK;
  }

  private static Optional<Problem> find(String word) {
    String bare = word.replaceFirst("^\\[", "").replaceFirst("\\]$", "");
    String lint = bare.replaceFirst("^-W(error=|no-)?", "").toLowerCase(Locale.ROOT);
    String number = bare.replaceFirst("^[EWNewn]", "");
    return Arrays.stream(Problem.values())
        .filter(problem ->
            problem.code().equalsIgnoreCase(bare)
                || (number.matches("[0-9]{4}") && problem.code().substring(1).equals(number))
                || Lints.name(problem).equals(Optional.of(lint)))
        .findFirst();
  }

  private static String unknown(String word) {
    List<String> names = Arrays.stream(Problem.values()).map(Problem::code).toList();
    List<String> lints =
        Lints.all().stream().map(problem -> Lints.name(problem).orElse("")).toList();
    return "there is no message `%s`%s"
        .formatted(
            word,
            Spelling.nearest(word.toUpperCase(Locale.ROOT), names)
                .or(() -> Spelling.nearest(word, lints))
                .map("; did you mean `%s`?"::formatted)
                .orElse("; --list prints all codes"));
  }

  private static String text(Problem problem) {
    String page =
        Explanation.of(problem)
            .map(Explanation::plain)
            .orElse(problem.code() + ": nothing more is known about this message\n");
    return page
        + Lints.name(problem)
            .map(name ->
                "\nThis can be switched: -Wno-%s does without it, -Werror=%s makes it an error.\n"
                    .formatted(name, name))
            .orElse("");
  }

  private static String list() {
    StringBuilder out = new StringBuilder();
    Arrays.stream(Problem.values())
        .sorted(Comparator.comparing(problem -> problem.code().substring(1)))
        .forEach(problem ->
            out.append(
                "%s  %s%s%n"
                    .formatted(
                        problem.code(),
                        Explanation.of(problem).map(Explanation::title).orElse(""),
                        Lints.name(problem).map(" [-W%s]"::formatted).orElse(""))));
    return out.toString();
  }
}
