package softmetal.assembler.lsp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Csr;
import softmetal.isa.FloatRegister;
import softmetal.isa.InstructionSet;
import softmetal.isa.Register;

/// What each word of a text is, for an editor that paints them: semantic tokens.
final class Highlights {
  /// The kinds of words, in the order in which the protocol numbers them.
  enum Kind {
    COMMENT("comment"),
    STRING("string"),
    NUMBER("number"),
    INSTRUCTION("keyword"),
    DIRECTIVE("decorator"),
    MACRO("macro"),
    PARAMETER("parameter"),
    REGISTER("variable"),
    CSR("property"),
    LABEL("function"),
    CONSTANT("enumMember");

    private final String type;

    Kind(String type) {
      this.type = type;
    }

    /// The protocol's word for it.
    String type() {
      return type;
    }
  }

  private static final Pattern PIECE =
      Pattern.compile(
          "(?<comment>/\\*|//|#)|(?<string>\"(?:\\\\.|[^\"\\\\])*+\"?|'(?:\\\\.|[^\\\\])'?)"
              + "|(?<parameter>\\\\[A-Za-z_.$][\\w.$]*)|(?<word>%?[A-Za-z_.$][\\w.$]*|[0-9][\\w.]*)"
              + "|(?<end>;)");
  private static final Pattern DIRECTIVE =
      Pattern.compile(
          "\\s*#\\s*(define|undef|include|if|ifdef|ifndef|elif|else|endif|error|warning|pragma|line)\\b");

  private static final int MAX_LINE = 20_000;

  private final Set<String> mnemonics = InstructionSet.ALL.mnemonics();
  private final Map<String, Kind> defined = new HashMap<>();
  private final List<Integer> numbers = new ArrayList<>();
  private int lastLine;
  private int lastColumn;
  private boolean inComment;

  private Highlights(Iterable<Outline> outlines) {
    for (Outline outline : outlines) {
      for (Outline.Definition definition : outline.definitions()) {
        defined.putIfAbsent(
            definition.name(),
            switch (definition.kind()) {
              case LABEL, NUMERIC_LABEL -> Kind.LABEL;
              case CONSTANT -> Kind.CONSTANT;
              case MACRO, CPP_MACRO -> Kind.MACRO;
            });
      }
    }
  }

  /// The tokens in the form of the protocol: five numbers each, places relative to the token before.
  ///
  /// @param outlines of the text and of all that it includes
  static List<Integer> of(String text, Iterable<Outline> outlines) {
    Highlights highlights = new Highlights(outlines);
    int number = 0;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      if (line.length() <= MAX_LINE) {
        highlights.line(line, number);
      }
      number++;
    }
    return highlights.numbers;
  }

  private void line(String line, int number) {
    int at = 0;
    Matcher directive = DIRECTIVE.matcher(line);
    if (!inComment && directive.lookingAt()) {
      add(Kind.DIRECTIVE, number, line.indexOf('#'), directive.end());
      at = directive.end();
    }
    boolean head = at == 0;
    Matcher piece = PIECE.matcher(line);
    while (at < line.length()) {
      if (inComment) {
        int end = line.indexOf("*/", at);
        inComment = end < 0;
        int stop = inComment ? line.length() : end + 2;
        add(Kind.COMMENT, number, at, stop);
        at = stop;
      } else if (piece.find(at)) {
        at = piece.end();
        if (piece.group("comment") != null) {
          inComment = piece.group().equals("/*");
          if (inComment) {
            int end = line.indexOf("*/", at);
            inComment = end < 0;
            at = inComment ? line.length() : end + 2;
          } else {
            at = line.length();
          }
          add(Kind.COMMENT, number, piece.start(), at);
        } else if (piece.group("string") != null) {
          add(Kind.STRING, number, piece.start(), at);
        } else if (piece.group("parameter") != null) {
          add(Kind.PARAMETER, number, piece.start(), at);
          head = false;
        } else if (piece.group("end") != null) {
          head = true;
        } else {
          boolean label = line.startsWith(":", at);
          Kind kind = label ? Kind.LABEL : kind(piece.group(), head);
          if (kind != null) {
            add(kind, number, piece.start(), at);
          }
          head &= label;
        }
      } else {
        at = line.length();
      }
    }
  }

  private @Nullable Kind kind(String word, boolean head) {
    if (Character.isDigit(word.charAt(0))) {
      return word.matches("[0-9]+[fb]") && !word.startsWith("0b") ? Kind.LABEL : Kind.NUMBER;
    }
    if (word.startsWith("%")) {
      return Kind.DIRECTIVE;
    }
    Kind own = defined.get(word);
    if (head && own != Kind.MACRO) {
      String small = word.toLowerCase(Locale.ROOT);
      return mnemonics.contains(small)
          ? Kind.INSTRUCTION
          : word.startsWith(".") && own == null ? Kind.DIRECTIVE : own;
    }
    if (own != null) {
      return own;
    }
    if (Register.named(word) != null || FloatRegister.named(word) != null) {
      return Kind.REGISTER;
    }
    return Csr.names().contains(word) ? Kind.CSR : null;
  }

  @SuppressWarnings("EnumOrdinal") // the legend of the protocol lists them in this order
  private void add(Kind kind, int line, int from, int to) {
    int column = line == lastLine ? from - lastColumn : from;
    numbers.addAll(List.of(line - lastLine, column, to - from, kind.ordinal(), 0));
    lastLine = line;
    lastColumn = from;
  }
}
