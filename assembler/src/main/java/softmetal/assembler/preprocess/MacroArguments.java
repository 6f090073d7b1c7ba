package softmetal.assembler.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.preprocess.Token.Kind;

/// The arguments of one call of a macro.
///
/// @param values one for each parameter, the last one for all of `...`
/// @param restMissing whether the call has no argument for `...`, not even an empty one
/// @param close the closing parenthesis
record MacroArguments(List<List<Token>> values, boolean restMissing, Token close) {

  /// Reads them, from the opening parenthesis on.
  ///
  /// @return null after an error, which is reported
  static @Nullable MacroArguments read(
      MacroExpander from, Macro macro, MacroTable macros, Token name, Diagnostics diagnostics) {
    boolean before = from.collect(true);
    boolean padding = from.keepPadding(true);
    try {
      return collect(from, macro, macros, name, diagnostics);
    } finally {
      from.keepPadding(padding);
      from.collect(before);
    }
  }

  private static @Nullable MacroArguments collect(
      MacroExpander from, Macro macro, MacroTable macros, Token name, Diagnostics diagnostics) {
    List<String> parameters = macro.parameters == null ? List.of() : macro.parameters;
    List<List<Token>> values = new ArrayList<>();
    List<Token> value = new ArrayList<>();
    int depth = 0;
    Token token = from.raw();
    while (token.kind() == Kind.PADDING) {
      token = from.raw();
    }
    token = from.raw();
    while (depth > 0 || !token.is(")")) {
      if (token.kind() == Kind.END) {
        diagnostics.report(at(Problem.CPP_UNTERMINATED_CALL, name, macro.name));
        return null;
      }
      boolean rest = macro.variadic && values.size() == parameters.size() - 1;
      if (depth == 0 && token.is(",") && !rest) {
        values.add(withoutEnd(value));
        value = new ArrayList<>();
      } else if (token.kind() != Kind.PADDING || !value.isEmpty()) {
        depth += token.is("(") ? 1 : token.is(")") ? -1 : 0;
        value.add(isDisabled(token, macros) ? token.hide() : token);
        if (!from.mayGrow(1, macro, name)) {
          return null;
        }
      }
      token = from.raw();
    }
    values.add(withoutEnd(value));
    return fitted(macro, parameters, values, token, name, diagnostics);
  }

  private static List<Token> withoutEnd(List<Token> value) {
    while (!value.isEmpty() && value.getLast().kind() == Kind.PADDING) {
      value.removeLast();
    }
    return value;
  }

  private static boolean isDisabled(Token token, MacroTable macros) {
    if (token.kind() != Kind.NAME) {
      return false;
    }
    Macro macro = macros.find(token.text());
    return macro != null && macro.disabled;
  }

  private static @Nullable MacroArguments fitted(
      Macro macro,
      List<String> parameters,
      List<List<Token>> values,
      Token close,
      Token name,
      Diagnostics diagnostics) {
    int wanted = parameters.size();
    boolean empty = values.size() == 1 && values.getFirst().isEmpty();
    if (wanted == 0 && empty) {
      return new MacroArguments(List.of(), false, close);
    }
    boolean restMissing = macro.variadic && (values.size() == wanted - 1 || (wanted == 1 && empty));
    if (macro.variadic && values.size() == wanted - 1) {
      values.add(List.of());
    }
    if (values.size() != wanted) {
      int given = empty && wanted != 1 ? (wanted == 0 ? 0 : 1) : values.size();
      Diagnostic wrong =
          at(
              Problem.CPP_ARGUMENT_COUNT,
              name,
              macro.name,
              count(macro.variadic ? wanted - 1 : wanted, macro.variadic),
              given);
      diagnostics.report(
          macro.definition.source().isBinary()
              ? wrong
              : wrong.note(macro.definition, "defined here"));
      return null;
    }
    return new MacroArguments(values, restMissing, close);
  }

  private static String count(int wanted, boolean orMore) {
    return "%s%d argument%s".formatted(orMore ? "at least " : "", wanted, wanted == 1 ? "" : "s");
  }

  private static Diagnostic at(Problem problem, Token token, Object... values) {
    return problem.at(
        token.source().span(Math.min(token.offset(), token.end()), token.end()), values);
  }
}
