package softmetal.assembler.syntax;

import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// Looks at the tokens of a statement that could not be read, and says what is likely meant.
final class SyntaxErrors {
  private final SourceText source;
  private final List<Token> tokens;

  SyntaxErrors(SourceText source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Diagnostic explain(Token offending) {
    int index = offending.getTokenIndex();
    Token before = index > 0 ? tokens.get(index - 1) : null;
    if (before != null && slashes(before, offending)) {
      return slashComment(before);
    }
    if (offending.getType() == AssemblyLexer.SLASH
        && index + 1 < tokens.size()
        && slashes(offending, tokens.get(index + 1))) {
      return slashComment(offending);
    }
    String text = offending.getText();
    return switch (offending.getType()) {
      case AssemblyLexer.BAD_NUMBER -> badNumber(span(offending));
      case AssemblyLexer.BAD_STRING ->
          Problem.UNTERMINATED_STRING.at(
              source.span(offending.getStartIndex(), offending.getStartIndex() + 1));
      case AssemblyLexer.UNKNOWN -> unknown(offending);
      case Token.EOF -> unexpectedEnd(before);
      case AssemblyLexer.CLOSE ->
          before != null && unmatchedOpen(index) != null
              ? before.getType() == AssemblyLexer.OPEN
                  ? Problem.EMPTY_EXPRESSION.at(span(before).to(span(offending)))
                  : Problem.MISSING_OPERAND.at(span(before), before.getText())
              : Problem.UNMATCHED_CLOSE.at(span(offending));
      default -> {
        Token open = unmatchedOpen(index);
        if (open != null && offending.getType() == AssemblyLexer.COMMA) {
          yield Problem.UNMATCHED_OPEN.at(span(open));
        }
        if (before != null && index > 2 && isModifier(index - 1)) {
          yield modifierWithoutParentheses(before, offending);
        }
        if (before != null && index > 1 && endsOperand(before) && startsOperand(offending)) {
          yield missingComma(before, offending);
        }
        if (before == null) {
          yield Problem.BAD_STATEMENT_START.at(span(offending), text);
        }
        yield Problem.UNEXPECTED_TOKEN.at(span(offending), text);
      }
    };
  }

  /// All the commas that are missing, so that the statement is right when the advice is taken; two words behind `;` are more
  /// likely a comment as other assemblers have it.
  private Diagnostic missingComma(Token before, Token offending) {
    Diagnostic missing =
        Problem.MISSING_COMMA.at(span(offending), before.getText(), offending.getText());
    int semicolon = semicolon();
    if (semicolon >= 0 && tokens.getFirst().getType() == AssemblyLexer.NAME) {
      SourceSpan place = source.span(semicolon, semicolon + 1);
      return Problem.SEMICOLON_COMMENT
          .at(span(tokens.getFirst()).to(span(tokens.get(Math.max(0, tokens.size() - 2)))))
          .fix(place, "#", "a comment starts with `#`");
    }
    StringBuilder right = new StringBuilder();
    int end = before.getStopIndex() + 1;
    for (int i = tokens.indexOf(before); i + 1 < tokens.size(); i++) {
      Token left = tokens.get(i);
      Token next = tokens.get(i + 1);
      if (next.getType() == Token.EOF) {
        break;
      }
      boolean gap =
          endsOperand(left) && startsOperand(next) && next.getType() != AssemblyLexer.OPEN;
      right.append(gap ? "," : "");
      right.append(source.text(), left.getStopIndex() + 1, next.getStopIndex() + 1);
      end = next.getStopIndex() + 1;
    }
    return missing.fix(
        source.span(before.getStopIndex() + 1, end),
        right.toString(),
        "operands are separated by commas");
  }

  private boolean isModifier(int index) {
    return tokens.get(index).getType() == AssemblyLexer.NAME
        && tokens.get(index - 1).getType() == AssemblyLexer.PERCENT;
  }

  /// `%hi symbol`
  private Diagnostic modifierWithoutParentheses(Token name, Token offending) {
    SourceSpan percent = span(tokens.get(name.getTokenIndex() - 1));
    Diagnostic diagnostic =
        Problem.MODIFIER_WITHOUT_OPERAND.at(percent.to(span(name)), name.getText());
    if (offending.getType() != AssemblyLexer.NAME) {
      return diagnostic;
    }
    String right = "%" + name.getText() + "(" + offending.getText() + ")";
    return diagnostic.fix(percent.to(span(offending)), right, "write `" + right + "`");
  }

  /// Where the `;` before this statement is, or -1.
  private int semicolon() {
    for (int i = tokens.getFirst().getStartIndex() - 1; i >= 0; i--) {
      char c = source.text().charAt(i);
      if (c != ' ' && c != '\t') {
        return c == ';' ? i : -1;
      }
    }
    return -1;
  }

  private static boolean slashes(Token first, Token second) {
    return first.getType() == AssemblyLexer.SLASH
        && second.getType() == AssemblyLexer.SLASH
        && second.getStartIndex() == first.getStopIndex() + 1;
  }

  private Diagnostic slashComment(Token first) {
    SourceSpan place = source.span(first.getStartIndex(), first.getStartIndex() + 2);
    return Problem.SLASH_COMMENT.at(place).fix(place, "#", "a comment starts with `#`");
  }

  private static Diagnostic badNumber(SourceSpan span) {
    String text = span.text();
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("0x") || lower.startsWith("0b")) {
      int radix = lower.charAt(1) == 'x' ? 16 : 2;
      String kind = radix == 16 ? "hexadecimal" : "binary";
      for (int i = 2; i < text.length(); i++) {
        if (Character.digit(text.charAt(i), radix) < 0) {
          SourceSpan digit = span.source().span(span.start() + i, span.start() + i + 1);
          Diagnostic bad = Problem.BAD_DIGIT.at(digit, text.charAt(i), kind, text);
          return text.charAt(i) == '_'
              ? bad.fix(span, text.replace("_", ""), "numbers have no separators")
              : bad;
        }
      }
      return Problem.NO_DIGITS.at(span, kind, text);
    }
    Diagnostic bad = Problem.BAD_NUMBER.at(span, text);
    return lower.matches("[0-9][0-9a-f]*h")
        ? bad.fix(
            span,
            "0x" + lower.substring(0, lower.length() - 1).replaceFirst("^0+(?=.)", ""),
            "hexadecimal numbers start with `0x`")
        : bad;
  }

  private Diagnostic unknown(Token token) {
    if ("[".equals(token.getText())) {
      for (Token other : tokens.subList(token.getTokenIndex(), tokens.size())) {
        if ("]".equals(other.getText())) {
          SourceSpan both = span(token).to(span(other));
          String inner = both.text().substring(1, both.text().length() - 1).strip();
          return Problem.SQUARE_BRACKETS
              .at(both)
              .fix(both, "(" + inner + ")", "memory operands are `offset(register)`");
        }
      }
    }
    if ("\\".equals(token.getText()) && token.getTokenIndex() + 1 < tokens.size()) {
      SourceSpan name = span(token).to(span(tokens.get(token.getTokenIndex() + 1)));
      return Problem.STRAY_BACKSLASH.at(name, name.text());
    }
    int character = token.getText().codePointAt(0);
    boolean visible = !Character.isISOControl(character) && !Character.isWhitespace(character);
    return Problem.UNEXPECTED_CHARACTER.at(
        span(token), visible ? token.getText() : "U+%04X".formatted(character));
  }

  private Diagnostic unexpectedEnd(@Nullable Token before) {
    Token open = unmatchedOpen(tokens.size());
    if (open != null) {
      return Problem.UNMATCHED_OPEN.at(span(open));
    }
    if (tokens.getFirst().getType() == AssemblyLexer.INTEGER && tokens.size() == 2) {
      return Problem.BAD_STATEMENT_START.at(span(tokens.getFirst()), tokens.getFirst().getText());
    }
    if (before == null) {
      return Problem.EMPTY_EXPRESSION.at(
          source.span(tokens.getLast().getStartIndex(), tokens.getLast().getStartIndex()));
    }
    return Problem.MISSING_OPERAND.at(span(before), before.getText());
  }

  private @Nullable Token unmatchedOpen(int end) {
    int depth = 0;
    for (int i = end - 1; i >= 0; i--) {
      int type = tokens.get(i).getType();
      if (type == AssemblyLexer.CLOSE) {
        depth++;
      } else if (type == AssemblyLexer.OPEN && depth-- == 0) {
        return tokens.get(i);
      }
    }
    return null;
  }

  private static boolean endsOperand(Token token) {
    return switch (token.getType()) {
      case AssemblyLexer.NAME,
          AssemblyLexer.INTEGER,
          AssemblyLexer.LOCAL,
          AssemblyLexer.DECIMAL,
          AssemblyLexer.CHARACTER,
          AssemblyLexer.STRING,
          AssemblyLexer.HERE,
          AssemblyLexer.CLOSE ->
          true;
      default -> false;
    };
  }

  private static boolean startsOperand(Token token) {
    return token.getType() == AssemblyLexer.OPEN
        || token.getType() == AssemblyLexer.PERCENT
        || (endsOperand(token) && token.getType() != AssemblyLexer.CLOSE);
  }

  private SourceSpan span(Token token) {
    return source.span(token.getStartIndex(), token.getStopIndex() + 1);
  }
}
