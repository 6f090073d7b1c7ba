package softmetal.assembler.layout;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;

/// What each directive does.
final class Directives {
  /// Accepted, and without effect.
  private static final Set<String> IGNORED =
      Set.of(
          ".loc",
          ".line",
          ".ln",
          ".list",
          ".nolist",
          ".title",
          ".sbttl",
          ".eject",
          ".psize",
          ".noaltmacro",
          ".variant_cc",
          ".addrsig",
          ".addrsig_sym");

  /// Every directive, for the guess at what a misspelt one means.
  private static final List<String> KNOWN =
      List.of(
              ".section .text .data .bss .pushsection .popsection .previous .globl .global .local .weak"
                  .split(" "),
              ".hidden .protected .internal .set .equ .equiv .type .size .comm .lcomm".split(" "),
              ".byte .half .hword .short .2byte .word .long .int .4byte .dword .quad .8byte"
                  .split(" "),
              ".ascii .asciz .string .zero .space .skip .fill .org .float .single .double"
                  .split(" "),
              ".align .p2align .balign .incbin .uleb128 .sleb128 .option .attribute".split(" "),
              ".file .ident .error .err .warning .print .end .include".split(" "),
              ".macro .endm .exitm .purgem .rept .irp .irpc .endr".split(" "),
              ".if .ifdef .ifndef .ifc .ifnc .ifb .ifnb .ifeq .ifne .ifgt .ifge .iflt .ifle"
                  .split(" "),
              ".elseif .else .endif".split(" "))
          .stream()
          .flatMap(Arrays::stream)
          .toList();

  private final Layout layout;
  private final DataDirectives data;
  private final BinaryFiles files;

  Directives(Layout layout, BinaryFiles files) {
    this.layout = layout;
    this.files = files;
    data = new DataDirectives(layout);
  }

  void run(Statement.Directive directive) {
    String name = directive.name();
    // spotless:off (the columns are the documentation)
    switch (name) {
      case ".text", ".data", ".bss"                -> plainSection(directive);
      case ".section"                              -> section(directive, false);
      case ".pushsection"                          -> section(directive, true);
      case ".popsection"                           -> popSection(directive);
      case ".previous"                             -> layout.sections().enterPrevious();

      case ".globl", ".global"                     -> bind(directive, Symbol.Binding.GLOBAL);
      case ".weak"                                 -> bind(directive, Symbol.Binding.WEAK);
      case ".local"                                -> bind(directive, Symbol.Binding.LOCAL);
      case ".hidden"                               -> show(directive, Symbol.Visibility.HIDDEN);
      case ".protected"                            -> show(directive, Symbol.Visibility.PROTECTED);
      case ".internal"                             -> show(directive, Symbol.Visibility.INTERNAL);
      case ".set", ".equ"                          -> set(directive, false);
      case ".equiv"                                -> set(directive, true);
      case ".type"                                 -> type(directive);
      case ".size"                                 -> size(directive);
      case ".comm"                                 -> common(directive);
      case ".lcomm"                                -> localCommon(directive);

      case ".byte"                                 -> data.numbers(directive, 1);
      case ".half", ".hword", ".short", ".2byte"   -> data.numbers(directive, 2);
      case ".word", ".long", ".int", ".4byte"      -> data.numbers(directive, 4);
      case ".dword", ".quad", ".8byte"             -> data.numbers(directive, 8);
      case ".float", ".single"                     -> data.decimals(directive, 4);
      case ".double"                               -> data.decimals(directive, 8);
      case ".ascii"                                -> data.strings(directive, false);
      case ".asciz", ".string"                     -> data.strings(directive, true);
      case ".zero", ".space", ".skip"              -> data.space(directive);
      case ".fill"                                 -> data.fill(directive);
      case ".uleb128"                              -> data.leb128(directive, false);
      case ".sleb128"                              -> data.leb128(directive, true);
      case ".incbin"                               -> data.include(directive, files);
      case ".org"                                  -> org(directive);
      case ".align", ".p2align"                    -> align(directive, true, 1);
      case ".balign"                               -> align(directive, false, 1);
      case ".p2alignw"                             -> align(directive, true, 2);
      case ".p2alignl"                             -> align(directive, true, 4);
      case ".balignw"                              -> align(directive, false, 2);
      case ".balignl"                              -> align(directive, false, 4);

      case ".option"                               -> option(directive);
      case ".attribute"                            -> attribute(directive);
      case ".file"                                 -> file(directive);
      case ".ident"                                -> ident(directive);
      case ".error"                                -> say(directive, Problem.ERROR_DIRECTIVE);
      case ".err"                                  -> layout.report(Problem.ERROR_DIRECTIVE.at(directive.span(), ".err"));
      case ".warning"                              -> say(directive, Problem.WARNING_DIRECTIVE);
      case ".print"                                -> say(directive, Problem.PRINT_DIRECTIVE);
      default                                      -> other(directive);
    }
    // spotless:on
  }

  private void other(Statement.Directive directive) {
    String name = directive.name();
    if (IGNORED.contains(name) || name.startsWith(".cfi_")) {
      return;
    }
    SourceSpan span = directive.nameSpan();
    Diagnostic unknown = Problem.UNKNOWN_DIRECTIVE.at(span, name);
    layout.report(
        Spelling.nearest(name, KNOWN)
            .map(near -> unknown.suggest(span, near, "did you mean `%s`?".formatted(near)))
            .orElse(unknown));
  }

  // --- operands

  private @Nullable Operand operand(Statement.Directive directive, int index) {
    return index < directive.operands().size() ? directive.operands().get(index) : null;
  }

  private void usage(Statement.Directive directive, String usage) {
    layout.report(Problem.DIRECTIVE_USAGE.at(directive.span(), directive.name(), usage));
  }

  private @Nullable String name(Operand operand) {
    if (operand instanceof Operand.Value(var _, Expression.Symbol(var _, String name))) {
      return name;
    }
    if (operand instanceof Operand.Text text) {
      return new String(text.bytes(), StandardCharsets.UTF_8);
    }
    layout.report(Problem.NAME_EXPECTED.at(operand.span()));
    return null;
  }

  private OptionalLong number(Operand operand, String directive) {
    if (operand instanceof Operand.Value(var _, Expression expression)) {
      return layout.absolute(expression, directive);
    }
    layout.report(Problem.NUMBER_EXPECTED.at(operand.span(), directive));
    return OptionalLong.empty();
  }

  private @Nullable String text(Statement.Directive directive) {
    if (operand(directive, 0) instanceof Operand.Text text) {
      return new String(text.bytes(), StandardCharsets.UTF_8);
    }
    usage(directive, directive.name() + " \"text\"");
    return null;
  }

  // --- sections

  private void plainSection(Statement.Directive directive) {
    Operand subsection = operand(directive, 0);
    if (subsection != null) {
      OptionalLong number = number(subsection, directive.name());
      if (number.isPresent() && number.getAsLong() != 0) {
        layout.report(Problem.NO_SUBSECTIONS.at(subsection.span()));
        return;
      }
    }
    SectionBuilder section = layout.sections().find(directive.name());
    if (section != null) {
      layout.sections().enter(section);
    }
  }

  private void section(Statement.Directive directive, boolean push) {
    List<Operand> operands = directive.operands();
    if (operands.isEmpty()) {
      usage(directive, ".section name, \"flags\", @type, entry size");
      return;
    }
    // A name like .note.GNU-stack is no expression, though it reads like one.
    String name =
        operands.getFirst() instanceof Operand.Text text
            ? new String(text.bytes(), StandardCharsets.UTF_8)
            : operands.getFirst().span().text().replaceAll("\\s", "");
    SectionBuilder known = layout.sections().find(name);
    SectionBuilder section = describe(directive, name, known);
    if (section == null) {
      return;
    }
    if (known == null) {
      layout.sections().add(section);
    }
    if (push) {
      layout.sections().push();
    }
    layout.sections().enter(section);
  }

  private @Nullable SectionBuilder describe(
      Statement.Directive directive, String name, @Nullable SectionBuilder known) {
    SectionKinds.Kind kind = SectionKinds.of(name);
    long flags = kind.flags();
    int type = kind.type();
    long entrySize = 0;
    int next = 1;
    Operand second = operand(directive, next);
    boolean flagged = false;
    if (second instanceof Operand.Text text) {
      flagged = true;
      OptionalLong parsed = flags(text);
      if (parsed.isEmpty()) {
        return null;
      }
      flags = parsed.getAsLong();
      next++;
    } else if (second instanceof Operand.Value || second instanceof Operand.Empty) {
      next++;
    }
    if (operand(directive, next) instanceof Operand.Word word) {
      var parsed = SectionKinds.type(word.name().toLowerCase(Locale.ROOT));
      if (parsed.isEmpty()) {
        layout.report(Problem.UNKNOWN_SECTION_TYPE.at(word.span(), word.name()));
        return null;
      }
      type = parsed.get();
      next++;
    }
    if ((flags & Section.MERGE) != 0) {
      Operand size = operand(directive, next++);
      OptionalLong parsed = size == null ? OptionalLong.empty() : number(size, directive.name());
      if (parsed.isEmpty() || parsed.getAsLong() <= 0) {
        layout.report(Problem.MERGE_NEEDS_SIZE.at(directive.span()));
        return null;
      }
      entrySize = parsed.getAsLong();
    }
    Operand surplus = operand(directive, next);
    if (surplus != null) {
      layout.report(Problem.SURPLUS_OPERAND.at(surplus.span(), directive.name()));
      return null;
    }
    if (known != null) {
      if (flagged && (known.flags() != flags || known.type() != type)) {
        layout.report(Problem.SECTION_CHANGED.at(directive.span(), name));
        return null;
      }
      return known;
    }
    if (entrySize == 0 && type >= Section.INIT_ARRAY && type <= Section.PREINIT_ARRAY) {
      entrySize = 8;
    }
    return new SectionBuilder(name, type, flags, entrySize);
  }

  private OptionalLong flags(Operand.Text text) {
    long flags = 0;
    for (byte letter : text.bytes()) {
      var flag = SectionKinds.flag((char) letter);
      if (flag.isEmpty()) {
        layout.report(Problem.UNKNOWN_SECTION_FLAG.at(text.span(), (char) letter));
        return OptionalLong.empty();
      }
      flags |= flag.get();
    }
    return OptionalLong.of(flags);
  }

  private void popSection(Statement.Directive directive) {
    if (!layout.sections().pop()) {
      layout.report(Problem.NOTHING_TO_POP.at(directive.span(), ".popsection", ".pushsection"));
    }
  }

  // --- symbols

  private void bind(Statement.Directive directive, Symbol.Binding binding) {
    for (Operand operand : directive.operands()) {
      String name = name(operand);
      if (name != null) {
        layout.symbol(name, operand.span()).bind(binding);
      }
    }
    if (directive.operands().isEmpty()) {
      usage(directive, directive.name() + " name");
    }
  }

  private void show(Statement.Directive directive, Symbol.Visibility visibility) {
    for (Operand operand : directive.operands()) {
      String name = name(operand);
      if (name != null) {
        layout.symbol(name, operand.span()).visibility(visibility);
      }
    }
  }

  private void set(Statement.Directive directive, boolean once) {
    List<Operand> operands = directive.operands();
    if (operands.size() == 2 && operands.get(1) instanceof Operand.Value(var _, var value)) {
      String name =
          operands.get(0) instanceof Operand.Value(var _, Expression.Here _)
              ? "."
              : name(operands.get(0));
      if (name != null) {
        layout.assign(name, operands.get(0).span(), value, once);
      }
    } else {
      usage(directive, directive.name() + " name, value");
    }
  }

  private void type(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    String name = operands.size() == 2 ? name(operands.get(0)) : null;
    if (name == null) {
      usage(directive, ".type name, @function");
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

  private void size(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() == 2 && operands.get(1) instanceof Operand.Value(var _, var value)) {
      String name = name(operands.get(0));
      Term term = layout.freeze(value);
      if (name != null && term != null) {
        layout.symbol(name, operands.get(0).span()).size(term);
      }
    } else {
      usage(directive, ".size name, bytes");
    }
  }

  private void common(Statement.Directive directive) {
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

  private void localCommon(Statement.Directive directive) {
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
    if (alignment > 1) {
      bss.align(alignment);
      bss.append(new Fragment.Align(alignment, new byte[1], 0));
    }
    entry.placeAt(bss.here(), directive.span());
    entry.size(new Term.Constant(size));
    entry.type(Symbol.Type.OBJECT);
    bss.append(new Fragment.Space(new Term.Constant(size), false, new byte[1], directive.span()));
  }

  /// The size and the alignment (0 when not given) of `.comm name, size, alignment`; null after an error.
  private long @Nullable [] nameAndNumbers(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() < 2 || operands.size() > 3 || name(operands.getFirst()) == null) {
      usage(directive, directive.name() + " name, bytes, alignment");
      return null;
    }
    OptionalLong size = number(operands.get(1), directive.name());
    OptionalLong alignment =
        operands.size() == 3 ? number(operands.get(2), directive.name()) : OptionalLong.of(0);
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

  // --- places

  private void org(Statement.Directive directive) {
    if (!(operand(directive, 0) instanceof Operand.Value(var span, Expression target))) {
      usage(directive, ".org address, fill");
      return;
    }
    Operand filler = operand(directive, 1);
    OptionalLong fill = filler == null ? OptionalLong.of(0) : number(filler, ".org");
    Term term = layout.freeze(target);
    if (term != null && fill.isPresent()) {
      moveTo(term, (byte) fill.getAsLong(), span);
    }
  }

  /// Fills up to an offset of the section.
  void moveTo(Term target, byte fill, SourceSpan span) {
    layout.sections().current().append(new Fragment.Space(target, true, new byte[] {fill}, span));
  }

  /// @param power whether the operand is the exponent of 2
  /// @param width bytes of the fill pattern
  private void align(Statement.Directive directive, boolean power, int width) {
    Operand first = operand(directive, 0);
    if (first == null || directive.operands().size() > 3) {
      usage(directive, directive.name() + (power ? " exponent" : " bytes") + ", fill, limit");
      return;
    }
    OptionalLong number = number(first, directive.name());
    if (number.isEmpty()) {
      return;
    }
    long alignment = number.getAsLong();
    if (power) {
      if (alignment < 0 || alignment > 31) {
        layout.report(Problem.ALIGNMENT_TOO_LARGE.at(first.span(), alignment));
        return;
      }
      alignment = 1L << alignment;
    } else if (alignment == 0) {
      alignment = 1;
    } else if (alignment < 0 || Long.bitCount(alignment) != 1 || alignment > 1L << 31) {
      layout.report(Problem.NOT_A_POWER.at(first.span(), alignment));
      return;
    }
    Operand filler = operand(directive, 1);
    byte[] fill = null;
    if (filler != null && !(filler instanceof Operand.Empty)) {
      OptionalLong value = number(filler, directive.name());
      if (value.isEmpty()) {
        return;
      }
      fill = Bytes.little(value.getAsLong(), width);
    }
    Operand limit = operand(directive, 2);
    OptionalLong maxSkip =
        limit == null || limit instanceof Operand.Empty
            ? OptionalLong.of(0)
            : number(limit, directive.name());
    if (maxSkip.isPresent()) {
      align(alignment, fill, maxSkip.getAsLong(), directive.span());
    }
  }

  private void align(long alignment, byte @Nullable [] fill, long maxSkip, SourceSpan span) {
    SectionBuilder section = layout.sections().current();
    section.align(alignment);
    if (alignment == 1) {
      return;
    }
    if (!section.isCode() || fill != null) {
      layout.map(section, SectionBuilder.Mapping.DATA);
      section.append(new Fragment.Align(alignment, fill == null ? new byte[1] : fill, maxSkip));
      return;
    }
    long smallest = layout.options().compressed() ? 2 : 4;
    if (alignment <= smallest) {
      return;
    }
    if (layout.options().relax()) {
      // The linker may shorten what stands before: leave it as many nops as it can ever need.
      layout.mapPadding(section);
      long padding = alignment - smallest;
      int offset = section.data().length();
      section.append(Contents.nops((int) padding));
      section
          .data()
          .fix(new Fragment.Fix.Mark(offset, RelocationType.R_RISCV_ALIGN, padding, span));
      return;
    }
    layout.mapPadding(section);
    section.append(new Fragment.Align(alignment, null, maxSkip));
  }

  // --- options

  private void option(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    Options options = layout.options();
    String word = operands.isEmpty() ? "" : operands.getFirst().span().text();
    switch (word) {
      case "push" -> options.push();
      case "pop" -> {
        if (!options.pop()) {
          layout.report(Problem.NOTHING_TO_POP.at(directive.span(), ".option pop", ".option push"));
        }
      }
      case "rvc" -> options.instructionSet(options.instructionSet().with(Extension.C));
      case "norvc" -> options.instructionSet(options.instructionSet().without(Extension.C));
      case "relax" -> options.relax(true);
      case "norelax" -> options.relax(false);
      case "pic" -> options.positionIndependent(true);
      case "nopic" -> options.positionIndependent(false);
      case "arch" -> operands.subList(1, operands.size()).forEach(this::architecture);
      case "csr-check", "no-csr-check", "arch_attr" -> {}
      default -> {
        List<String> known =
            List.of("push", "pop", "rvc", "norvc", "relax", "norelax", "pic", "nopic", "arch");
        SourceSpan span = operands.isEmpty() ? directive.span() : operands.getFirst().span();
        Diagnostic unknown =
            Problem.UNKNOWN_OPTION.at(span, word, String.join(", ", new TreeSet<>(known)));
        layout.report(
            Spelling.nearest(word, known)
                .map(near -> unknown.suggest(span, near, "did you mean `%s`?".formatted(near)))
                .orElse(unknown));
      }
    }
  }

  private void architecture(Operand operand) {
    String text = operand.span().text().strip();
    Options options = layout.options();
    try {
      if (text.startsWith("+") || text.startsWith("-")) {
        String name = text.substring(1).strip();
        InstructionSet one = InstructionSet.parse("rv64i" + (name.length() > 1 ? "_" : "") + name);
        InstructionSet set = options.instructionSet();
        for (Extension extension : one.extensions()) {
          if (extension.lowerCaseName().equals(name.replaceFirst("[0-9]+p[0-9]+$", ""))) {
            set = text.startsWith("+") ? set.with(extension) : set.without(extension);
          }
        }
        options.instructionSet(set);
      } else {
        options.instructionSet(InstructionSet.parse(text));
      }
    } catch (IllegalArgumentException e) {
      layout.report(Problem.BAD_ARCHITECTURE.at(operand.span(), String.valueOf(e.getMessage())));
    }
  }

  private void attribute(Statement.Directive directive) {
    List<Operand> operands = directive.operands();
    if (operands.size() != 2) {
      usage(directive, ".attribute tag, value");
      return;
    }
    Operand first = operands.get(0);
    long tag =
        first instanceof Operand.Value(var _, Expression.Symbol(var _, String name))
            ? Attributes.tag(name)
            : number(first, ".attribute").orElse(0);
    if (tag < Attributes.STACK_ALIGN || tag > Attributes.PRIV_SPEC_REVISION) {
      layout.report(Problem.UNKNOWN_ATTRIBUTE.at(first.span(), first.span().text()));
      return;
    }
    Operand value = operands.get(1);
    if (!Attributes.isText(tag)) {
      number(value, ".attribute").ifPresent(number -> layout.attributes().set((int) tag, number));
    } else if (tag == Attributes.ARCH && value instanceof Operand.Text text) {
      String name = new String(text.bytes(), StandardCharsets.UTF_8);
      try {
        layout.options().instructionSet(InstructionSet.parse(name));
      } catch (IllegalArgumentException e) {
        layout.report(Problem.BAD_ARCHITECTURE.at(value.span(), String.valueOf(e.getMessage())));
      }
    } else {
      layout.report(Problem.UNKNOWN_ATTRIBUTE.at(first.span(), first.span().text()));
    }
  }

  private void file(Statement.Directive directive) {
    // With a number it belongs to line tables, and has no operands here.
    if (operand(directive, 0) instanceof Operand.Text text) {
      layout.fileName(new String(text.bytes(), StandardCharsets.UTF_8));
    }
  }

  private void ident(Statement.Directive directive) {
    String text = text(directive);
    if (text == null) {
      return;
    }
    SectionBuilder comment = layout.sections().find(".comment");
    if (comment == null) {
      comment =
          new SectionBuilder(".comment", Section.PROGBITS, Section.MERGE | Section.STRINGS, 1);
      layout.sections().addLate(comment);
      comment.append(new byte[1]);
    }
    comment.append((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private void say(Statement.Directive directive, Problem problem) {
    String text = text(directive);
    if (text != null) {
      layout.report(problem.at(directive.span(), text));
    }
  }
}
