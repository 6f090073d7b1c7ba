package softmetal.assembler.layout;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.debug.Leb128;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;

/// The directives that put bytes into a section.
final class DataDirectives {
  /// The largest section without contents.
  static final long MAX_SIZE = 1L << 40;

  private static final int OCTA_BITS = 128;

  private final Layout layout;
  private final WideNumbers wide;

  DataDirectives(Layout layout) {
    this.layout = layout;
    wide = new WideNumbers(layout);
  }

  private SectionBuilder section() {
    return layout.sections().current();
  }

  private SectionBuilder dataHere() {
    SectionBuilder section = section();
    layout.map(section, SectionBuilder.Mapping.DATA);
    return section;
  }

  /// `.octa 1, -1, 0x123456789abcdef00112233445566778`: numbers of 16 bytes, of which only those with a sign are negative.
  void octa(Statement.Directive directive) {
    for (Operand operand : directive.operands()) {
      BigInteger value = octa(operand);
      if (value == null) {
        layout.report(noNumber(operand, directive.name()));
        return;
      }
      SourceSpan span = operand.span();
      if (value.bitLength() > OCTA_BITS) {
        BigInteger kept = value.and(BigInteger.ONE.shiftLeft(OCTA_BITS).subtract(BigInteger.ONE));
        layout.report(
            Problem.TRUNCATED.at(
                span, span.text(), "16 bytes", "-2^127", "2^128-1", "0x" + kept.toString(16)));
      }
      dataHere();
      put(little(value, OCTA_BITS / Byte.SIZE), span);
    }
  }

  private @Nullable BigInteger octa(Operand operand) {
    return switch (operand) {
      case Operand.Huge huge -> huge.value();
      case Operand.Value(var _, Expression expression) ->
          WideNumbers.extended(expression, layout.absolute(expression, ".octa").orElse(0));
      case Operand.Text _, Operand.Word _, Operand.Memory _, Operand.Empty _, Operand.Decimal _ ->
          null;
    };
  }

  /// `.word 1, symbol, end - start`: numbers of `size` bytes.
  void numbers(Statement.Directive directive, int size) {
    for (Operand operand : directive.operands()) {
      if (operand instanceof Operand.Value(SourceSpan span, Expression expression)) {
        checkPlace(directive, size, span);
        number(expression, size, span, directive.name());
      } else {
        layout.report(noNumber(operand, directive.name()));
      }
    }
  }

  /// Remembers numbers that may end up misaligned. `.4byte` and its like do not care where they are, nor does `.word` in
  /// code, where it stands for an instruction.
  private void checkPlace(Statement.Directive directive, int size, SourceSpan span) {
    SectionBuilder section = section();
    boolean aligned = size > 1 && !Character.isDigit(directive.name().charAt(1));
    if (aligned && (section.flags() & Section.ALLOC) != 0 && !section.isCode()) {
      section.expectAligned(size, span);
    }
  }

  private void number(Expression expression, int size, SourceSpan span, String directive) {
    SectionBuilder section = dataHere();
    Term term = layout.freeze(expression);
    if (term == null) {
      return;
    }
    if (term instanceof Term.Constant(long value)) {
      literal(value, size, span);
      return;
    }
    // The distance of two labels is left for the end, when all that is known counts.
    OptionalLong value = term.hasSymbols() ? OptionalLong.empty() : layout.early().absolute(term);
    if (value.isPresent()) {
      literal(value.getAsLong(), size, span);
      return;
    }
    if (layout.early().divisionByZero(term) != null) {
      layout.absolute(expression, directive);
      return;
    }
    int offset = section.data().length();
    section.append(new byte[size]);
    section.data().fix(new Fragment.Fix.Value(offset, size, term, span));
  }

  private static Diagnostic noNumber(Operand operand, String directive) {
    return switch (operand) {
      case Operand.Empty empty -> Problem.OPERAND_EXPECTED.at(empty.span(), directive);
      case Operand.Huge huge -> Problem.NUMBER_TOO_WIDE.at(huge.span(), huge.span().text());
      case Operand.Text text -> Problem.NUMBER_NOT_TEXT.at(text.span(), directive);
      case Operand.Decimal decimal ->
          Problem.DECIMAL_IN_EXPRESSION.at(decimal.span(), decimal.digits());
      case Operand.Word _, Operand.Memory _, Operand.Value _ ->
          Problem.NUMBER_EXPECTED.at(operand.span(), directive);
    };
  }

  private void literal(long value, int size, SourceSpan span) {
    checkRange(value, size, span);
    put(Bytes.little(value, size), span);
  }

  private void checkRange(long value, int size, SourceSpan span) {
    if (!fits(value, size)) {
      layout.report(truncated(value, size, span));
    }
  }

  /// Whether a number is one of `size` bytes, signed or not.
  static boolean fits(long value, int size) {
    int bits = size * 8;
    return bits >= 64 || (value >= -(1L << (bits - 1)) && value < 1L << bits);
  }

  static Diagnostic truncated(long value, int size, SourceSpan span) {
    int bits = size * 8;
    return Problem.TRUNCATED.at(
        span,
        value,
        size == 1 ? "1 byte" : size + " bytes",
        -(1L << (bits - 1)),
        (1L << bits) - 1,
        value & ((1L << bits) - 1));
  }

  private void put(byte[] bytes, SourceSpan span) {
    if (mayPut(bytes, span)) {
      section().append(bytes);
    }
  }

  private void putText(byte[] bytes, SourceSpan span) {
    if (mayPut(bytes, span)) {
      section().appendText(bytes);
    }
  }

  private boolean mayPut(byte[] bytes, SourceSpan span) {
    SectionBuilder section = section();
    if (section.hasNoContents()) {
      for (byte b : bytes) {
        if (b != 0) {
          layout.report(Problem.NO_CONTENTS.at(span, section.name()));
          return false;
        }
      }
    }
    return layout.haveRoom(bytes.length, span);
  }

  /// `.float 1.5, -2e3, 3, inf`.
  void decimals(Statement.Directive directive, int size) {
    for (Operand operand : directive.operands()) {
      dataHere();
      Double value = decimal(operand);
      if (value == null) {
        layout.report(Problem.DECIMAL_EXPECTED.at(operand.span(), directive.name()));
        return;
      }
      put(Bytes.little(bits(operand, value, size), size), operand.span());
    }
  }

  /// As in GNU as, all bits but the sign are set in what is not a number.
  private static long bits(Operand operand, double value, int size) {
    if (Double.isNaN(value)) {
      return size == 8 ? Long.MAX_VALUE : Integer.MAX_VALUE;
    }
    return size == 8
        ? Double.doubleToRawLongBits(value)
        : Float.floatToRawIntBits(floatOf(operand, value));
  }

  /// `.float16 1.5` and `.dc.x 1.5`: numbers of formats that Java does not have.
  void decimals(Statement.Directive directive, FloatingFormat format) {
    for (Operand operand : directive.operands()) {
      dataHere();
      BigInteger bits = bits(operand, format);
      if (bits == null) {
        layout.report(Problem.DECIMAL_EXPECTED.at(operand.span(), directive.name()));
        return;
      }
      put(little(bits, format.bytes()), operand.span());
    }
  }

  private @Nullable BigInteger bits(Operand operand, FloatingFormat format) {
    Double value = decimal(operand);
    if (value == null) {
      return null;
    }
    boolean named = Double.isInfinite(value) && !(operand instanceof Operand.Decimal);
    return Double.isNaN(value)
        ? format.notANumber()
        : named
            ? format.infinity(value < 0)
            : format.bits(exact(operand, value), Math.copySign(1, value) < 0);
  }

  private static byte[] little(BigInteger bits, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = bits.shiftRight(i * Byte.SIZE).byteValue();
    }
    return bytes;
  }

  /// `.dtprelword symbol`: where a variable of threads is in its block.
  void threadOffsets(Statement.Directive directive, RelocationType type) {
    for (Operand operand : directive.operands()) {
      if (!(operand instanceof Operand.Value(SourceSpan span, Expression expression))) {
        layout.report(noNumber(operand, directive.name()));
        return;
      }
      SectionBuilder section = dataHere();
      Term term = layout.freeze(expression);
      if (term == null) {
        return;
      }
      int offset = section.data().length();
      section.append(new byte[type.bytes()]);
      section.data().fix(new Fragment.Fix.Field(offset, type, term, span));
    }
  }

  /// `.dcb.s count, value`: the same floating-point number again and again.
  void decimalBlocks(Statement.Directive directive, int size) {
    OptionalLong count = number(directive, 0, -1);
    List<Operand> operands = directive.operands();
    if (count.isEmpty() || operands.size() != 2) {
      usage(directive, "count, value");
      return;
    }
    Double value = decimal(operands.get(1));
    if (value == null) {
      layout.report(Problem.DECIMAL_EXPECTED.at(operands.get(1).span(), directive.name()));
      return;
    }
    repeat(
        directive,
        count.getAsLong(),
        size <= 8
            ? Bytes.little(bits(operands.get(1), value, size), size)
            : little(
                FloatingFormat.EXTENDED.bits(
                    exact(operands.get(1), value), Math.copySign(1, value) < 0),
                size));
  }

  private static BigDecimal exact(Operand operand, double value) {
    return operand instanceof Operand.Decimal decimal
        ? FloatingFormat.read(plain(decimal.digits()))
        : Double.isFinite(value) ? new BigDecimal(value) : BigDecimal.ZERO;
  }

  private void repeat(Statement.Directive directive, long count, byte[] bytes) {
    if (count < 0) {
      layout.report(Problem.NEGATIVE_COUNT.at(directive.span(), count));
      return;
    }
    long limit = Long.MAX_VALUE / bytes.length;
    if (isSize(count > limit ? -1 : count * bytes.length, directive.span())) {
      Term length = new Term.Constant(count * bytes.length);
      dataHere()
          .appendEach(
              new Fragment.Space(length, false, bytes, directive.span()), count, bytes.length);
    }
  }

  /// Text is rounded once, and not to a double first.
  private static float floatOf(Operand operand, double value) {
    return operand instanceof Operand.Decimal decimal
        ? Float.parseFloat(plain(decimal.digits()))
        : (float) value;
  }

  private @Nullable Double decimal(Operand operand) {
    return switch (operand) {
      case Operand.Decimal decimal -> Double.valueOf(plain(decimal.digits()));
      case Operand.Value(var _, Expression expression) -> named(expression);
      case Operand.Huge huge -> huge.value().doubleValue();
      case Operand.Text _, Operand.Word _, Operand.Memory _, Operand.Empty _ -> null;
    };
  }

  private static String plain(String digits) {
    return digits.replaceFirst("^(-?)0[fFdD]", "$1");
  }

  private @Nullable Double named(Expression expression) {
    return switch (expression) {
      case Expression.Symbol symbol ->
          switch (symbol.name().toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default -> null;
          };
      case Expression.Unary(var _, Expression.UnaryOperator operator, Expression inner)
          when operator == Expression.UnaryOperator.NEGATE -> {
        Double value = named(inner);
        yield value == null ? null : -value;
      }
      case Expression.Literal literal -> (double) literal.value();
      default -> null;
    };
  }

  void strings(Statement.Directive directive, boolean terminated) {
    for (Operand operand : directive.operands()) {
      if (!(operand instanceof Operand.Text text)) {
        layout.report(Problem.TEXT_EXPECTED.at(operand.span(), directive.name()));
        continue;
      }
      dataHere();
      putText(text.bytes(), text.span());
      if (terminated) {
        putText(new byte[1], text.span());
      }
    }
  }

  /// `.string16 "text"`: characters of several bytes, and a zero behind.
  void wideStrings(Statement.Directive directive, int width) {
    for (Operand operand : directive.operands()) {
      if (!(operand instanceof Operand.Text text)) {
        layout.report(Problem.TEXT_EXPECTED.at(operand.span(), directive.name()));
        continue;
      }
      dataHere();
      byte[] narrow = text.bytes();
      byte[] wide = new byte[(narrow.length + 1) * width];
      for (int i = 0; i < narrow.length; i++) {
        wide[i * width] = narrow[i];
      }
      putText(wide, text.span());
    }
  }

  /// `.ds.w count, fill` and `.dcb.w count, value`: the same number again and again.
  void blocks(Statement.Directive directive, int width) {
    OptionalLong count = number(directive, 0, -1);
    OptionalLong value = number(directive, 1, 0);
    if (count.isEmpty() || value.isEmpty()) {
      return;
    }
    if (directive.operands().isEmpty() || directive.operands().size() > 2) {
      usage(directive, "count, value");
      return;
    }
    long number = count.getAsLong();
    if (number < 0) {
      layout.report(Problem.NEGATIVE_COUNT.at(directive.span(), number));
      return;
    }
    if (!isSize(number > Long.MAX_VALUE / width ? -1 : number * width, directive.span())) {
      return;
    }
    byte[] fill = Bytes.little(value.getAsLong(), width);
    SectionBuilder section = dataHere();
    Fragment.Space space =
        new Fragment.Space(new Term.Constant(number * width), false, fill, directive.span());
    if (width > 1 && directive.name().startsWith(".dc")) {
      section.appendEach(space, number, width);
    } else {
      section.append(space);
    }
  }

  void noOperation(Statement.Directive directive) {
    SectionBuilder section = section();
    // As in GNU as, which starts a fragment of data for it.
    layout.map(section, SectionBuilder.Mapping.DATA);
    layout.map(section, SectionBuilder.Mapping.CODE);
    put(Contents.nops(layout.options().compressed() ? 2 : 4), directive.span());
  }

  /// `.space bytes, fill`.
  void space(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.isEmpty()
        || operands.size() > 2
        || !(operands.getFirst() instanceof Operand.Value(SourceSpan span, Expression length))) {
      usage(directive, "bytes, fill");
      return;
    }
    OptionalLong fill = number(directive, 1, 0);
    // As in GNU as, the mapping symbol comes before what the length names.
    SectionBuilder section = dataHere();
    Term term = layout.freeze(length);
    if (term == null || fill.isEmpty()) {
      return;
    }
    OptionalLong known = layout.early().absolute(term);
    if (known.isPresent()) {
      if (!isSize(known.getAsLong(), span)) {
        return;
      }
      term = new Term.Constant(known.getAsLong());
    }
    if (fill.getAsLong() != 0 && section().hasNoContents()) {
      layout.report(Problem.NO_CONTENTS.at(directive.span(), section().name()));
      return;
    }
    section.append(new Fragment.Space(term, false, new byte[] {(byte) fill.getAsLong()}, span));
  }

  private boolean isSize(long size, SourceSpan span) {
    if (size < 0 || size > MAX_SIZE) {
      layout.report(Problem.BAD_SIZE.at(span, size));
      return false;
    }
    if (size > layout.maxContents() && !section().hasNoContents()) {
      layout.report(Problem.SECTION_OVERSIZED.at(span, layout.maxContents()));
      return false;
    }
    return true;
  }

  /// `.fill repeat, size, value`.
  void fill(Statement.Directive directive) {
    OptionalLong repeat = number(directive, 0, -1);
    OptionalLong size = number(directive, 1, 1);
    OptionalLong value = number(directive, 2, 0);
    if (repeat.isEmpty() || size.isEmpty() || value.isEmpty()) {
      return;
    }
    if (directive.operands().isEmpty() || size.getAsLong() < 0) {
      usage(directive, "repeat, size, value");
      return;
    }
    long count = repeat.getAsLong();
    int width = (int) Math.min(8, size.getAsLong());
    if (count < 0) {
      layout.report(Problem.NEGATIVE_COUNT.at(directive.span(), count));
      return;
    }
    if (width == 0
        || !isSize(Math.multiplyHigh(count, width) != 0 ? -1 : count * width, directive.span())) {
      return;
    }
    SectionBuilder section = dataHere();
    if (value.getAsLong() != 0 && section.hasNoContents()) {
      layout.report(Problem.NO_CONTENTS.at(directive.span(), section.name()));
      return;
    }
    // As in GNU as: the value has 32 bits, whatever the size.
    section.append(
        new Fragment.Space(
            new Term.Constant(count * width),
            false,
            Bytes.little(value.getAsLong() & 0xffff_ffffL, width),
            directive.span()));
  }

  void leb128(Statement.Directive directive, boolean signed) {
    for (Operand operand : directive.operands()) {
      if (!(operand instanceof Operand.Value(SourceSpan span, Expression expression))) {
        layout.report(Problem.NUMBER_EXPECTED.at(operand.span(), directive.name()));
        continue;
      }
      SectionBuilder section = dataHere();
      Term term = layout.freeze(expression);
      if (term == null) {
        continue;
      }
      OptionalLong value = layout.early().absolute(term);
      if (value.isPresent()) {
        put(
            !signed
                ? Leb128.unsigned(value.getAsLong())
                : term.hasSymbols()
                    ? Leb128.signed(value.getAsLong())
                    : Leb128.signed(wide.signed(expression)),
            span);
      } else {
        section.append(new Fragment.Leb(term, signed, span));
      }
    }
  }

  /// `.incbin "file", skip, count`.
  void include(Statement.Directive directive, BinaryFiles files) {
    if (directive.operands().isEmpty()
        || !(directive.operands().getFirst() instanceof Operand.Text text)) {
      usage(directive, "\"file\", skip, count");
      return;
    }
    OptionalLong skip = number(directive, 1, 0);
    OptionalLong count = number(directive, 2, -1);
    if (skip.isEmpty() || count.isEmpty()) {
      return;
    }
    byte[] bytes;
    try {
      bytes = files.read(new String(text.bytes(), StandardCharsets.UTF_8), text.span());
    } catch (InvalidInputException e) {
      layout.report(e.diagnostic());
      return;
    }
    long from = skip.getAsLong();
    boolean all = directive.operands().size() < 3;
    // As in GNU as, a count of 0 is no count.
    boolean rest = all || count.getAsLong() == 0;
    long length = rest ? bytes.length - from : count.getAsLong();
    if (from < 0 || length < 0 || from > bytes.length || length > bytes.length - from) {
      layout.report(Problem.BEYOND_FILE.at(directive.span(), from, length, bytes.length));
      return;
    }
    dataHere();
    put(Arrays.copyOfRange(bytes, (int) from, (int) (from + length)), directive.span());
  }

  private OptionalLong number(Statement.Directive directive, int index, long absent) {
    List<Operand> operands = new ArrayList<>(directive.operands());
    if (index >= operands.size() || operands.get(index) instanceof Operand.Empty) {
      return OptionalLong.of(absent);
    }
    if (operands.get(index) instanceof Operand.Value(var _, Expression expression)) {
      return layout.absolute(expression, directive.name());
    }
    layout.report(Problem.NUMBER_EXPECTED.at(operands.get(index).span(), directive.name()));
    return OptionalLong.empty();
  }

  private void usage(Statement.Directive directive, String operands) {
    layout.report(
        Problem.DIRECTIVE_USAGE.at(
            directive.span(), directive.name(), directive.name() + " " + operands));
  }
}
