package softmetal.assembler.cli;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.link.LinkSettings.BuildId;
import softmetal.assembler.link.LinkSettings.CommonOrder;
import softmetal.assembler.link.LinkSettings.Details;
import softmetal.assembler.link.LinkSettings.SectionOrder;
import softmetal.assembler.link.LinkSettings.Stack;

/// The options of `ld` that few links need.
final class LinkDetails {
  /// Keywords of `-z` that make no difference to a program with fixed addresses.
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "combreloc",
          "nocombreloc",
          "defs",
          "lazy",
          "now",
          "nognustack",
          "noseparate-code",
          "relro",
          "norelro",
          "text",
          "notext",
          "nostart-stop-gc",
          "nounique-symbol");

  private LinkDetails() {}

  static CommandLine addedTo(CommandLine line) {
    return line.option(
            "-z KEYWORD",
            "max-page-size=N, muldefs, [no]execstack or stack-size=N; what only matters to dynamic linking is accepted")
        .option(
            "--wrap=SYMBOL", "who calls SYMBOL gets __wrap_SYMBOL; __real_SYMBOL is the original")
        .option("--allow-multiple-definition", "of several definitions take the first")
        .option("--sort-section=KEY", "sort what patterns match, by name or alignment")
        .option(
            "--sort-common=ORDER",
            "sort common symbols by alignment: descending (default), ascending")
        .option(
            "--build-id=STYLE",
            "identify the program in a note: sha1 (default), md5, 0xHEX or none")
        .option("-x", "leave out local symbols")
        .option("--discard-all", "the same as -x")
        .choices("sort-section", "name", "alignment");
  }

  /// What build files of kernels say, and what makes no difference here.
  static CommandLine acceptedIn(CommandLine line) {
    CommandLine all = line;
    for (String option :
        List.of(
            "--no-dynamic-linker",
            "--as-needed",
            "--no-as-needed",
            "--no-export-dynamic",
            "--no-demangle",
            "--demangle",
            "--no-print-gc-sections",
            "--no-fatal-warnings",
            "--check-sections",
            "--no-keep-memory",
            "--warn-once",
            "-Bsymbolic",
            "-g",
            "-d",
            "-dc",
            "-dp")) {
      all = all.option(option, "accepted");
    }
    return all;
  }

  /// Options whose value may be missing get the usual one.
  static List<String> completed(List<String> arguments) {
    return arguments.stream()
        .map(argument ->
            switch (argument) {
              case "--build-id", "-build-id" -> "--build-id=sha1";
              case "--sort-common", "-sort-common" -> "--sort-common=descending";
              default -> argument;
            })
        .toList();
  }

  /// @throws IllegalArgumentException with a message, if a value is not understood
  static LinkerOptions apply(CommandLine.Parsed line, LinkerOptions given) {
    LinkerOptions options = given;
    boolean takesFirst = line.has("allow-multiple-definition");
    Optional<Stack> stack = Optional.empty();
    for (String keyword : line.values("z")) {
      Optional<Long> size = size(keyword, "stack-size=");
      if (keyword.startsWith("max-page-size=") || keyword.startsWith("common-page-size=")) {
        long page = pageSize(keyword);
        options = keyword.startsWith("max") ? options.withMaxPageSize(page) : options;
      } else if (size.isPresent()) {
        stack = Optional.of(new Stack(stack.map(Stack::isExecutable).orElse(false), size.get()));
      } else if (keyword.endsWith("execstack")) {
        stack =
            Optional.of(new Stack(keyword.equals("execstack"), stack.map(Stack::size).orElse(0L)));
      } else if (keyword.equals("muldefs")) {
        takesFirst = true;
      } else if (!WITHOUT_EFFECT.contains(keyword)) {
        throw new IllegalArgumentException(
            ("-z %s: known are max-page-size=N, where N is a power of two up to 0x40000000, muldefs, execstack,"
                    + " noexecstack and stack-size=N")
                .formatted(keyword));
      }
    }
    return options.withDetails(
        new Details(
            switch (line.value("sort-section").orElse("")) {
              case "name" -> SectionOrder.NAME;
              case "alignment" -> SectionOrder.ALIGNMENT;
              default -> SectionOrder.AS_FOUND;
            },
            line.value("sort-common").map(LinkDetails::commonOrder).orElse(CommonOrder.AS_FOUND),
            takesFirst,
            line.has("x") || line.has("discard-all"),
            line.value("build-id").flatMap(LinkDetails::buildId),
            stack));
  }

  private static CommonOrder commonOrder(String text) {
    return switch (text) {
      case "ascending" -> CommonOrder.ASCENDING;
      case "descending" -> CommonOrder.DESCENDING;
      default ->
          throw new IllegalArgumentException(
              "--sort-common=%s: write ascending or descending".formatted(text));
    };
  }

  private static Optional<BuildId> buildId(String style) {
    if (style.matches("0[xX]([0-9a-fA-F]{2}[-:]?)+")) {
      String digits = style.substring(2).replaceAll("[-:]", "");
      return Optional.of(new BuildId.Given(HexFormat.of().parseHex(digits)));
    }
    return switch (style) {
      case "none" -> Optional.empty();
      case "sha1" -> Optional.of(new BuildId.Digest("SHA-1", 20));
      case "md5" -> Optional.of(new BuildId.Digest("MD5", 16));
      default ->
          throw new IllegalArgumentException(
              "--build-id=%s: write sha1, md5, none or 0x and an even number of digits"
                  .formatted(style));
    };
  }

  private static long pageSize(String keyword) {
    Optional<Long> size = size(keyword, keyword.substring(0, keyword.indexOf('=') + 1));
    if (size.isEmpty() || Long.bitCount(size.get()) != 1 || size.get() > 1 << 30) {
      throw new IllegalArgumentException(
          "-z %s: the size must be a power of two up to 0x40000000".formatted(keyword));
    }
    return size.get();
  }

  private static Optional<Long> size(String keyword, String prefix) {
    String digits = keyword.startsWith(prefix) ? keyword.substring(prefix.length()) : "";
    return digits.matches("0[xX][0-9a-fA-F]{1,8}|0[0-7]{0,10}|[1-9][0-9]{0,9}")
        ? Optional.of(Long.decode(digits))
        : Optional.empty();
  }

  /// What `--wrap` makes of the names of undefined symbols.
  static UnaryOperator<String> wrapped(CommandLine.Parsed line) {
    Set<String> wrapped = new HashSet<>(line.values("wrap"));
    return name -> {
      String real = name.startsWith("__real_") ? name.substring(7) : "";
      return wrapped.contains(name) ? "__wrap_" + name : wrapped.contains(real) ? real : name;
    };
  }
}
