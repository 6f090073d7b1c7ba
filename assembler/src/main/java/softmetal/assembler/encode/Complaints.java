package softmetal.assembler.encode;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.BitField;
import softmetal.isa.Csr;
import softmetal.isa.Extension;
import softmetal.isa.Field;
import softmetal.isa.FloatRegister;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.isa.Parameter;
import softmetal.isa.Register;
import softmetal.isa.RoundingMode;
import softmetal.isa.Xlen;

/// What to say about one statement that is no instruction as it stands.
final class Complaints {
  private static final Pattern NAME_WITH_MARK =
      Pattern.compile("[$%]?\\b([A-Za-z][A-Za-z0-9_.$]*)");

  private final Statement.Operation operation;
  private final Context context;

  Complaints(Statement.Operation operation, Context context) {
    this.operation = operation;
    this.context = context;
  }

  /// The most helpful complaint, given that no form of the mnemonic fits.
  Diagnostic nothingFits(List<Form> forms, FormMatcher matcher) {
    if (forms.isEmpty()) {
      return unknownInstruction();
    }
    InstructionSet isa = context.instructionSet();
    List<Form> present = forms.stream().filter(form -> form.isIn(isa)).toList();
    if (present.isEmpty()) {
      return missing(forms.getFirst());
    }
    Diagnostic swapped = memoryOperandInParts(present);
    if (swapped != null) {
      return swapped;
    }
    Match.Misfit best = null;
    for (Form form : plain(present)) {
      if (matcher.match(form) instanceof Match.Misfit misfit
          && (best == null || misfit.progress() > best.progress())) {
        best = misfit;
      }
    }
    if (best == null) {
      throw new IllegalStateException("a form of " + operation.mnemonic() + " fits after all");
    }
    return best.complaint().get();
  }

  /// Without what nobody asked for: the two-byte encodings that the assembler takes by itself, and the form of
  /// `add` that marks the use of thread-local storage.
  private static List<Form> plain(List<Form> forms) {
    List<Form> plain =
        forms.stream()
            .filter(form -> !form.isCompressed() && !form.signature().text().endsWith("tprel"))
            .toList();
    return plain.isEmpty() ? forms : plain;
  }

  // --- the mnemonic

  private Diagnostic unknownInstruction() {
    String mnemonic = operation.mnemonic();
    SourceSpan span = operation.mnemonicSpan();
    Diagnostic unknown = Problem.UNKNOWN_INSTRUCTION.at(span, mnemonic);
    SourceSpan semicolon = semicolonBefore(span);
    if (semicolon != null) {
      return unknown
          .note("`;` separates statements")
          .suggest(semicolon, "#", "a comment starts with `#`");
    }
    String advice = ForeignInstructions.advice(mnemonic.toLowerCase(Locale.ROOT));
    if (advice != null) {
      return unknown.note(advice);
    }
    for (String meant : ForeignInstructions.sameAs(mnemonic.toLowerCase(Locale.ROOT))) {
      if (fits(meant)) {
        return unknown.suggest(span, meant, "here it is called `" + meant + "`");
      }
    }
    if (!context.isNews(unknown)) {
      return unknown;
    }
    Set<String> known = context.instructionSet().mnemonics();
    Set<String> fitting = new TreeSet<>();
    Set<String> fittingByTheirOwnRow = new TreeSet<>();
    FormMatcher matcher = new FormMatcher(operation, context);
    for (String candidate : known) {
      for (Form form : Forms.of(candidate)) {
        if (form.isIn(context.instructionSet()) && matcher.match(form) instanceof Match.Fits) {
          fitting.add(candidate);
          if (form.isOwn()) {
            fittingByTheirOwnRow.add(candidate);
          }
        }
      }
    }
    Optional<String> nearest =
        Spelling.nearest(mnemonic, fittingByTheirOwnRow)
            .or(() -> Spelling.nearest(mnemonic, fitting))
            .or(() -> Spelling.nearest(mnemonic, known));
    return nearest.map(name -> unknown.suggest(span, name, didYouMean(name))).orElse(unknown);
  }

  /// Whether some form of an instruction takes these operands.
  private boolean fits(String mnemonic) {
    FormMatcher matcher = new FormMatcher(operation, context);
    return Forms.of(mnemonic).stream()
        .anyMatch(form ->
            form.isIn(context.instructionSet()) && matcher.match(form) instanceof Match.Fits);
  }

  /// The `;` that stands before a statement on its line.
  private static @Nullable SourceSpan semicolonBefore(SourceSpan span) {
    String text = span.source().text();
    int at = span.start() - 1;
    while (at >= 0 && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at--;
    }
    return at >= 0 && text.charAt(at) == ';' ? span.source().span(at, at + 1) : null;
  }

  private Diagnostic missing(Form form) {
    InstructionSet isa = context.instructionSet();
    Instruction instruction = instruction(form);
    SourceSpan span = operation.mnemonicSpan();
    if (instruction != null && !instruction.xlens().contains(isa.xlen())) {
      Xlen only = instruction.xlens().iterator().next();
      return Problem.WRONG_XLEN.at(span, operation.mnemonic(), only, isa.xlen());
    }
    boolean widthMatters = form.expansion() instanceof Form.Expansion.Sequence;
    if (widthMatters && instruction != null && isa.has(instruction)) {
      return Problem.WRONG_XLEN.at(span, operation.mnemonic(), Xlen.RV64, isa.xlen());
    }
    List<String> missing = new ArrayList<>();
    if (instruction != null) {
      for (Extension extension : instruction.extensions()) {
        if (!isa.has(extension)) {
          // Who multiplies wants to divide as well.
          missing.add((extension == Extension.ZMMUL ? Extension.M : extension).lowerCaseName());
        }
      }
    }
    if (missing.isEmpty() && form.isFloatControl()) {
      missing.add(Extension.F.lowerCaseName());
    }
    if (missing.isEmpty()) {
      missing.add(Extension.C.lowerCaseName());
    }
    InstructionSet more = isa;
    for (String name : missing) {
      more = more.with(Extension.valueOf(name.toUpperCase(Locale.ROOT)));
    }
    String names = String.join(" and ", missing);
    return Problem.MISSING_EXTENSION
        .at(span, operation.mnemonic(), names, isa)
        .note(
            "add it with -march=%s or `.option arch, +%s`"
                .formatted(more, String.join(", +", missing)));
  }

  private static @Nullable Instruction instruction(Form form) {
    return switch (form.expansion()) {
      case Form.Expansion.Single single -> single.instruction();
      case Form.Expansion.Sequence(List<Form.Step> steps) -> steps.getLast().instruction();
      case Form.Expansion.Bits _, Form.Expansion.LoadConstant _ -> null;
    };
  }

  // --- how many operands

  Diagnostic wrongCount(Form form) {
    List<Operand> operands = operation.operands();
    List<Form> forms =
        plain(
            Forms.of(operation.mnemonic()).stream()
                .filter(f -> f.isIn(context.instructionSet()))
                .toList());
    Set<Integer> counts = new TreeSet<>();
    for (Form each : forms) {
      for (int n = each.signature().required(); n <= each.signature().parameters().size(); n++) {
        counts.add(n);
      }
    }
    int most = counts.stream().reduce(0, Math::max);
    String takes =
        most == 0
            ? "no operands"
            : counts.stream().map(String::valueOf).collect(Collectors.joining(" or "))
                + (most == 1 ? " operand" : " operands");
    String are = operands.size() == 1 ? "is 1" : "are " + operands.size();
    Diagnostic diagnostic;
    if (operands.size() > most) {
      SourceSpan surplus = operands.get(most).span().to(operands.getLast().span());
      diagnostic = Problem.TOO_MANY_OPERANDS.at(surplus, operation.mnemonic(), takes, are);
    } else {
      SourceSpan last = operands.isEmpty() ? operation.mnemonicSpan() : operands.getLast().span();
      SourceSpan behind = last.source().span(last.end(), last.end());
      diagnostic = Problem.TOO_FEW_OPERANDS.at(behind, operation.mnemonic(), takes, are);
    }
    for (String usage : forms.stream().map(Form::usage).distinct().toList()) {
      diagnostic = diagnostic.note("write `" + usage + "`");
    }
    return diagnostic;
  }

  // --- registers

  Diagnostic noRegister(Operand operand) {
    SourceSpan span = operand.span();
    String name = FormMatcher.symbol(operand);
    String bare = span.text().replaceFirst("^[$%]", "");
    if (!bare.equals(span.text()) && Register.named(bare.toLowerCase(Locale.ROOT)) != null) {
      return asNamedHere(
          Problem.UNKNOWN_REGISTER
              .at(span, span.text())
              .note("register names stand without `$` or `%`"),
          bare.toLowerCase(Locale.ROOT));
    }
    if (name == null) {
      return unexpected(operand, "a register");
    }
    if (FloatRegister.named(name) != null) {
      return unexpected(operand, "an integer register");
    }
    Diagnostic unknown = Problem.UNKNOWN_REGISTER.at(span, name);
    if (Register.named(name.toLowerCase(Locale.ROOT)) != null) {
      String right = name.toLowerCase(Locale.ROOT);
      return asNamedHere(unknown.note("register names are in lower case"), right);
    }
    List<String> names = new ArrayList<>();
    for (Register register : Register.values()) {
      names.add(register.lowerCaseName());
    }
    if (Spelling.nearest(name, names).isEmpty()) {
      Diagnostic diagnostic = unexpected(operand, "a register");
      return switch (operation.mnemonic()) {
        case "jr" ->
            diagnostic.suggest(operation.mnemonicSpan(), "j", "use `j` to jump to a symbol");
        case "jalr" ->
            diagnostic.suggest(operation.mnemonicSpan(), "call", "use `call` to call a symbol");
        default -> diagnostic;
      };
    }
    // Who writes t7 thinks of t6 or t0, not of a7.
    List<String> family =
        names.stream().filter(other -> other.charAt(0) == name.charAt(0)).toList();
    return nearest(
        explainFamily(unknown, name),
        span,
        name,
        Spelling.nearest(name, family).isPresent() ? family : names);
  }

  /// Who writes one register in capitals or with a mark writes all so: the edit covers the whole statement.
  private Diagnostic asNamedHere(Diagnostic unknown, String right) {
    SourceSpan all =
        operation.operands().getFirst().span().to(operation.operands().getLast().span());
    String named =
        NAME_WITH_MARK
            .matcher(all.text())
            .replaceAll(match -> {
              String small = match.group(1).toLowerCase(Locale.ROOT);
              return Register.named(small) != null || FloatRegister.named(small) != null
                  ? small
                  : Matcher.quoteReplacement(match.group());
            });
    return unknown.suggest(all, named, didYouMean(right));
  }

  Diagnostic noFloatRegister(Operand operand) {
    SourceSpan span = operand.span();
    String name = FormMatcher.symbol(operand);
    if (name == null || Register.named(name) != null) {
      return unexpected(operand, "a floating-point register");
    }
    Diagnostic unknown = Problem.UNKNOWN_REGISTER.at(span, name);
    List<String> names = new ArrayList<>();
    for (FloatRegister register : FloatRegister.values()) {
      names.add(register.lowerCaseName());
    }
    return nearest(unknown, span, name, names);
  }

  /// Tells how far a row of registers goes: `a9` was thought to exist because `a7` does.
  private static Diagnostic explainFamily(Diagnostic unknown, String name) {
    if (!name.matches("[axst][0-9]+")) {
      return unknown;
    }
    return unknown.note(
        switch (name.charAt(0)) {
          case 'a' -> "there are a0 to a7";
          case 's' -> "there are s0 to s11";
          case 't' -> "there are t0 to t6";
          default -> "there are x0 to x31";
        });
  }

  Diagnostic badRegister(Form form, SourceSpan span) {
    return Problem.REGISTER_NOT_ALLOWED.at(
        span, form.mnemonic(), span.text(), "it takes any register but zero");
  }

  Diagnostic notTheSame(int operand, SourceSpan before, SourceSpan span) {
    return Problem.SAME_OPERAND.at(span, operation.mnemonic(), operand + 1, before.text());
  }

  // --- memory

  Diagnostic noMemory(Operand operand) {
    SourceSpan span = operand.span();
    String name = FormMatcher.symbol(operand);
    Diagnostic diagnostic = unexpected(operand, "`offset(register)`");
    if (name != null && Register.named(name) != null) {
      return write(diagnostic, span, "0(" + name + ")");
    }
    boolean address =
        operand instanceof Operand.Value(SourceSpan _, Expression expression)
            && context.constant(expression).isEmpty();
    for (Form form : Forms.of(operation.mnemonic())) {
      if (address && form.signature().text().endsWith("symbol, rt")) {
        return diagnostic.note(
            "to access a symbol, name a register for its address: `" + form.usage() + "`");
      }
    }
    return diagnostic;
  }

  Diagnostic noAddress(Operand operand) {
    SourceSpan span = operand.span();
    String name = FormMatcher.symbol(operand);
    if (name != null && Register.named(name) != null) {
      return write(unexpected(operand, "`(register)`"), span, "(" + name + ")");
    }
    Diagnostic diagnostic = unexpected(operand, "`(register)`");
    return operand instanceof Operand.Memory
        ? diagnostic.note("an atomic takes no offset: add it to the register before")
        : diagnostic;
  }

  /// `lw a0, a1, 4` and `lw a0, 4, a1`: an access to memory with the parts of its operand side by side.
  private @Nullable Diagnostic memoryOperandInParts(List<Form> forms) {
    List<Operand> operands = operation.operands();
    boolean access =
        forms.stream()
            .anyMatch(form ->
                Instruction.named(form.mnemonic()) != null
                    && !form.mnemonic().equals("jalr")
                    && form.signature().parameters().stream()
                        .anyMatch(parameter -> parameter instanceof Parameter.Memory));
    if (!access || operands.size() != 3) {
      return null;
    }
    Operand second = operands.get(1);
    Operand third = operands.get(2);
    boolean registerFirst = isRegister(second) && isNumber(third);
    if (!registerFirst && !(isNumber(second) && isRegister(third))) {
      return null;
    }
    String offset = (registerFirst ? third : second).span().text();
    String base = (registerFirst ? second : third).span().text();
    SourceSpan span = second.span().to(third.span());
    String right = offset + "(" + base + ")";
    return write(
        Problem.UNEXPECTED_OPERAND.at(span, "`offset(register)`", "`" + span.text() + "`"),
        span,
        right);
  }

  private static boolean isRegister(Operand operand) {
    String name = FormMatcher.symbol(operand);
    return name != null && Register.named(name) != null;
  }

  private boolean isNumber(Operand operand) {
    return operand instanceof Operand.Value(SourceSpan _, Expression expression)
        && !isRegister(operand)
        && context.constant(expression).isPresent();
  }

  // --- numbers

  Diagnostic noNumber(Operand operand, Parameter.Kind kind) {
    SourceSpan span = operand.span();
    if (kind == Parameter.Kind.SYMBOL || kind == Parameter.Kind.TARGET) {
      Diagnostic diagnostic = unexpected(operand, "a symbol");
      if (operand instanceof Operand.Memory(SourceSpan _, Expression offset, Expression.Symbol base)
          && operation.mnemonic().equals("la")
          && operation.operands().size() == 2) {
        String right =
            "addi %s, %s, %s"
                .formatted(
                    operation.operands().getFirst().span().text(),
                    base.name(),
                    offset == null ? "0" : offset.span().text());
        return write(diagnostic, operation.span(), right);
      }
      return diagnostic;
    }
    if (!(operand instanceof Operand.Value(SourceSpan _, Expression expression))) {
      return unexpected(operand, describe(kind));
    }
    String name = FormMatcher.symbol(operand);
    if (name != null && (Register.named(name) != null || FloatRegister.named(name) != null)) {
      return unexpected(operand, describe(kind));
    }
    if (context.constant(expression).isPresent()) {
      return Problem.ZERO_NOT_ALLOWED.at(span, operation.mnemonic());
    }
    SourceSpan division = divisionByZero(expression);
    if (division != null) {
      return Problem.DIVISION_BY_ZERO.at(division);
    }
    Diagnostic diagnostic = Problem.NOT_CONSTANT.at(span, span.text());
    if (name != null && name.matches("\\$[0-9]+")) {
      return diagnostic.fix(span, name.substring(1), "numbers are written without a mark");
    }
    if (operation.mnemonic().equals("li")) {
      Diagnostic explained =
          diagnostic.note("`li` loads numbers only, and those that are defined above it");
      return name == null
          ? explained
          : explained.suggest(operation.mnemonicSpan(), "la", "if it is an address, `la` loads it");
    }
    if (kind == Parameter.Kind.IMM) {
      return diagnostic.note(
          "12 bits cannot hold an address: `la` loads one, `%%lo(%s)` is the lower part of one"
              .formatted(span.text()));
    }
    return diagnostic.note("a constant must be defined above the place where it is used");
  }

  /// A part of an expression that divides by what is zero here.
  private @Nullable SourceSpan divisionByZero(Expression expression) {
    return switch (expression) {
      case Expression.Unary(SourceSpan _, var _, Expression operand) -> divisionByZero(operand);
      case Expression.Modifier(SourceSpan _, String _, Expression operand) ->
          divisionByZero(operand);
      case Expression.Literal _, Expression.Symbol _, Expression.LocalLabel _, Expression.Here _ ->
          null;
      case Expression.Binary(SourceSpan span, var operator, Expression left, Expression right) -> {
        boolean divides =
            operator == Expression.BinaryOperator.DIVIDE
                || operator == Expression.BinaryOperator.REMAINDER;
        OptionalLong divisor = context.constant(right);
        if (divides && divisor.isPresent() && divisor.getAsLong() == 0) {
          yield span;
        }
        SourceSpan inLeft = divisionByZero(left);
        yield inLeft != null ? inLeft : divisionByZero(right);
      }
    };
  }

  private static String describe(Parameter.Kind kind) {
    return switch (kind) {
      case IMM, UPPER, ZIMM -> "a number";
      case SHAMT -> "a shift amount";
      case TARGET, SYMBOL -> "a symbol";
      case TPREL -> "`%tprel_add(symbol)`";
      case CSR -> "a CSR";
      case PRED, SUCC -> "some of the letters `iorw`";
    };
  }

  Diagnostic badModifier(Operand operand, String function, Parameter.Kind kind) {
    Diagnostic diagnostic = Problem.UNKNOWN_MODIFIER.at(operand.span(), function);
    return switch (kind) {
      case UPPER ->
          otherPart(diagnostic, operand, function)
              .note("upper parts are %hi, %pcrel_hi, %got_pcrel_hi and %tprel_hi");
      case IMM ->
          otherPart(diagnostic, operand, function)
              .note("lower parts are %lo, %pcrel_lo and %tprel_lo");
      default -> diagnostic.note("a number is wanted here");
    };
  }

  /// `%hi` where a lower part belongs, or the other way round.
  private static Diagnostic otherPart(Diagnostic diagnostic, Operand operand, String function) {
    String other = function.equals("hi") ? "lo" : "hi";
    SourceSpan span = operand.span();
    int start = span.start() + 1;
    return (function.equals("lo") || function.equals("hi"))
            && span.text().startsWith("%" + function)
        ? diagnostic.suggest(
            span.source().span(start, start + function.length()),
            other,
            "did you mean `%" + other + "`?")
        : diagnostic;
  }

  /// An operand of the right kind with a value that the instruction cannot hold.
  Diagnostic badValue(
      Form form, Instruction instruction, Parameter parameter, long value, SourceSpan span) {
    Field field = parameter.field();
    BitField bits = field == null ? null : instruction.encoding().field(field);
    if (bits == null) {
      throw new IllegalStateException(instruction + " has no place for " + parameter);
    }
    if (!(parameter instanceof Parameter.Numeric(String _, Parameter.Kind kind, boolean _))) {
      String allowed =
          bits.base() == 0
              ? "it takes any other register"
              : parameter instanceof Parameter.FloatingRegister
                  ? "it takes f8 to f15 (fs0, fs1, fa0 to fa5)"
                  : "it takes x8 to x15 (s0, s1, a0 to a5)";
      return Problem.REGISTER_NOT_ALLOWED.at(span, form.mnemonic(), span.text(), allowed);
    }
    long max = bits.max(context.instructionSet().xlen());
    return switch (kind) {
      case UPPER ->
          Problem.NUMBER_RANGE
              .at(span, "upper immediate", value, 0, 0xfffff)
              .note("it is the upper 20 of 32 bits: `%hi(number)` takes them from a whole number");
      case SHAMT -> Problem.NUMBER_RANGE.at(span, "shift amount", value, bits.min(), max);
      case CSR -> Problem.NUMBER_RANGE.at(span, "CSR number", value, bits.min(), max);
      case ZIMM ->
          Problem.NUMBER_RANGE
              .at(span, "immediate", value, bits.min(), max)
              .suggest(
                  operation.span(),
                  withRegister(value),
                  "a larger value goes through a register that is free, such as `t0`");
      case IMM, TARGET, SYMBOL, TPREL, PRED, SUCC -> badImmediate(instruction, bits, value, span);
    };
  }

  private Diagnostic badImmediate(
      Instruction instruction, BitField bits, long value, SourceSpan span) {
    if (value >= bits.min() && value <= bits.max()) {
      return value % bits.step() != 0
          ? Problem.NOT_A_MULTIPLE.at(span, value, bits.step())
          : Problem.ZERO_NOT_ALLOWED.at(span, operation.mnemonic());
    }
    int width = 64 - Long.numberOfLeadingZeros(bits.max()) + (bits.signed() ? 1 : 0);
    Diagnostic diagnostic =
        Problem.IMMEDIATE_RANGE.at(
            span, value, width, bits.signed() ? "signed" : "unsigned", bits.min(), bits.max());
    return throughRegister(diagnostic, instruction, value);
  }

  /// The statement with its large number in a register first. The destination serves where it is not read as well.
  private Diagnostic throughRegister(Diagnostic diagnostic, Instruction instruction, long value) {
    List<Operand> operands = operation.operands();
    String plain =
        switch (instruction) {
          case ADDI -> "add";
          case ADDIW -> "addw";
          case ANDI -> "and";
          case ORI -> "or";
          case XORI -> "xor";
          case SLTI -> "slt";
          case SLTIU -> "sltu";
          default -> null;
        };
    SourceSpan all = operation.span();
    if (plain != null && operands.size() == 3) {
      String target = operands.get(0).span().text();
      String source = operands.get(1).span().text();
      String helper = target.equals(source) || target.equals("sp") ? free(target, source) : target;
      return diagnostic.suggest(
          all,
          "li %s, %d; %s %s, %s, %s".formatted(helper, value, plain, target, source, helper),
          "build it in a register that is free, such as `%s`".formatted(helper));
    }
    if (operands.size() == 2
        && operands.get(1) instanceof Operand.Memory(SourceSpan _, var _, Expression.Symbol base)) {
      String first = operands.get(0).span().text();
      String helper = free(first, base.name());
      return diagnostic.suggest(
          all,
          "li %s, %d; add %s, %s, %s; %s %s, (%s)"
              .formatted(
                  helper, value, helper, helper, base.name(), operation.mnemonic(), first, helper),
          "build the address in a register that is free, such as `%s`".formatted(helper));
    }
    return diagnostic;
  }

  /// `csrwi csr, imm` as `li t0, imm; csrw csr, t0`.
  private String withRegister(long value) {
    String mnemonic = operation.mnemonic();
    StringBuilder text = new StringBuilder("li t0, " + value + "; ");
    text.append(mnemonic, 0, mnemonic.length() - 1).append(' ');
    for (Operand operand : operation.operands().subList(0, operation.operands().size() - 1)) {
      text.append(operand.span().text()).append(", ");
    }
    return text.append("t0").toString();
  }

  private static String free(String first, String second) {
    for (String name : List.of("t0", "t1")) {
      if (!first.equals(name) && !second.equals(name)) {
        return name;
      }
    }
    return "t2";
  }

  // --- names of other things

  Diagnostic noCsr(Operand operand) {
    String name = FormMatcher.symbol(operand);
    if (name == null || Register.named(name) != null) {
      return unexpected(operand, "a CSR");
    }
    Diagnostic unknown = Problem.UNKNOWN_CSR.at(operand.span(), name);
    Optional<String> nearest = Spelling.nearest(name, Csr.names());
    if (nearest.isPresent()) {
      Integer number = Csr.numberOf(nearest.get());
      return unknown.suggest(
          operand.span(),
          nearest.get(),
          "did you mean `%s` (0x%x)?".formatted(nearest.get(), number));
    }
    return unknown;
  }

  Diagnostic noRoundingMode(Operand operand) {
    String name = FormMatcher.symbol(operand);
    if (name == null || Register.named(name) != null || FloatRegister.named(name) != null) {
      return unexpected(operand, "a rounding mode");
    }
    List<String> names = new ArrayList<>();
    for (RoundingMode mode : RoundingMode.values()) {
      names.add(mode.lowerCaseName());
    }
    Diagnostic unknown =
        Problem.UNKNOWN_ROUNDING_MODE
            .at(operand.span(), name)
            .note("rounding modes are " + String.join(", ", names));
    return nearest(unknown, operand.span(), name, names);
  }

  Diagnostic unexpected(Operand operand, String wanted) {
    String text = operand.span().text();
    String name = FormMatcher.symbol(operand);
    String found =
        name == null
            ? "`" + text + "`"
            : Register.named(name) != null
                ? "register `" + name + "`"
                : FloatRegister.named(name) != null
                    ? "floating-point register `" + name + "`"
                    : "`" + text + "`";
    return Problem.UNEXPECTED_OPERAND.at(operand.span(), wanted, found);
  }

  private static Diagnostic nearest(
      Diagnostic diagnostic, SourceSpan span, String word, Collection<String> names) {
    return Spelling.nearest(word, names)
        .map(name -> diagnostic.suggest(span, name, didYouMean(name)))
        .orElse(diagnostic);
  }

  private static Diagnostic write(Diagnostic diagnostic, SourceSpan span, String right) {
    return diagnostic.suggest(span, right, "write `" + right + "`");
  }

  private static String didYouMean(String name) {
    return "did you mean `" + name + "`?";
  }
}
