package softmetal.assembler.preprocess;

import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;

/// A macro as `#define` or the preprocessor itself made it.
final class Macro {
  /// A macro whose text the preprocessor makes up at each use.
  enum BuiltIn {
    FILE,
    BASE_FILE,
    LINE,
    COUNTER,
    INCLUDE_LEVEL
  }

  /// One token of the replacement text.
  ///
  /// @param parameter its number, or -1 for a token that stands for itself
  /// @param stringify whether `#` stands before it
  /// @param paste whether `##` stands behind it
  /// @param optionEnd for `__VA_OPT__`: the number of the item behind its closing parenthesis; else -1
  record Item(Token token, int parameter, boolean stringify, boolean paste, int optionEnd) {
    Item pasted() {
      return new Item(token, parameter, stringify, true, optionEnd);
    }
  }

  final String name;
  final SourceSpan definition;
  final @Nullable List<String> parameters;
  final boolean variadic;
  final List<Item> body;
  final @Nullable BuiltIn builtIn;
  private final List<Token> tokens;

  /// Whether its own text is being read right now: its name means nothing special in there.
  boolean disabled;

  Macro(
      String name,
      SourceSpan definition,
      @Nullable List<String> parameters,
      boolean variadic,
      List<Item> body,
      @Nullable BuiltIn builtIn) {
    this.name = name;
    this.definition = definition;
    this.parameters = parameters == null ? null : List.copyOf(parameters);
    this.variadic = variadic;
    this.body = List.copyOf(body);
    this.builtIn = builtIn;
    this.tokens = this.body.stream().map(Item::token).toList();
  }

  /// The replacement text of a macro without parameters and without `##`.
  List<Token> plainBody() {
    return tokens;
  }

  /// Whether defining it again with this changes nothing.
  boolean isSameAs(Macro other) {
    if (!java.util.Objects.equals(parameters, other.parameters)
        || variadic != other.variadic
        || builtIn != null
        || other.builtIn != null
        || body.size() != other.body.size()) {
      return false;
    }
    for (int i = 0; i < body.size(); i++) {
      Item mine = body.get(i);
      Item its = other.body.get(i);
      if (!mine.token().text().equals(its.token().text())
          || (i > 0 && mine.token().space() != its.token().space())
          || mine.paste() != its.paste()
          || mine.stringify() != its.stringify()) {
        return false;
      }
    }
    return true;
  }
}
