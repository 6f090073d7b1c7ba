package softmetal.assembler.layout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;

/// The directives that say more of a symbol than where it is.
final class SymbolDirectives {
  private final Layout layout;
  private final OperandReader read;

  SymbolDirectives(Layout layout) {
    this.layout = layout;
    read = new OperandReader(layout);
  }

  void bind(Statement.Directive directive, Symbol.Binding binding) {
    for (Operand operand : directive.operands()) {
      String name = read.name(operand);
      if (name != null) {
        layout.symbol(name, operand.span()).bind(binding);
      }
    }
    if (directive.operands().isEmpty()) {
      read.usage(directive, directive.name() + " name");
    }
  }

  void show(Statement.Directive directive, Symbol.Visibility visibility) {
    for (Operand operand : directive.operands()) {
      String name = read.name(operand);
      if (name != null) {
        layout.symbol(name, operand.span()).visibility(visibility);
      }
    }
  }

  void set(Statement.Directive directive, boolean once) {
    List<Operand> operands = directive.operands();
    if (operands.size() == 2 && operands.get(1) instanceof Operand.Value(var _, var value)) {
      String name =
          operands.get(0) instanceof Operand.Value(var _, Expression.Here _)
              ? "."
              : read.name(operands.get(0));
      if (name != null) {
        layout.assign(name, operands.get(0).span(), value, once);
      }
    } else {
      read.usage(directive, directive.name() + " name, value");
    }
  }

  void type(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    String name = operands.size() == 2 ? read.name(operands.get(0)) : null;
    if (name == null) {
      read.usage(directive, ".type name, @function");
      return;
    }
    Operand word = operands.get(1);
    String type =
        switch (word) {
          case Operand.Word(var _, String text) -> text;
          case Operand.Text text -> new String(text.bytes(), StandardCharsets.UTF_8);
          case Operand.Value(var _, Expression.Symbol(var _, String text)) -> text;
          case Operand.Value _, Operand.Memory _, Operand.Decimal _, Operand.Empty _ -> "";
        };
    Entry entry = layout.symbol(name, operands.get(0).span());
    switch (type) {
      case "function", "STT_FUNC" -> entry.type(Symbol.Type.FUNCTION);
      case "object", "STT_OBJECT" -> entry.type(Symbol.Type.OBJECT);
      case "notype", "STT_NOTYPE" -> entry.type(Symbol.Type.NOTYPE);
      default -> layout.report(Problem.UNKNOWN_SYMBOL_TYPE.at(word.span(), word.span().text()));
    }
  }

  void size(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() == 2 && operands.get(1) instanceof Operand.Value(var _, var value)) {
      String name = read.name(operands.get(0));
      Term term = layout.freeze(value);
      if (name != null && term != null) {
        layout.symbol(name, operands.get(0).span()).size(term);
      }
    } else {
      read.usage(directive, ".size name, bytes");
    }
  }

  void common(Statement.Directive directive) {
    long[] numbers = nameAndNumbers(directive);
    if (numbers == null) {
      return;
    }
    Operand first = directive.operands().getFirst();
    String name = first.span().text();
    Entry entry = layout.symbol(name, first.span());
    if (entry.isDefined()) {
      layout.report(Problem.DEFINED_TWICE.at(first.span(), name));
    } else if (entry.binding() == Symbol.Binding.LOCAL) {
      inBss(entry, numbers[0], Math.max(1, numbers[1]), directive);
    } else {
      entry.makeCommon(numbers[0], Math.max(1, numbers[1]), first.span());
      entry.type(Symbol.Type.OBJECT);
      entry.bind(Symbol.Binding.GLOBAL);
    }
  }

  void localCommon(Statement.Directive directive) {
    long[] numbers = nameAndNumbers(directive);
    if (numbers == null) {
      return;
    }
    Operand first = directive.operands().getFirst();
    Entry entry = layout.symbol(first.span().text(), first.span());
    if (entry.isDefined()) {
      layout.report(Problem.DEFINED_TWICE.at(first.span(), entry));
      return;
    }
    inBss(entry, numbers[0], Math.max(1, numbers[1]), directive);
  }

  private void inBss(Entry entry, long size, long alignment, Statement.Directive directive) {
    SectionBuilder bss = layout.sections().find(".bss");
    if (bss == null) {
      return;
    }
    // As in GNU as, behind all else that is in there.
    entry.placeAt(bss.reserve(alignment, size, directive.span()), directive.span());
    entry.size(new Term.Constant(size));
    entry.type(Symbol.Type.OBJECT);
  }

  /// The size and the alignment (0 when not given) of `.comm name, size, alignment`; null after an error.
  private long @Nullable [] nameAndNumbers(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() < 2 || operands.size() > 3 || read.name(operands.getFirst()) == null) {
      read.usage(directive, directive.name() + " name, bytes, alignment");
      return null;
    }
    OptionalLong size = read.number(operands.get(1), directive.name());
    OptionalLong alignment =
        operands.size() == 3 ? read.number(operands.get(2), directive.name()) : OptionalLong.of(0);
    if (size.isEmpty() || alignment.isEmpty()) {
      return null;
    }
    if (size.getAsLong() < 0 || size.getAsLong() > DataDirectives.MAX_SIZE) {
      layout.report(Problem.BAD_SIZE.at(operands.get(1).span(), size.getAsLong()));
      return null;
    }
    if (alignment.getAsLong() != 0 && Long.bitCount(alignment.getAsLong()) != 1) {
      layout.report(Problem.NOT_A_POWER.at(operands.get(2).span(), alignment.getAsLong()));
      return null;
    }
    return new long[] {size.getAsLong(), alignment.getAsLong()};
  }
}
