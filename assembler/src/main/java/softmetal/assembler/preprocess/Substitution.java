package softmetal.assembler.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.preprocess.Macro.Item;
import softmetal.assembler.preprocess.Token.Kind;

/// Puts the arguments of one call in place of the parameters: as strings behind `#`, as written beside `##`, and with
/// their macros replaced everywhere else.
final class Substitution {
  private final Macro macro;
  private final List<List<Token>> arguments;
  private final boolean restMissing;
  private final Diagnostics diagnostics;
  private final UnaryOperator<List<Token>> expand;
  private final @Nullable List<Token>[] expanded;

  /// How much more there may be, as [MacroExpander#weight] has it; below zero, the rest is left out.
  private long room;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Substitution(
      Macro macro,
      List<List<Token>> arguments,
      boolean restMissing,
      long room,
      Diagnostics diagnostics,
      UnaryOperator<List<Token>> expand) {
    this.macro = macro;
    this.arguments = arguments;
    this.restMissing = restMissing;
    this.room = room;
    this.diagnostics = diagnostics;
    this.expand = expand;
    this.expanded = new List[arguments.size()];
  }

  List<Token> run() {
    if (macro.parameters == null && macro.body.stream().noneMatch(Item::paste)) {
      return macro.plainBody();
    }
    List<Token> out = new ArrayList<>(macro.body.size() + 8);
    range(0, macro.body.size(), out);
    return out;
  }

  /// Whether there would have been more than there is room for.
  boolean isCut() {
    return room < 0;
  }

  private void range(int from, int to, List<Token> out) {
    boolean paste = false;
    boolean leftIsEmpty = true;
    int at = from;
    while (at < to && room >= 0) {
      Item item = macro.body.get(at);
      int behind = item.optionEnd() < 0 ? at + 1 : item.optionEnd();
      boolean pasteNext = macro.body.get(behind - 1).paste();
      if (item.parameter() >= 0 && !item.stringify() && !paste && at > 0) {
        out.add(Token.padding(item.token(), item.token().source()));
      }
      List<Token> piece = piece(item, at, paste || pasteNext);
      if (item.optionEnd() < 0) {
        room -= MacroExpander.weight(piece);
      }
      boolean afterComma =
          paste && !leftIsEmpty && isRest(item) && !out.isEmpty() && out.getLast().is(",");
      if (afterComma && restMissing) {
        out.removeLast();
      } else if (paste && !leftIsEmpty && !afterComma && !piece.isEmpty()) {
        join(out, piece, pasteNext);
      } else {
        out.addAll(piece);
      }
      if (item.parameter() >= 0 && !item.stringify() && !pasteNext) {
        out.add(Token.padding(null, item.token().source()));
      }
      leftIsEmpty = piece.isEmpty() && (!paste || leftIsEmpty);
      paste = pasteNext;
      at = behind;
    }
  }

  private boolean isRest(Item item) {
    return macro.variadic && item.parameter() == arguments.size() - 1;
  }

  private List<Token> piece(Item item, int at, boolean asWritten) {
    if (item.optionEnd() >= 0) {
      List<Token> group = new ArrayList<>();
      if (hasTokens(expanded(arguments.size() - 1))) {
        range(at + 2, item.optionEnd() - 1, group);
        if (asWritten) {
          withoutPadding(group);
        }
      }
      return item.stringify() ? List.of(stringified(group, item.token())) : group;
    }
    if (item.parameter() < 0) {
      return List.of(item.token());
    }
    if (item.stringify()) {
      return List.of(stringified(arguments.get(item.parameter()), item.token()));
    }
    return asWritten ? arguments.get(item.parameter()) : expanded(item.parameter());
  }

  /// The tokens that `##` stands beside are not kept apart from it.
  private static void withoutPadding(List<Token> group) {
    while (!group.isEmpty() && group.getFirst().kind() == Kind.PADDING) {
      group.removeFirst();
    }
    while (!group.isEmpty() && group.getLast().kind() == Kind.PADDING) {
      group.removeLast();
    }
  }

  private static boolean hasTokens(List<Token> tokens) {
    return tokens.stream().anyMatch(token -> token.kind() != Kind.PADDING);
  }

  private List<Token> expanded(int parameter) {
    List<Token> known = expanded[parameter];
    if (known == null) {
      known = expand.apply(arguments.get(parameter));
      expanded[parameter] = known;
    }
    return known;
  }

  /// Makes one token of the last that is there and the first of what follows. Where the two give none, they stay side
  /// by side: assembly sources write `. ## name` and the like.
  ///
  /// @param more whether another `##` follows
  private void join(List<Token> out, List<Token> right, boolean more) {
    Token left = out.removeLast();
    Token first = right.getFirst();
    if (left.kind() == Kind.PADDING) {
      out.add(left);
      out.addAll(right);
      return;
    }
    String text = left.text() + first.text();
    Kind kind = kindOf(text);
    if (kind == null) {
      out.add(left);
      out.add(first.with(first.space(), true));
    } else {
      out.add(new Token(kind, text, left.space(), true, false, left.source(), left.offset(), null));
      if (right.size() > 1 || !more) {
        out.add(Token.padding(null, left.source()));
      }
    }
    out.addAll(right.subList(1, right.size()));
  }

  /// What a text is if it is one token; null when it is several or none.
  private @Nullable Kind kindOf(String text) {
    Lexer lexer = new Lexer(SourceText.file("", text), diagnostics);
    if (text.startsWith("/*") || text.startsWith("//")) {
      return null;
    }
    Token token = lexer.next();
    return lexer.atEnd() && token.kind() != Kind.OTHER ? token.kind() : null;
  }

  private static Token stringified(List<Token> argument, Token place) {
    StringBuilder out = new StringBuilder("\"");
    Token padding = null;
    for (Token token : argument) {
      if (token.kind() == Kind.PADDING) {
        Token from = token.padding();
        padding = padding == null || (!padding.space() && from == null) ? from : padding;
        continue;
      }
      if (out.length() > 1 && (padding == null ? token.space() : padding.space())) {
        out.append(' ');
      }
      padding = null;
      String text = token.text();
      if (token.kind() == Kind.STRING || token.kind() == Kind.CHARACTER) {
        text = text.replace("\\", "\\\\").replace("\"", "\\\"");
      }
      out.append(text);
    }
    int backslashes = 0;
    while (out.charAt(out.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    if (backslashes % 2 == 1) {
      out.setLength(out.length() - 1);
    }
    out.append('"');
    return new Token(
        Kind.STRING,
        out.toString(),
        place.space(),
        false,
        false,
        place.source(),
        place.offset(),
        null);
  }
}
