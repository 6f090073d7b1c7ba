package softmetal.assembler.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.preprocess.Macro.Item;
import softmetal.assembler.preprocess.Token.Kind;

/// Reads what follows `#define`.
final class MacroDefinition {
  private static final String REST = "__VA_ARGS__";
  private static final String OPTION = "__VA_OPT__";

  private final Lexer lexer;
  private final Diagnostics diagnostics;
  private @Nullable List<String> parameters;
  private boolean variadic;

  private MacroDefinition(Lexer lexer, Diagnostics diagnostics) {
    this.lexer = lexer;
    this.diagnostics = diagnostics;
  }

  /// @param name which was read already
  /// @return null after an error, which is reported
  static @Nullable Macro read(Lexer lexer, Token name, Diagnostics diagnostics) {
    MacroDefinition definition = new MacroDefinition(lexer, diagnostics);
    if (lexer.peek(0) == '(' && !definition.readParameters()) {
      return null;
    }
    List<Item> body = definition.readBody();
    return body == null
        ? null
        : new Macro(
            name.text(), span(name), definition.parameters, definition.variadic, body, null);
  }

  static SourceSpan span(Token token) {
    return token.source().span(token.offset(), token.end());
  }

  private boolean readParameters() {
    List<String> names = new ArrayList<>();
    Token open = lexer.next();
    Token token = lexer.next();
    while (!token.is(")") || !names.isEmpty()) {
      boolean rest = token.is("...");
      if (!rest && token.kind() != Kind.NAME) {
        return wrong(token, open);
      }
      String name = rest ? REST : token.text();
      if (names.contains(name)) {
        diagnostics.report(Problem.CPP_PARAMETER_TWICE.at(span(token), name));
        return false;
      }
      names.add(name);
      token = lexer.next();
      if (!rest && token.is("...")) {
        rest = true;
        token = lexer.next();
      }
      variadic = rest;
      if (token.is(")")) {
        break;
      }
      if (!token.is(",") || rest) {
        return wrong(token, open);
      }
      token = lexer.next();
    }
    parameters = names;
    return true;
  }

  private boolean wrong(Token token, Token open) {
    boolean end = token.kind() == Kind.NEWLINE || token.kind() == Kind.END;
    diagnostics.report(
        Problem.CPP_BAD_PARAMETERS.at(
            span(end ? open : token), end ? "the end of the line" : "`" + token.text() + "`"));
    return false;
  }

  private @Nullable List<Item> readBody() {
    List<Item> body = new ArrayList<>();
    Token hash = null;
    Token token = lexer.next();
    while (token.kind() != Kind.NEWLINE && token.kind() != Kind.END) {
      int parameter = parameters == null ? -1 : parameters.indexOf(token.text());
      boolean option = variadic && token.isName(OPTION);
      if (token.is("##")) {
        if (body.isEmpty() && hash == null) {
          diagnostics.report(Problem.CPP_PASTE_AT_END.at(span(token), "beginning"));
          return null;
        }
        hash = flush(body, hash);
        body.set(body.size() - 1, body.getLast().pasted());
        Token next = lexer.next();
        if (next.kind() == Kind.NEWLINE || next.kind() == Kind.END) {
          diagnostics.report(Problem.CPP_PASTE_AT_END.at(span(token), "end"));
          return null;
        }
        token = next;
        continue;
      }
      if (hash != null && (parameter >= 0 || option)) {
        body.add(
            new Item(
                new Token(
                    Kind.NAME,
                    token.text(),
                    hash.space(),
                    false,
                    false,
                    token.source(),
                    token.offset(),
                    null),
                parameter,
                true,
                false,
                option ? 0 : -1));
        hash = null;
      } else {
        hash = flush(body, hash);
        if (token.is("#") && parameters != null) {
          hash = token;
        } else {
          body.add(
              new Item(
                  body.isEmpty() ? token.with(false, false) : token,
                  parameter,
                  false,
                  false,
                  option ? 0 : -1));
        }
      }
      token = lexer.next();
    }
    flush(body, hash);
    return variadic ? withOptions(body) : body;
  }

  /// A `#` that stands before no parameter stands for itself in assembly sources.
  private static @Nullable Token flush(List<Item> body, @Nullable Token hash) {
    if (hash != null) {
      body.add(new Item(hash, -1, false, false, -1));
    }
    return null;
  }

  /// Finds where each `__VA_OPT__(...)` ends.
  private @Nullable List<Item> withOptions(List<Item> body) {
    for (int i = 0; i < body.size(); i++) {
      Item item = body.get(i);
      if (item.optionEnd() < 0) {
        continue;
      }
      int depth = 0;
      int at = i + 1;
      while (at < body.size()) {
        Item inside = body.get(at);
        if (inside.optionEnd() >= 0 || (at == i + 1 && !inside.token().is("("))) {
          break;
        }
        depth += inside.token().is("(") ? 1 : inside.token().is(")") ? -1 : 0;
        at++;
        if (depth == 0) {
          break;
        }
      }
      if (depth != 0 || at == i + 1) {
        diagnostics.report(Problem.CPP_BAD_OPTION.at(span(item.token())));
        return null;
      }
      body.set(i, new Item(item.token(), item.parameter(), item.stringify(), item.paste(), at));
      i = at - 1;
    }
    return body;
  }
}
