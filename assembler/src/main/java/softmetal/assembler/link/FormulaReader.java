package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkerScriptParser.BinaryContext;
import softmetal.assembler.link.LinkerScriptParser.CallContext;
import softmetal.assembler.link.LinkerScriptParser.ConditionalContext;
import softmetal.assembler.link.LinkerScriptParser.ExpressionContext;
import softmetal.assembler.link.LinkerScriptParser.GroupContext;
import softmetal.assembler.link.LinkerScriptParser.NameContext;
import softmetal.assembler.link.LinkerScriptParser.NumberContext;
import softmetal.assembler.link.LinkerScriptParser.SymbolContext;
import softmetal.assembler.link.LinkerScriptParser.UnaryContext;

/// Expressions of a linker script, names and their places: from the tree of the parser to [Formula].
final class FormulaReader {
  private final SourceText source;
  private final Diagnostics diagnostics;

  FormulaReader(SourceText source, Diagnostics diagnostics) {
    this.source = source;
    this.diagnostics = diagnostics;
  }

  /// The value, or empty where there is nothing to read.
  Optional<Formula> optional(@Nullable ExpressionContext expression) {
    return Optional.ofNullable(expression).map(this::formula);
  }

  Formula formula(ExpressionContext expression) {
    SourceSpan span = span(expression);
    return switch (expression) {
      case NumberContext number -> new Formula.Literal(span, number(number.getText(), span));
      case SymbolContext symbol -> new Formula.Name(span, symbol.getText());
      case GroupContext group -> formula(group.expression());
      case UnaryContext unary ->
          new Formula.Unary(span, unary.operator.getText(), formula(unary.expression()));
      case BinaryContext binary ->
          new Formula.Binary(
              span,
              binary.operator.getText(),
              formula(binary.expression(0)),
              formula(binary.expression(1)));
      case ConditionalContext conditional ->
          new Formula.Conditional(
              span,
              formula(conditional.expression(0)),
              formula(conditional.expression(1)),
              formula(conditional.expression(2)));
      case CallContext call -> call(call, span);
      default -> throw new IllegalStateException("expression " + expression.getClass());
    };
  }

  private Formula call(CallContext call, SourceSpan span) {
    String function = call.function.getText();
    List<Formula> arguments = new ArrayList<>();
    for (LinkerScriptParser.ArgumentContext argument : call.argument()) {
      // Sections may have names that look like expressions; a function's first argument says what
      // it is.
      boolean named = arguments.isEmpty() && Evaluator.takesName(function);
      if (named || argument.expression() == null) {
        String text = span(argument).text();
        arguments.add(
            new Formula.Name(span(argument), text.startsWith("\"") ? unquoted(text) : text));
      } else {
        arguments.add(formula(argument.expression()));
      }
    }
    return new Formula.Call(span, function, arguments);
  }

  private long number(String text, SourceSpan span) {
    char last = Character.toLowerCase(text.charAt(text.length() - 1));
    long unit = last == 'k' ? 1024 : last == 'm' ? 1024 * 1024 : 1;
    String digits = unit == 1 ? text : text.substring(0, text.length() - 1);
    int base = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      base = 16;
      digits = digits.substring(2);
    } else if (digits.startsWith("0") && digits.length() > 1) {
      base = 8;
    }
    try {
      return Long.parseUnsignedLong(digits, base) * unit;
    } catch (NumberFormatException _) {
      diagnostics.report(Problem.SCRIPT_NUMBER.at(span, text));
      return 0;
    }
  }

  // --- texts and places

  String text(NameContext name) {
    return unquoted(name.getText());
  }

  static String unquoted(String text) {
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }

  SourceSpan span(ParserRuleContext context) {
    Token stop = context.getStop();
    return span(context.getStart(), stop == null ? context.getStart() : stop);
  }

  SourceSpan span(Token first, Token last) {
    int length = source.text().length();
    int start = Math.clamp(first.getStartIndex(), 0, length);
    int end = last.getType() == Token.EOF ? start : Math.min(length, last.getStopIndex() + 1);
    return source.span(start, Math.max(start, end));
  }
}
