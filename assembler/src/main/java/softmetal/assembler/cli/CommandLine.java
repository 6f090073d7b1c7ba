package softmetal.assembler.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.commons.cli.AlreadySelectedException;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.MissingArgumentException;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;
import org.apache.commons.cli.UnrecognizedOptionException;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Spelling;

/// What a command understands, and the help that says so: one description serves both.
///
/// ```java
/// CommandLine.named("ld", "[options] file.o ...")
///     .about("Links objects into a program.")
///     .option("-o FILE", "write the program to FILE")
///     .option("-Ttext=ADDRESS", "put .text at ADDRESS (hexadecimal)");
/// ```
public final class CommandLine {
  private static final String HELP = "--help";

  private final String name;
  private final String synopsis;
  private final Options options = new Options();
  private final Map<Option, String> shown = new LinkedHashMap<>();
  private final List<String> about = new ArrayList<>();
  private final Map<String, List<String>> choices = new LinkedHashMap<>();
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Supplier<String>> topics = new LinkedHashMap<>();
  private final Map<Integer, String> statuses = new LinkedHashMap<>();

  /// A command line that was understood.
  public static final class Parsed {
    private final org.apache.commons.cli.CommandLine parsed;

    private Parsed(org.apache.commons.cli.CommandLine parsed) {
      this.parsed = parsed;
    }

    public boolean has(String option) {
      return parsed.hasOption(option);
    }

    /// The value of an option, the last one if it was given several times.
    public Optional<String> value(String option) {
      String[] values = parsed.getOptionValues(option);
      return values == null || values.length == 0
          ? Optional.empty()
          : Optional.of(values[values.length - 1]);
    }

    /// All values of an option, in order.
    public List<String> values(String option) {
      String[] values = parsed.getOptionValues(option);
      return values == null ? List.of() : List.of(values);
    }

    /// What is no option.
    public List<String> operands() {
      return parsed.getArgList();
    }
  }

  private CommandLine(String name, String synopsis) {
    this.name = name;
    this.synopsis = synopsis;
    option(HELP, "print this text");
    statuses.put(ExitStatus.OK, "all was done");
    statuses.put(ExitStatus.INPUT_HAS_ERRORS, "the input has errors; nothing was written");
    statuses.put(
        ExitStatus.WRONG_COMMAND_LINE, "the command line was not understood; nothing was done");
  }

  /// @param synopsis what follows the name: `[options] file ...`
  public static CommandLine named(String name, String synopsis) {
    return new CommandLine(name, synopsis);
  }

  /// A paragraph of the help.
  public CommandLine about(String text) {
    about.add(text);
    return this;
  }

  /// An option as the help shows it: `-o FILE`, `-march=ARCH`, `--error-format=FORMAT`, `-N`.
  ///
  /// A value may always follow behind a blank or behind `=`; one-letter options may have it attached. One dash and two
  /// mean the same.
  public CommandLine option(String definition, String description) {
    int end = definition.indexOf(' ') >= 0 ? definition.indexOf(' ') : definition.indexOf('=');
    String dashed = end < 0 ? definition : definition.substring(0, end);
    String bare = dashed.replaceFirst("^--?", "");
    Option.Builder builder =
        bare.length() == 1 ? Option.builder(bare) : Option.builder().longOpt(bare);
    builder.desc(description);
    if (end >= 0) {
      builder.hasArg().argName(definition.substring(end + 1));
    }
    Option option = builder.get();
    options.addOption(option);
    shown.put(option, definition);
    return this;
  }

  /// Adds what several commands have in common.
  public CommandLine with(UnaryOperator<CommandLine> options) {
    return options.apply(this);
  }

  /// The names of all options, without dashes.
  public List<String> names() {
    return options.getOptions().stream()
        .map(option -> option.getLongOpt() == null ? option.getOpt() : option.getLongOpt())
        .toList();
  }

  /// Lets an option have only these values.
  ///
  /// @param option its name without dashes
  public CommandLine choices(String option, String... values) {
    choices.put(option, List.of(values));
    return this;
  }

  /// A page of help of its own, printed for `--help=NAME`.
  public CommandLine topic(String topic, Supplier<String> text) {
    topics.put(topic, text);
    return this;
  }

  public CommandLine example(String commandLine) {
    examples.add(commandLine);
    return this;
  }

  /// For a command that ends with the status of what it has run: none of its own but those given afterwards.
  public CommandLine guestStatuses() {
    statuses.clear();
    statuses.put(
        ExitStatus.OK, "the guest switched its machine off with success, or the user left");
    statuses.put(1, "to 255: what the guest gave to the test finisher");
    return this;
  }

  /// Explains an exit status in the help, in place of what [ExitStatus] says of it.
  public CommandLine status(int status, String meaning) {
    statuses.put(status, meaning);
    return this;
  }

  /// Understands arguments.
  ///
  /// @return empty when there is nothing more to do: help was asked for and printed, or the command line is wrong and
  ///     that was said; [#status(List)] tells which
  public Optional<Parsed> parse(List<String> arguments, Surroundings surroundings) {
    for (var topic : topics.entrySet()) {
      if (arguments.contains(HELP + "=" + topic.getKey())) {
        surroundings.out().print(topic.getValue().get());
        return Optional.empty();
      }
    }
    if (asksForHelp(arguments)) {
      surroundings.out().print(help());
      return Optional.empty();
    }
    DefaultParser parser =
        DefaultParser.builder()
            .setAllowPartialMatching(false)
            .setStripLeadingAndTrailingQuotes(false)
            .get();
    try {
      Parsed parsed =
          new Parsed(parser.parse(options, separated(arguments).toArray(String[]::new)));
      Optional<String> wrong = wrongChoice(parsed);
      wrong.ifPresent(message -> complain(surroundings, message));
      return wrong.isPresent() ? Optional.empty() : Optional.of(parsed);
    } catch (ParseException wrong) {
      complain(surroundings, message(wrong));
      return Optional.empty();
    }
  }

  private Optional<String> wrongChoice(Parsed parsed) {
    for (var choice : choices.entrySet()) {
      Optional<String> value = parsed.value(choice.getKey());
      if (value.isPresent() && !choice.getValue().contains(value.get())) {
        return Optional.of(
            "--%s is `%s`".formatted(choice.getKey(), String.join("` or `", choice.getValue())));
      }
    }
    return Optional.empty();
  }

  /// The exit status when [#parse] had nothing to give.
  public static int status(List<String> arguments) {
    return asksForHelp(arguments) ? ExitStatus.OK : ExitStatus.WRONG_COMMAND_LINE;
  }

  /// Whether help is asked for; `--help=` with a topic that does not exist is answered with all there is.
  private static boolean asksForHelp(List<String> arguments) {
    int end = arguments.indexOf("--");
    return arguments.subList(0, end < 0 ? arguments.size() : end).stream()
        .anyMatch(argument -> argument.equals(HELP) || argument.startsWith(HELP + "="));
  }

  /// Says what is wrong with the command line, and how to learn more.
  ///
  /// @return the exit status for it
  public int complain(Surroundings surroundings, String message) {
    surroundings.err().println("softmetal " + name + ": " + message);
    surroundings.err().println("see `softmetal " + name + " --help`");
    return ExitStatus.WRONG_COMMAND_LINE;
  }

  /// Commons CLI would read `-Dname=value` as a long option `Dname`: one-letter options are cut from their values.
  private List<String> separated(List<String> arguments) {
    List<String> result = new ArrayList<>();
    boolean valueNext = false;
    boolean operandsOnly = false;
    for (String argument : arguments) {
      if (valueNext || operandsOnly || !argument.startsWith("-") || argument.length() < 2) {
        valueNext = false;
        result.add(argument);
        continue;
      }
      operandsOnly = argument.equals("--");
      String bare = argument.replaceFirst("^--?", "");
      int equals = bare.indexOf('=');
      Option whole = find(equals < 0 ? bare : bare.substring(0, equals));
      Option letter = bare.isEmpty() ? null : options.getOption(bare.substring(0, 1));
      boolean oneDash = !argument.startsWith("--");
      if (whole == null && oneDash && letter != null && letter.hasArg()) {
        String value = bare.substring(1);
        result.add("-" + bare.charAt(0));
        result.add(value.startsWith("=") ? value.substring(1) : value);
      } else {
        result.add(argument);
        valueNext = whole != null && whole.hasArg() && equals < 0;
      }
    }
    return result;
  }

  private @Nullable Option find(String bare) {
    return options.getOption(bare);
  }

  private String message(ParseException wrong) {
    return switch (wrong) {
      case UnrecognizedOptionException unknown -> unknown(unknown.getOption());
      case MissingArgumentException missing ->
          "option %s needs a value".formatted(shown.get(missing.getOption()));
      case AlreadySelectedException twice ->
          "option %s was given twice".formatted(shown.get(twice.getOption()));
      default -> String.valueOf(wrong.getMessage());
    };
  }

  private String unknown(String option) {
    int equals = option.indexOf('=');
    String bare = (equals < 0 ? option : option.substring(0, equals)).replaceFirst("^--?", "");
    Option known = find(bare);
    if (known != null) {
      return "option %s takes no value".formatted(shown.get(known));
    }
    List<String> names =
        options.getOptions().stream()
            .map(o -> o.getLongOpt() == null ? o.getOpt() : o.getLongOpt())
            .toList();
    return "unknown option `%s`%s"
        .formatted(
            option,
            meant(bare, names)
                .map(near -> "; did you mean `%s`?".formatted(shown.get(find(near))))
                .orElse(""));
  }

  /// The option that was cut short or misspelt; one letter says too little.
  private static Optional<String> meant(String bare, List<String> names) {
    if (bare.length() == 1) {
      return Optional.empty();
    }
    List<String> longer = names.stream().filter(name -> name.startsWith(bare)).toList();
    return longer.size() == 1 ? Optional.of(longer.getFirst()) : Spelling.nearest(bare, names);
  }

  /// The whole help text.
  public String help() {
    StringBuilder text = new StringBuilder();
    text.append("usage: softmetal ").append(name).append(' ').append(synopsis).append("\n");
    for (String paragraph : about) {
      text.append('\n').append(paragraph).append('\n');
    }
    text.append("\noptions:\n");
    int width = shown.values().stream().mapToInt(String::length).max().orElse(0);
    shown.forEach((option, definition) -> {
      if (!definition.equals(HELP)) {
        row(text, definition, width, option.getDescription());
      }
    });
    row(text, HELP, width, "print this text");
    if (!examples.isEmpty()) {
      text.append("\nexamples:\n");
      examples.forEach(example -> text.append("  ").append(example).append('\n'));
    }
    text.append("\nexit status:\n");
    statuses.forEach((status, meaning) -> text.append("  %d  %s\n".formatted(status, meaning)));
    return text.toString();
  }

  private static void row(StringBuilder text, String left, int width, String right) {
    text.append("  ").append(left).append(" ".repeat(width - left.length() + 2));
    text.append(right.replace("\n", "\n" + " ".repeat(width + 4))).append('\n');
  }
}
