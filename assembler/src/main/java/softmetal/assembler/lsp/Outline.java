package softmetal.assembler.lsp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a text defines and mentions, found line by line, also while it is wrong. Lines and columns count from 0.
///
/// @param others words that look like a name and are none of a symbol: parameters of macros and what is local to
///     them, and the first words of statements
record Outline(
    List<Definition> definitions,
    List<Mention> mentions,
    List<Inclusion> inclusions,
    Set<Mention> others) {
  enum Kind {
    LABEL,
    NUMERIC_LABEL,
    CONSTANT,
    MACRO,
    CPP_MACRO
  }

  /// A name in a line.
  record Mention(String name, int line, int column) {
    boolean holds(int atLine, int atColumn) {
      return line == atLine && atColumn >= column && atColumn <= column + name.length();
    }
  }

  /// @param detail the line that defines it
  record Definition(Kind kind, Mention mention, String detail) {
    String name() {
      return mention.name();
    }
  }

  /// The name of a file between its quotes.
  record Inclusion(Mention mention) {}

  private static final String NAME = "[A-Za-z_.$][A-Za-z0-9_.$]*";
  private static final Pattern LABEL = Pattern.compile("\\s*(" + NAME + "|[0-9]+)\\s*:(?!:)");
  private static final Pattern CONSTANT =
      Pattern.compile(
          "^\\s*(?:\\.(?:equ|set|equiv)\\s+(" + NAME + ")\\s*,|(" + NAME + ")\\s*=(?!=))");
  private static final Pattern MACRO = Pattern.compile("^\\s*\\.macro\\s+(" + NAME + ")");
  private static final Pattern DEFINE = Pattern.compile("^\\s*#\\s*define\\s+([A-Za-z_]\\w*)");
  private static final Pattern INCLUDE =
      Pattern.compile("^\\s*(?:\\.include|#\\s*include)\\s*[\"<]([^\">]+)[\">]");
  private static final Pattern PARAMETERS =
      Pattern.compile("^\\s*(?:\\.macro\\s+" + NAME + "|#\\s*define\\s+\\w+\\()(.*)");
  private static final Pattern LOCAL =
      Pattern.compile("^\\s*LOCAL\\s+(.*)", Pattern.CASE_INSENSITIVE);
  private static final Pattern HEAD =
      Pattern.compile(
          "(?:^|;)(?:\\s*+[\\w.$]++\\s*+:(?!:))*+\\s*(" + NAME + ")(?![\\w.$])(?!\\s*[:=])");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.$]+");

  /// Longer lines are data that nobody looks into.
  private static final int MAX_LINE = 20_000;

  static Outline of(String text) {
    Outline outline =
        new Outline(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    Macros macros = new Macros();
    boolean comment = false;
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.length() <= MAX_LINE) {
        StringBuilder bare = new StringBuilder(line);
        comment = blankOut(bare, comment);
        outline.line(line, bare.toString(), number, macros);
      }
      number++;
    }
    return outline;
  }

  /// The macros that a line is in.
  private static final class Macros {
    /// The names that are their own, innermost first.
    private final Deque<Set<String>> open = new ArrayDeque<>();

    /// Whether parameters need no backslash: `.altmacro`.
    private boolean alternate;

    /// What means something else in this line.
    Set<String> own(String bare) {
      Set<String> own = new HashSet<>();
      Matcher parameters = PARAMETERS.matcher(bare);
      Matcher declared = LOCAL.matcher(bare);
      if (parameters.find()) {
        String list = parameters.group(1);
        if (bare.stripLeading().startsWith("#")) {
          own.addAll(names(list.substring(0, Math.max(0, list.indexOf(')')))));
        } else {
          own.addAll(names(list));
          open.push(new HashSet<>(own));
        }
      } else if (declared.find() && !open.isEmpty()) {
        open.element().addAll(names(declared.group(1)));
      }
      switch (bare.strip()) {
        case ".altmacro" -> alternate = true;
        case ".noaltmacro" -> alternate = false;
        case ".endm" -> open.poll();
        default -> {}
      }
      if (alternate) {
        open.forEach(own::addAll);
      }
      return own;
    }
  }

  private void line(String line, String bare, int number, Macros macros) {
    Matcher include = INCLUDE.matcher(line);
    if (include.find()) {
      inclusions.add(new Inclusion(new Mention(include.group(1), number, include.start(1))));
      return;
    }
    Matcher define = DEFINE.matcher(bare);
    if (define.find()) {
      add(Kind.CPP_MACRO, define.group(1), number, define.start(1), line);
    } else {
      Matcher macro = MACRO.matcher(bare);
      Matcher constant = CONSTANT.matcher(bare);
      if (macro.find()) {
        add(Kind.MACRO, macro.group(1), number, macro.start(1), line);
      } else if (constant.find()) {
        int group = constant.group(1) == null ? 2 : 1;
        add(Kind.CONSTANT, constant.group(group), number, constant.start(group), line);
      } else {
        labels(line, bare, number);
      }
    }
    Set<String> local = macros.own(bare);
    Set<Integer> heads = new HashSet<>();
    Matcher head = HEAD.matcher(bare);
    while (head.find()) {
      heads.add(head.start(1));
    }
    Matcher word = WORD.matcher(bare);
    while (word.find()) {
      Mention mention = new Mention(word.group(), number, word.start());
      mentions.add(mention);
      boolean argument = word.start() > 0 && bare.charAt(word.start() - 1) == '\\';
      if (argument || local.contains(word.group()) || heads.contains(word.start())) {
        others.add(mention);
      }
    }
  }

  /// The names of a list of parameters, without what they are by default.
  private static List<String> names(String list) {
    return Arrays.stream(list.split("[,\\s]+", -1))
        .map(one -> one.replaceFirst("[=:].*", ""))
        .filter(one -> !one.isEmpty())
        .toList();
  }

  /// Where a symbol of this name is meant.
  List<Mention> mentionsOf(String name) {
    return mentions.stream()
        .filter(mention -> mention.name().equals(name) && !others.contains(mention))
        .toList();
  }

  private void labels(String line, String bare, int number) {
    for (int start = 0; start >= 0 && start < bare.length(); ) {
      Matcher label = LABEL.matcher(bare);
      int from = start;
      while (label.region(from, bare.length()).lookingAt()) {
        String name = label.group(1);
        boolean numeric = Character.isDigit(name.charAt(0));
        add(numeric ? Kind.NUMERIC_LABEL : Kind.LABEL, name, number, label.start(1), line);
        from = label.end();
      }
      int next = bare.indexOf(';', from);
      start = next < 0 ? -1 : next + 1;
    }
  }

  private void add(Kind kind, String name, int line, int column, String detail) {
    definitions.add(new Definition(kind, new Mention(name, line, column), detail.strip()));
  }

  /// Puts blanks in place of strings and comments.
  ///
  /// @param inside whether a block comment goes on from the line before
  /// @return whether one goes on to the next
  private static boolean blankOut(StringBuilder line, boolean inside) {
    boolean comment = inside;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      char next = i + 1 < line.length() ? line.charAt(i + 1) : '\0';
      if (comment) {
        comment = !(c == '*' && next == '/');
        line.setCharAt(i, ' ');
        if (!comment) {
          line.setCharAt(++i, ' ');
        }
      } else if (c == '/' && next == '*') {
        comment = true;
        line.setCharAt(i, ' ');
        line.setCharAt(++i, ' ');
      } else if ((c == '/' && next == '/') || (c == '#' && !isDirective(line, i))) {
        line.setLength(i);
      } else if (c == '"') {
        line.setCharAt(i, ' ');
        while (++i < line.length() && line.charAt(i) != '"') {
          boolean escape = line.charAt(i) == '\\' && i + 1 < line.length();
          line.setCharAt(i, ' ');
          if (escape) {
            line.setCharAt(++i, ' ');
          }
        }
        if (i < line.length()) {
          line.setCharAt(i, ' ');
        }
      }
    }
    return comment;
  }

  private static boolean isDirective(StringBuilder line, int hash) {
    String before = line.substring(0, hash);
    return before.isBlank()
        && line.substring(hash).matches("#\\s*(define|undef|if|ifdef|ifndef|elif)\\b.*");
  }

  /// The name that a place is in.
  Optional<Mention> at(int line, int column) {
    return mentions.stream().filter(mention -> mention.holds(line, column)).findFirst();
  }

  /// Where `1b` or `1f` leads.
  Optional<Definition> numericLabel(String reference, int line) {
    String digits = reference.substring(0, reference.length() - 1);
    List<Definition> all =
        definitions.stream()
            .filter(d -> d.kind() == Kind.NUMERIC_LABEL && d.name().equals(digits))
            .toList();
    return reference.endsWith("f")
        ? all.stream().filter(d -> d.mention().line() > line).findFirst()
        : all.stream().filter(d -> d.mention().line() <= line).reduce((a, b) -> b);
  }
}
