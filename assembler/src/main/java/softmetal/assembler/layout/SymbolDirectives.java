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

  /// `.eqv name, expression`: computed anew wherever the name is used.
  void equation(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    String name = operands.size() == 2 ? read.name(operands.get(0)) : null;
    if (name != null && operands.get(1) instanceof Operand.Value(var _, var value)) {
      layout.equation(name, operands.get(0).span(), value);
    } else {
      read.usage(directive, ".eqv name, value");
    }
  }

  /// `.weakref alias, name`: a use of the alias is a use of the name that lets it be undefined.
  void weakReference(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    String alias = operands.size() == 2 ? read.name(operands.get(0)) : null;
    String name = alias == null ? null : read.name(operands.get(1));
    if (alias == null || name == null) {
      read.usage(directive, ".weakref alias, name");
    } else if (alias.equals(name)) {
      layout.report(Problem.NO_VALUE.at(directive.span(), name));
    } else {
      layout.weakReference(alias, new Expression.Symbol(operands.get(1).span(), name));
    }
  }

  /// `.symver name, other@version`: a second name, with a version.
  void version(Statement.Directive directive) {
    String[] words =
        directive.span().text().replaceFirst("^\\S+", "").strip().split("\\s*,\\s*", -1);
    if (words.length != 2 || !words[1].matches("[^@]+@{1,2}[^@]+") || words[0].isEmpty()) {
      read.usage(directive, ".symver name, other@version");
      return;
    }
    layout.version(words[0], words[1], directive.span());
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
        word instanceof Operand.Word(var _, String given)
            ? given
            : word instanceof Operand.Text text
                ? new String(text.bytes(), StandardCharsets.UTF_8)
                : word instanceof Operand.Value(var _, Expression.Symbol symbol)
                    ? symbol.name()
                    : "";
    Entry entry = layout.symbol(name, operands.get(0).span());
    switch (type) {
      case "function", "STT_FUNC" -> entry.type(Symbol.Type.FUNCTION);
      case "object", "STT_OBJECT" -> entry.type(Symbol.Type.OBJECT);
      case "notype", "STT_NOTYPE" -> entry.type(Symbol.Type.NOTYPE);
      case "tls_object", "STT_TLS" -> entry.type(Symbol.Type.TLS);
      case "common", "STT_COMMON" -> entry.type(Symbol.Type.OBJECT);
      case "gnu_indirect_function", "STT_GNU_IFUNC" -> entry.type(Symbol.Type.INDIRECT_FUNCTION);
      default -> layout.report(Problem.UNKNOWN_SYMBOL_TYPE.at(word.span(), word.span().text()));
    }
  }

  void size(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() == 2 && operands.get(1) instanceof Operand.Value(var _, var value)) {
      String name = read.name(operands.get(0));
      Term term = layout.freeze(value);
      if (name != null && term != null) {
        layout.symbol(name, operands.get(0).span()).size(term, operands.get(1).span());
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
    String name = read.name(first);
    if (name == null) {
      return;
    }
    Entry entry = layout.symbol(name, first.span());
    if (entry.isCommon()) {
      Term size = entry.size();
      if (size instanceof Term.Constant(long before) && before != numbers[0]) {
        layout.report(Problem.COMMON_SIZE.at(first.span(), name, before, numbers[0]));
      }
      return;
    }
    if (entry.isDefined()) {
      layout.report(Problem.DEFINED_TWICE.at(first.span(), name));
    } else if (entry.binding() == Symbol.Binding.LOCAL) {
      inBss(entry, numbers[0], Math.max(1, numbers[1]), directive);
    } else {
      entry.makeCommon(
          numbers[0],
          operandsOf(directive) == 3 ? Math.max(1, numbers[1]) : covering(numbers[0]),
          first.span());
      entry.type(Symbol.Type.OBJECT);
      entry.bind(Symbol.Binding.GLOBAL);
    }
  }

  /// A common symbol that every thread has its own of.
  void threadCommon(Statement.Directive directive) {
    common(directive);
    String name =
        directive.operands().isEmpty() ? null : read.name(directive.operands().getFirst());
    if (name != null) {
      layout.symbol(name, directive.operands().getFirst().span()).type(Symbol.Type.TLS);
    }
  }

  void localCommon(Statement.Directive directive) {
    long[] numbers = nameAndNumbers(directive);
    if (numbers == null) {
      return;
    }
    Operand first = directive.operands().getFirst();
    if (operandsOf(directive) == 3) {
      layout.report(
          Problem.SURPLUS_OPERAND.at(directive.operands().getLast().span(), directive.name()));
      return;
    }
    Entry entry = layout.symbol(first.span().text(), first.span());
    if (entry.isDefined()) {
      layout.report(Problem.DEFINED_TWICE.at(first.span(), entry));
      return;
    }
    inBss(entry, numbers[0], natural(numbers[0]), directive);
  }

  private static int operandsOf(Statement.Directive directive) {
    return directive.operands().size();
  }

  /// The alignment of a common symbol that says nothing of it: that of the smallest number that can hold it, at most 16
  /// bytes.
  private static long covering(long size) {
    long smaller = Math.min(16, Math.max(1, Long.highestOneBit(size)));
    return smaller < size && smaller < 16 ? smaller * 2 : smaller;
  }

  /// The alignment of `.lcomm`: that of the largest number it can hold, at most 8 bytes.
  private static long natural(long size) {
    return Math.min(8, Math.max(1, Long.highestOneBit(size)));
  }

  private void inBss(Entry entry, long size, long alignment, Statement.Directive directive) {
    SectionBuilder bss = layout.sections().find(".bss");
    if (bss == null) {
      return;
    }
    // As in GNU as, behind all else that is in there.
    entry.placeAt(bss.reserve(alignment, size, directive.span()), directive.span());
    entry.size(new Term.Constant(size), directive.span());
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
