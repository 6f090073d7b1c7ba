package softmetal.assembler.link;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;

/// Works out script expressions, with the rules of GNU ld for what is relative to a section and what is not.
///
/// Source: the manual of GNU ld, "The Section of an Expression".
final class Evaluator {
  /// What an expression can ask about the layout so far.
  interface Scope {
    /// The output section whose body is being worked on; null outside of one.
    @Nullable OutputSection section();

    long dot();

    Optional<Value> symbol(String name);

    /// Whether a symbol is defined by an object, or by the script further up.
    boolean isDefined(String name);

    Optional<OutputSection> section(String name);

    Optional<MemoryRegion> region(String name);

    /// Adds to a message what a misspelt name may have been meant to be.
    Diagnostic hint(Diagnostic diagnostic, String name);

    long sizeOfHeaders();

    long maxPageSize();

    long alignDataSegment(long maxPageSize);

    void endDataSegment(long end);
  }

  private final Scope scope;
  private final Consumer<Diagnostic> problems;
  private boolean countsFromDot;

  /// @param problems takes what makes a value impossible; early passes ignore that
  Evaluator(Scope scope, Consumer<Diagnostic> problems) {
    this.scope = scope;
    this.problems = problems;
  }

  /// Whether the first argument of a function is the name of something that is no symbol.
  static boolean takesName(String function) {
    return switch (function) {
      case "ADDR",
          "LOADADDR",
          "SIZEOF",
          "ALIGNOF",
          "ORIGIN",
          "LENGTH",
          "DEFINED",
          "CONSTANT",
          "SEGMENT_START" ->
          true;
      default -> false;
    };
  }

  /// The same for the whole right side of an assignment; then [#countsFromDot()] tells more about it.
  Optional<Value> assigned(Formula formula) {
    countsFromDot = false;
    return value(formula);
  }

  /// Whether the last assigned value, outside of all sections, was made of an address that the script gives (the
  /// location counter, the origin of a region) and of bare numbers.
  boolean countsFromDot() {
    return countsFromDot;
  }

  /// The value, or empty while something in it is not known.
  Optional<Value> value(Formula formula) {
    return switch (formula) {
      case Formula.Literal(_, long number) -> Optional.of(number(number));
      case Formula.Name name -> name(name);
      case Formula.Unary(_, String operator, Formula operand) ->
          value(operand).map(value -> withNumber(value, unary(operator, value.number())));
      case Formula.Binary binary -> binary(binary);
      case Formula.Conditional(_, Formula condition, Formula yes, Formula no) ->
          value(condition).flatMap(value -> value(value.number() != 0 ? yes : no));
      case Formula.Call call -> call(call);
    };
  }

  private Value number(long number) {
    return scope.section() == null ? new Value.Absolute(number) : new Value.Plain(number);
  }

  private static Value withNumber(Value value, long number) {
    return switch (value) {
      case Value.Plain _ -> new Value.Plain(number);
      case Value.Absolute _ -> new Value.Absolute(number);
      case Value.Relative(OutputSection section, _) -> new Value.Relative(section, number);
    };
  }

  private Optional<Value> name(Formula.Name name) {
    OutputSection section = scope.section();
    if (name.name().equals(".")) {
      countsFromDot = true;
      return Optional.of(
          section == null
              ? new Value.Absolute(scope.dot())
              : new Value.Relative(section, scope.dot() - section.address()));
    }
    if (name.name().equals("SIZEOF_HEADERS")) {
      return Optional.of(number(scope.sizeOfHeaders()));
    }
    Optional<Value> value = scope.symbol(name.name());
    if (value.isEmpty()) {
      problems.accept(
          scope.hint(Problem.SCRIPT_UNDEFINED.at(name.span(), name.name()), name.name()));
    }
    return value;
  }

  private static long unary(String operator, long operand) {
    return switch (operator) {
      case "-" -> -operand;
      case "~" -> ~operand;
      case "!" -> operand == 0 ? 1 : 0;
      default -> operand;
    };
  }

  private Optional<Value> binary(Formula.Binary binary) {
    Optional<Value> first = value(binary.left());
    Optional<Value> second = value(binary.right());
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    Value left = first.get();
    Value right = second.get();
    boolean bothPlaced = !(left instanceof Value.Plain) && !(right instanceof Value.Plain);
    if (bothPlaced && !sameHome(left, right)) {
      countsFromDot = false;
      left = new Value.Absolute(left.address());
      right = new Value.Absolute(right.address());
    }
    String operator = binary.operator();
    if ((operator.equals("/") || operator.equals("%")) && right.number() == 0) {
      problems.accept(Problem.SCRIPT_DIVISION.at(binary.span()));
      return Optional.empty();
    }
    long result = operation(operator).applyAsLong(left.number(), right.number());
    if (isQuestion(operator)) {
      return Optional.of(new Value.Plain(result));
    }
    if (sameHome(left, right)) {
      return Optional.of(number(result));
    }
    // A plain number beside an address leaves it an address.
    return Optional.of(withNumber(left instanceof Value.Plain ? right : left, result));
  }

  private static boolean sameHome(Value left, Value right) {
    if (left instanceof Value.Relative(OutputSection one, _)
        && right instanceof Value.Relative(OutputSection other, _)) {
      return one == other;
    }
    return left.getClass() == right.getClass();
  }

  private static boolean isQuestion(String operator) {
    return switch (operator) {
      case "==", "!=", "<", "<=", ">", ">=", "&&", "||" -> true;
      default -> false;
    };
  }

  private static LongBinaryOperator operation(String operator) {
    return switch (operator) {
      case "*" -> (a, b) -> a * b;
      case "/" -> Long::divideUnsigned;
      case "%" -> Long::remainderUnsigned;
      case "+" -> (a, b) -> a + b;
      case "-" -> (a, b) -> a - b;
      case "<<" -> (a, b) -> Long.compareUnsigned(b, 64) < 0 ? a << b : 0;
      case ">>" -> (a, b) -> Long.compareUnsigned(b, 64) < 0 ? a >>> b : 0;
      case "<" -> (a, b) -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
      case "<=" -> (a, b) -> Long.compareUnsigned(a, b) <= 0 ? 1 : 0;
      case ">" -> (a, b) -> Long.compareUnsigned(a, b) > 0 ? 1 : 0;
      case ">=" -> (a, b) -> Long.compareUnsigned(a, b) >= 0 ? 1 : 0;
      case "==" -> (a, b) -> a == b ? 1 : 0;
      case "!=" -> (a, b) -> a != b ? 1 : 0;
      case "&" -> (a, b) -> a & b;
      case "^" -> (a, b) -> a ^ b;
      case "|" -> (a, b) -> a | b;
      case "&&" -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
      case "||" -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
      default -> throw new IllegalArgumentException("operator " + operator);
    };
  }

  // --- functions

  private Optional<Value> call(Formula.Call call) {
    List<Formula> arguments = call.arguments();
    int least =
        switch (call.function()) {
          case "MAX", "MIN", "SEGMENT_START", "DATA_SEGMENT_ALIGN", "DATA_SEGMENT_RELRO_END" -> 2;
          default -> 1;
        };
    int most = call.function().equals("ALIGN") ? 2 : least;
    if (arguments.size() < least || arguments.size() > most) {
      problems.accept(
          Problem.SCRIPT_ARGUMENTS.at(
              call.span(), call.function(), least == most ? least : "1 or 2", arguments.size()));
      return Optional.empty();
    }
    Formula first = arguments.getFirst();
    return switch (call.function()) {
      case "ALIGN", "BLOCK" ->
          arguments.size() == 1 ? aligned(scope.dot(), first) : aligned(first, arguments.get(1));
      case "NEXT" ->
          value(first).map(value -> new Value.Absolute(align(scope.dot(), value.address())));
      case "ABSOLUTE" -> {
        Optional<Value> value = value(first);
        countsFromDot = false;
        yield value.map(v -> new Value.Absolute(v.address()));
      }
      case "MAX", "MIN" -> extreme(call);
      case "LOG2CEIL" ->
          value(first)
              .map(value -> withNumber(value, 64 - Long.numberOfLeadingZeros(value.number() - 1)));
      case "ADDR" -> section(first).map(section -> new Value.Relative(section, 0));
      case "LOADADDR" -> section(first).map(s -> new Value.Absolute(s.loadAddress()));
      case "SIZEOF" -> sizeOf(first).map(this::number);
      case "ALIGNOF" -> section(first).map(section -> number(section.alignment()));
      case "ORIGIN" -> {
        countsFromDot = true;
        yield region(first).map(region -> new Value.Absolute(region.origin()));
      }
      case "LENGTH" -> region(first).map(region -> number(region.length()));
      case "DEFINED" -> Optional.of(new Value.Plain(scope.isDefined(text(first)) ? 1 : 0));
      case "CONSTANT" -> constant(first);
      case "SEGMENT_START" -> {
        countsFromDot = true;
        yield value(arguments.get(1));
      }
      case "DATA_SEGMENT_ALIGN" ->
          value(first).map(page -> new Value.Absolute(scope.alignDataSegment(page.number())));
      case "DATA_SEGMENT_RELRO_END" -> value(arguments.get(1));
      case "DATA_SEGMENT_END" -> {
        Optional<Value> end = value(first);
        end.ifPresent(value -> scope.endDataSegment(value.address()));
        yield end;
      }
      default -> {
        problems.accept(Problem.SCRIPT_FUNCTION.at(call.span(), call.function()));
        yield Optional.empty();
      }
    };
  }

  private Optional<Value> aligned(long address, Formula alignment) {
    countsFromDot = true;
    return value(alignment).map(value -> new Value.Absolute(align(address, value.address())));
  }

  private Optional<Value> aligned(Formula address, Formula alignment) {
    return value(address)
        .flatMap(start ->
            value(alignment)
                .map(value -> new Value.Absolute(align(start.address(), value.address()))));
  }

  /// The next multiple; the alignment need not be a power of two.
  private static long align(long address, long alignment) {
    if (alignment == 0) {
      return address;
    }
    long surplus = Long.remainderUnsigned(address, alignment);
    return surplus == 0 ? address : address + alignment - surplus;
  }

  private Optional<Value> extreme(Formula.Call call) {
    Optional<Value> first = value(call.arguments().get(0));
    Optional<Value> second = value(call.arguments().get(1));
    if (first.isEmpty() || second.isEmpty()) {
      return Optional.empty();
    }
    long one = first.get().address();
    long other = second.get().address();
    boolean less = Long.compareUnsigned(one, other) < 0;
    boolean takesFirst = call.function().equals("MIN") == less;
    boolean bothPlaced =
        !(first.get() instanceof Value.Plain) && !(second.get() instanceof Value.Plain);
    if (!bothPlaced || sameHome(first.get(), second.get())) {
      return takesFirst ? first : second;
    }
    countsFromDot = false;
    return Optional.of(new Value.Absolute(takesFirst ? one : other));
  }

  private static String text(Formula argument) {
    return argument instanceof Formula.Name(_, String name) ? name : argument.span().text();
  }

  private Optional<OutputSection> section(Formula argument) {
    Optional<OutputSection> section = scope.section(text(argument));
    if (section.isEmpty()) {
      problems.accept(Problem.SCRIPT_NO_SECTION.at(argument.span(), text(argument)));
    }
    return section;
  }

  private Optional<Long> sizeOf(Formula argument) {
    return Optional.of(section(argument).map(OutputSection::size).orElse(0L));
  }

  private Optional<MemoryRegion> region(Formula argument) {
    Optional<MemoryRegion> region = scope.region(text(argument));
    if (region.isEmpty()) {
      problems.accept(Problem.SCRIPT_NO_REGION.at(argument.span(), text(argument)));
    }
    return region;
  }

  private Optional<Value> constant(Formula argument) {
    return switch (text(argument)) {
      case "MAXPAGESIZE", "COMMONPAGESIZE" -> Optional.of(number(scope.maxPageSize()));
      default -> {
        problems.accept(Problem.SCRIPT_FUNCTION.at(argument.span(), text(argument)));
        yield Optional.empty();
      }
    };
  }
}
