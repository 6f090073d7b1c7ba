package softmetal.assembler.layout;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.expand.Expander;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.syntax.Operand;
import softmetal.assembler.syntax.Statement;

/// The table of all directives: each has a handler, which lives with its kin.
final class Directives {
  /// What one directive does.
  @FunctionalInterface
  interface Handler {
    void run(Statement.Directive directive);
  }

  private final Layout layout;
  private final Map<String, Handler> handlers = new HashMap<>();
  private int functions;

  Directives(Layout layout, BinaryFiles files) {
    this.layout = layout;
    sections(new SectionDirectives(layout));
    symbols(new SymbolDirectives(layout));
    data(new DataDirectives(layout), files);
    places(new PlaceDirectives(layout));
    object(new ObjectDirectives(layout));
    messages(new OperandReader(layout));
    add(new OptionDirectives(layout)::option, ".option");
    new FrameDirectives(layout, layout.debug().frames()).addTo(this);
    LineDirectives lines = new LineDirectives(layout);
    add(lines::location, ".loc");
    add(lines::markLabels, ".loc_mark_labels");
    add(directive -> {}, ".line", ".ln", ".variant_cc", ".addrsig", ".addrsig_sym");
    add(directive -> {}, ".extern", ".xref", ".lflags", ".name", ".noformat", ".format");
    add(directive -> {}, ".list", ".nolist", ".title", ".ttl", ".sbttl", ".eject", ".psize");
    add(directive -> {}, ".page", ".nopage", ".plen", ".llen", ".spc", ".debug", ".linefile");
    add(directive -> functions++, ".func");
    add(this::endFunction, ".endfunc");
  }

  /// `.func` and `.endfunc` mean something to stabs only; but they belong together.
  private void endFunction(Statement.Directive directive) {
    if (functions == 0) {
      layout.report(Problem.NOTHING_TO_POP.at(directive.span(), ".endfunc", ".func"));
    } else {
      functions--;
    }
  }

  void add(Handler handler, String... names) {
    for (String name : names) {
      handlers.put(name, handler);
    }
  }

  // spotless:off (the columns are the documentation)
  private void sections(SectionDirectives sections) {
    add(sections::plainSection,                            ".text", ".data", ".bss");
    add(d -> sections.section(d, false),                   ".section", ".sect", ".section.s");
    add(d -> sections.section(d, true),                    ".pushsection");
    add(sections::popSection,                              ".popsection");
    add(sections::subsection,                              ".subsection");
    add(sections::structure,                               ".struct", ".offset");
    add(d -> layout.sections().enterPrevious(),            ".previous");
  }

  private void symbols(SymbolDirectives symbols) {
    add(d -> symbols.bind(d, Symbol.Binding.GLOBAL),       ".globl", ".global", ".xdef");
    add(d -> symbols.bind(d, Symbol.Binding.WEAK),         ".weak");
    add(d -> symbols.bind(d, Symbol.Binding.LOCAL),        ".local");
    add(d -> symbols.show(d, Symbol.Visibility.HIDDEN),    ".hidden");
    add(d -> symbols.show(d, Symbol.Visibility.PROTECTED), ".protected");
    add(d -> symbols.show(d, Symbol.Visibility.INTERNAL),  ".internal");
    add(d -> symbols.set(d, false),                        ".set", ".equ", ".lsym");
    add(d -> symbols.set(d, true),                         ".equiv");
    add(symbols::equation,                                 ".eqv");
    add(symbols::weakReference,                            ".weakref");
    add(symbols::version,                                  ".symver");
    add(symbols::type,                                     ".type");
    add(symbols::size,                                     ".size");
    add(symbols::common,                                   ".comm", ".common", ".common.s", ".xcom");
    add(symbols::threadCommon,                             ".tls_common");
    add(symbols::localCommon,                              ".lcomm");
  }

  private void data(DataDirectives data, BinaryFiles files) {
    add(d -> data.numbers(d, 1),                           ".byte", ".dc.b");
    add(d -> data.numbers(d, 2),                           ".half", ".hword", ".short", ".2byte", ".dc", ".dc.w");
    add(d -> data.numbers(d, 4),                           ".word", ".long", ".int", ".4byte", ".dc.l");
    add(d -> data.numbers(d, 8),                           ".dword", ".quad", ".8byte", ".dc.a");
    add(data::octa,                                        ".octa");
    add(d -> data.decimals(d, 4),                          ".float", ".single", ".dc.s");
    add(d -> data.decimals(d, 8),                          ".double", ".dc.d");
    add(d -> data.decimals(d, FloatingFormat.HALF),        ".float16");
    add(d -> data.decimals(d, FloatingFormat.EXTENDED),    ".dc.x");
    add(d -> data.decimalBlocks(d, 4),                     ".dcb.s");
    add(d -> data.decimalBlocks(d, 8),                     ".dcb.d");
    add(d -> data.decimalBlocks(d, 10),                    ".dcb.x");
    add(d -> data.threadOffsets(d, RelocationType.R_RISCV_TLS_DTPREL32), ".dtprelword");
    add(d -> data.threadOffsets(d, RelocationType.R_RISCV_TLS_DTPREL64), ".dtpreldword");
    add(d -> data.strings(d, false),                       ".ascii");
    add(d -> data.strings(d, true),                        ".asciz", ".string", ".string8");
    add(d -> data.wideStrings(d, 2),                       ".string16");
    add(d -> data.wideStrings(d, 4),                       ".string32");
    add(d -> data.wideStrings(d, 8),                       ".string64");
    add(data::space,                                       ".zero", ".space", ".skip");
    add(d -> data.blocks(d, 1),                     ".ds.b");
    add(d -> data.blocks(d, 2),                     ".ds", ".ds.w");
    add(d -> data.blocks(d, 4),                     ".ds.l", ".ds.s");
    add(d -> data.blocks(d, 8),                     ".ds.d");
    add(d -> data.blocks(d, 12),                    ".ds.p", ".ds.x");
    add(d -> data.blocks(d, 1),                      ".dcb.b");
    add(d -> data.blocks(d, 2),                      ".dcb", ".dcb.w");
    add(d -> data.blocks(d, 4),                      ".dcb.l");
    add(data::noOperation,                                 ".nop");
    add(data::fill,                                        ".fill");
    add(d -> data.leb128(d, false),                        ".uleb128");
    add(d -> data.leb128(d, true),                         ".sleb128");
    add(d -> data.include(d, files),                       ".incbin");
  }

  private void places(PlaceDirectives places) {
    add(places::relocation,                                ".reloc");
    add(places::org,                                       ".org");
    add(d -> places.align(d, true, 1),                     ".align", ".p2align");
    add(d -> places.align(d, true, 2),                     ".p2alignw");
    add(d -> places.align(d, true, 4),                     ".p2alignl");
    add(d -> places.align(d, false, 1),                    ".balign");
    add(d -> places.align(d, false, 2),                    ".balignw");
    add(d -> places.align(d, false, 4),                    ".balignl");
  }

  private void object(ObjectDirectives object) {
    add(object::attribute,                                 ".attribute");
    add(object::file,                                      ".file");
    add(object::version,                                   ".version");
    add(object::ident,                                     ".ident");
    add(layout::rawInstruction,                            ".insn");
  }

  private void messages(OperandReader read) {
    add(d -> say(d, read.text(d), Problem.ERROR_DIRECTIVE),   ".error");
    add(d -> say(d, ".err", Problem.ERROR_DIRECTIVE),         ".err");
    add(d -> say(d, read.text(d), Problem.WARNING_DIRECTIVE), ".warning");
    add(d -> say(d, read.text(d), Problem.PRINT_DIRECTIVE),   ".print");
    add(d -> fail(d, read),                                   ".fail");
    add(d -> say(d, ".abort", Problem.ERROR_DIRECTIVE),       ".abort");
  }
  // spotless:on

  boolean isKnown(String name) {
    return handlers.containsKey(name);
  }

  /// What other assemblers and simulators call otherwise.
  private static final Map<String, String> FOREIGN =
      Map.of(
          ".eqv", ".equ",
          ".asciiz", ".asciz",
          ".end_macro", ".endm",
          ".endmacro", ".endm",
          ".db", ".byte",
          ".dh", ".half",
          ".dw", ".word",
          ".dq", ".quad",
          ".ds", ".space",
          ".include_binary", ".incbin");

  void run(Statement.Directive directive) {
    Handler handler = handlers.get(directive.name());
    if (handler != null) {
      handler.run(directive);
    } else {
      unknown(directive);
    }
  }

  private void say(Statement.Directive directive, @Nullable String text, Problem problem) {
    if (text != null) {
      layout.report(problem.at(directive.span(), text));
    }
  }

  /// `.fail n`: an error below 500, a warning from there on.
  private void fail(Statement.Directive directive, OperandReader read) {
    Operand operand = read.operand(directive, 0);
    if (operand == null) {
      read.usage(directive, ".fail number");
      return;
    }
    read.number(operand, ".fail")
        .ifPresent(number ->
            say(
                directive,
                ".fail " + number,
                number < 500 ? Problem.ERROR_DIRECTIVE : Problem.WARNING_DIRECTIVE));
  }

  private void unknown(Statement.Directive directive) {
    SourceSpan span = directive.nameSpan();
    Diagnostic unknown = Problem.UNKNOWN_DIRECTIVE.at(span, directive.name());
    if (!layout.isNews(unknown)) {
      layout.report(unknown);
      return;
    }
    TreeSet<String> known = new TreeSet<>(handlers.keySet());
    known.addAll(Expander.OWN);
    layout.report(
        Optional.ofNullable(FOREIGN.get(directive.name()))
            .or(() -> Spelling.nearest(directive.name(), known))
            .map(near -> unknown.suggest(span, near, "did you mean `%s`?".formatted(near)))
            .orElse(unknown));
  }
}
