package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.link.LinkerScriptParser.AssignmentContext;
import softmetal.assembler.link.LinkerScriptParser.CommandContext;
import softmetal.assembler.link.LinkerScriptParser.ContentContext;
import softmetal.assembler.link.LinkerScriptParser.ExcludedContext;
import softmetal.assembler.link.LinkerScriptParser.IncludeContext;
import softmetal.assembler.link.LinkerScriptParser.InputsContext;
import softmetal.assembler.link.LinkerScriptParser.NameContext;
import softmetal.assembler.link.LinkerScriptParser.NamedContext;
import softmetal.assembler.link.LinkerScriptParser.OutputSectionContext;
import softmetal.assembler.link.LinkerScriptParser.OverlayContext;
import softmetal.assembler.link.LinkerScriptParser.OverlaySectionContext;
import softmetal.assembler.link.LinkerScriptParser.ProgramHeaderContext;
import softmetal.assembler.link.LinkerScriptParser.RegionContext;
import softmetal.assembler.link.LinkerScriptParser.SectionCommandContext;
import softmetal.assembler.link.LinkerScriptParser.SectionPatternContext;

/// The text of a linker script to a [Script]: the one place that sees the parser made by ANTLR.
final class ScriptReader {
  private static final List<String> KEYWORDS =
      List.of(
          "SECTIONS",
          "MEMORY",
          "PHDRS",
          "ENTRY",
          "ASSERT",
          "PROVIDE",
          "PROVIDE_HIDDEN",
          "HIDDEN",
          "KEEP",
          "SORT",
          "OUTPUT_ARCH",
          "OUTPUT_FORMAT",
          "OVERLAY",
          "EXCLUDE_FILE",
          "ORIGIN",
          "LENGTH",
          "INCLUDE",
          "INSERT",
          "EXTERN",
          "REGION_ALIAS");
  private static final int MAX_DEPTH = 10;

  private final SourceText source;
  private final Diagnostics diagnostics;
  private final FormulaReader formulas;
  private final int errorsBefore;
  private final List<Script.Statement> statements = new ArrayList<>();
  private final List<Script.Region> regions = new ArrayList<>();
  private final List<Script.ProgramHeader> programHeaders = new ArrayList<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final List<String> wanted = new ArrayList<>();
  private final List<Script.Files> inputFiles = new ArrayList<>();
  private final List<String> directories = new ArrayList<>();
  private final List<Script.Insertion> insertions = new ArrayList<>();
  private final Function<String, Optional<SourceText>> files;
  private final int depth;
  private int firstOfSections;

  /// @param files finds what INCLUDE names
  private ScriptReader(
      SourceText source,
      Function<String, Optional<SourceText>> files,
      int depth,
      Diagnostics diagnostics) {
    this.source = source;
    this.files = files;
    this.depth = depth;
    this.diagnostics = diagnostics;
    this.formulas = new FormulaReader(source, diagnostics);
    this.errorsBefore = diagnostics.errors();
  }

  /// The script, or empty if it has errors, which are then reported.
  ///
  /// @param files finds what INCLUDE names
  static Optional<Script> read(
      SourceText source, Function<String, Optional<SourceText>> files, Diagnostics diagnostics) {
    ScriptReader reader = new ScriptReader(source, files, 0, diagnostics);
    return reader.guarded(() -> {
      LinkerScriptParser.ScriptContext tree = reader.parser().script();
      if (diagnostics.errors() > reader.errorsBefore) {
        return Optional.empty();
      }
      tree.command().forEach(reader::command);
      return Optional.of(
          new Script(
              reader.statements,
              reader.regions,
              reader.programHeaders,
              reader.aliases,
              reader.wanted,
              reader.inputFiles,
              reader.directories,
              reader.insertions));
    });
  }

  /// What `--defsym` gives: `symbol=expression`.
  static Optional<Script.Assignment> readDefinition(SourceText source, Diagnostics diagnostics) {
    ScriptReader reader = new ScriptReader(source, _ -> Optional.empty(), 0, diagnostics);
    return reader.guarded(() -> {
      LinkerScriptParser.DefinitionContext tree = reader.parser().definition();
      if (diagnostics.errors() > reader.errorsBefore) {
        return Optional.empty();
      }
      return Optional.of(
          new Script.Assignment(
              reader.formulas.span(tree),
              tree.NAME().getText(),
              Script.Mode.SET,
              reader.formulas.formula(tree.expression())));
    });
  }

  /// A result counts only if there was no error on the way to it.
  private <T> Optional<T> guarded(Supplier<Optional<T>> reading) {
    try {
      Optional<T> result = reading.get();
      return diagnostics.errors() > errorsBefore ? Optional.empty() : result;
    } catch (StackOverflowError | BoundedPrediction.TooFar _) {
      diagnostics.report(Problem.SCRIPT_TOO_DEEP.at(source.whole()));
      return Optional.empty();
    } catch (ParseCancellationException _) {
      return Optional.empty();
    }
  }

  private LinkerScriptParser parser() {
    LinkerScriptLexer lexer = new LinkerScriptLexer(CharStreams.fromString(source.text()));
    lexer.removeErrorListeners();
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    LinkerScriptParser parser = new LinkerScriptParser(tokens);
    parser.setInterpreter(new BoundedPrediction(parser));
    parser.removeErrorListeners();
    parser.addErrorListener(new SyntaxErrors(tokens));
    return parser;
  }

  /// Reports the first thing that does not fit, and ends the reading: what follows it is rarely more than an echo, and
  /// getting over a long row of such things would take for ever.
  private final class SyntaxErrors extends BaseErrorListener {
    private final CommonTokenStream tokens;

    SyntaxErrors(CommonTokenStream tokens) {
      this.tokens = tokens;
    }

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object offending,
        int line,
        int column,
        String message,
        @Nullable RecognitionException cause) {
      if (!(offending instanceof Token token)) {
        return;
      }
      report(recognizer, token, message, cause);
      throw new ParseCancellationException();
    }

    private void report(
        Recognizer<?, ?> recognizer,
        Token token,
        String message,
        @Nullable RecognitionException cause) {
      String found =
          token.getType() == Token.EOF ? "the end of the script" : "`" + token.getText() + "`";
      Token before = token.getTokenIndex() == 0 ? token : tokens.get(token.getTokenIndex() - 1);
      Optional<String> keyword =
          before.getType() == LinkerScriptLexer.NAME
              ? Spelling.nearest(before.getText(), KEYWORDS)
              : Optional.empty();
      if (keyword.isPresent()) {
        SourceSpan place = formulas.span(before, before);
        diagnostics.report(
            Problem.SCRIPT_SYNTAX
                .at(place, "`" + before.getText() + "`")
                .suggest(place, keyword.get(), "did you mean `%s`?".formatted(keyword.get())));
        return;
      }
      Diagnostic diagnostic = Problem.SCRIPT_SYNTAX.at(formulas.span(token, token), found);
      IntervalSet expected = cause == null ? null : cause.getExpectedTokens();
      if (expected != null && expected.size() <= 6) {
        List<String> names = new ArrayList<>();
        for (int type : expected.toList()) {
          names.add(
              type == Token.EOF ? "the end" : recognizer.getVocabulary().getDisplayName(type));
        }
        diagnostic = diagnostic.note("here would fit: " + String.join(", ", names));
      } else if (message.startsWith("missing ")) {
        diagnostic = diagnostic.note(message);
      }
      diagnostics.report(diagnostic);
    }
  }

  // --- statements

  private void command(CommandContext command) {
    if (!command.sectionCommand().isEmpty()) {
      firstOfSections = statements.size();
    }
    command.sectionCommand().forEach(this::sectionCommand);
    command.region().forEach(this::region);
    for (IncludeContext include : command.include()) {
      boolean inMemory = command.getStart().getText().equals("MEMORY");
      included(include)
          .ifPresent(reader -> reader.read(inMemory ? Rule.REGIONS : Rule.SCRIPT, this));
    }
    if (command.anchor != null) {
      List<Script.Statement> moved = statements.subList(firstOfSections, statements.size());
      insertions.add(
          new Script.Insertion(
              formulas.span(command),
              command.side.getText().equals("AFTER"),
              formulas.text(command.anchor),
              moved));
      moved.clear();
    }
    if (command.alias != null) {
      aliases.put(formulas.text(command.alias), formulas.text(command.aliased));
    }
    command.wanted.forEach(name -> wanted.add(formulas.text(name)));
    if (command.inputFiles != null) {
      List<String> names = new ArrayList<>();
      command.named().forEach(named -> names(named, names));
      inputFiles.add(
          new Script.Files(
              formulas.span(command), Script.Role.valueOf(command.inputFiles.getText()), names));
    }
    if (command.directory != null) {
      directories.add(formulas.text(command.directory));
    }
    command.programHeader().forEach(this::programHeader);
    if (command.entry() != null) {
      statements.add(
          new Script.Entry(formulas.span(command), formulas.text(command.entry().name())));
    }
    if (command.assignment() != null) {
      statements.add(assignment(command.assignment()));
    }
    if (command.assertion() != null) {
      statements.add(assertion(command.assertion()));
    }
  }

  private void names(NamedContext named, List<String> into) {
    if (named.name() != null) {
      into.add(formulas.text(named.name()));
    }
    named.named().forEach(inner -> names(inner, into));
  }

  private enum Rule {
    SCRIPT,
    SECTIONS,
    REGIONS
  }

  /// A reader for the file that an INCLUDE names; empty if it cannot be had, which is then reported.
  private Optional<ScriptReader> included(IncludeContext include) {
    String name = formulas.text(include.name());
    if (depth == MAX_DEPTH) {
      diagnostics.report(Problem.SCRIPT_TOO_DEEP.at(formulas.span(include)));
      return Optional.empty();
    }
    Optional<SourceText> text = files.apply(name);
    if (text.isEmpty()) {
      diagnostics.report(Problem.SCRIPT_INCLUDE.at(formulas.span(include), name));
    }
    return text.map(found -> new ScriptReader(found, files, depth + 1, diagnostics));
  }

  /// Reads a file as part of another.
  private void read(Rule rule, ScriptReader into) {
    LinkerScriptParser parser = parser();
    switch (rule) {
      case SCRIPT -> {
        var tree = parser.script();
        if (diagnostics.errors() == errorsBefore) {
          tree.command().forEach(this::command);
        }
      }
      case SECTIONS -> {
        var tree = parser.includedSections();
        if (diagnostics.errors() == errorsBefore) {
          tree.sectionCommand().forEach(this::sectionCommand);
        }
      }
      case REGIONS -> {
        var tree = parser.includedRegions();
        if (diagnostics.errors() == errorsBefore) {
          tree.region().forEach(this::region);
        }
      }
    }
    into.statements.addAll(statements);
    into.regions.addAll(regions);
    into.programHeaders.addAll(programHeaders);
    into.aliases.putAll(aliases);
    into.wanted.addAll(wanted);
    into.inputFiles.addAll(inputFiles);
    into.directories.addAll(directories);
    into.insertions.addAll(insertions);
  }

  private void readContents(List<Script.Statement> body) {
    var tree = parser().includedContents();
    if (diagnostics.errors() == errorsBefore) {
      tree.content().forEach(content -> content(content, body));
    }
  }

  private void sectionCommand(SectionCommandContext command) {
    if (command.include() != null) {
      included(command.include()).ifPresent(reader -> reader.read(Rule.SECTIONS, this));
    }
    if (command.outputSection() != null) {
      statements.add(output(command.outputSection()));
    }
    if (command.overlay() != null) {
      statements.addAll(overlay(command.overlay()));
    }
    if (command.entry() != null) {
      statements.add(
          new Script.Entry(formulas.span(command), formulas.text(command.entry().name())));
    }
    if (command.assignment() != null) {
      statements.add(assignment(command.assignment()));
    }
    if (command.assertion() != null) {
      statements.add(assertion(command.assertion()));
    }
  }

  private List<Script.Statement> overlay(OverlayContext overlay) {
    Overlay result =
        new Overlay(
            formulas.span(overlay),
            formulas.optional(overlay.start),
            formulas.optional(overlay.at));
    for (OverlaySectionContext section : overlay.overlaySection()) {
      List<Script.Statement> body = new ArrayList<>();
      section.content().forEach(content -> content(content, body));
      List<NameContext> headers = section.phdrs.isEmpty() ? overlay.phdrs : section.phdrs;
      result.add((address, loadAddress) ->
          new Script.Output(
              formulas.span(section.title),
              formulas.text(section.title),
              address,
              loadAddress,
              Optional.empty(),
              formulas.optional(overlay.subalign),
              false,
              Script.Kind.NORMAL,
              Optional.empty(),
              body,
              Optional.ofNullable(overlay.vma).map(formulas::text),
              Optional.ofNullable(overlay.lma).map(formulas::text),
              headers.stream().map(formulas::text).toList(),
              formulas.optional(section.fill).or(() -> formulas.optional(overlay.fill)),
              true));
    }
    return result.statements();
  }

  private Script.Assignment assignment(AssignmentContext assignment) {
    String target = assignment.target.getText();
    Formula value = formulas.formula(assignment.expression());
    SourceSpan span = formulas.span(assignment);
    if (assignment.keyword != null) {
      Script.Mode mode =
          assignment.keyword.getText().equals("HIDDEN") ? Script.Mode.HIDDEN : Script.Mode.PROVIDE;
      if (target.equals(".")) {
        diagnostics.report(Problem.SCRIPT_PROVIDES_DOT.at(span));
      }
      return new Script.Assignment(span, target, mode, value);
    }
    String operator = assignment.operator.getText();
    if (!operator.equals("=")) {
      Formula old = new Formula.Name(formulas.span(assignment.target, assignment.target), target);
      value = new Formula.Binary(span, operator.substring(0, operator.length() - 1), old, value);
    }
    return new Script.Assignment(span, target, Script.Mode.SET, value);
  }

  private Script.Assertion assertion(LinkerScriptParser.AssertionContext assertion) {
    return new Script.Assertion(
        formulas.span(assertion),
        formulas.formula(assertion.expression()),
        FormulaReader.unquoted(assertion.STRING().getText()));
  }

  private void region(RegionContext region) {
    String first = region.NAME(0).getText().toLowerCase(Locale.ROOT);
    String second = region.NAME(1).getText().toLowerCase(Locale.ROOT);
    if (!List.of("origin", "org", "o").contains(first)
        || !List.of("length", "len", "l").contains(second)) {
      diagnostics.report(Problem.SCRIPT_REGION.at(formulas.span(region)));
    }
    String attributes = region.attributes() == null ? "" : region.attributes().getText();
    regions.add(
        new Script.Region(
            formulas.span(region),
            formulas.text(region.name()),
            attributes.replaceAll("[()]", ""),
            formulas.formula(region.expression(0)),
            formulas.formula(region.expression(1))));
  }

  private void programHeader(ProgramHeaderContext header) {
    programHeaders.add(
        new Script.ProgramHeader(
            formulas.span(header),
            formulas.text(header.name()),
            formulas.formula(header.kind),
            formulas.optional(header.at),
            formulas.optional(header.flags)));
  }

  private Script.Output output(OutputSectionContext output) {
    List<Script.Statement> body = new ArrayList<>();
    for (ContentContext content : output.content()) {
      content(content, body);
    }
    String constraint = output.constraint == null ? "" : output.constraint.getText();
    return new Script.Output(
        formulas.span(output.title),
        formulas.text(output.title),
        formulas.optional(output.address),
        formulas.optional(output.at),
        formulas.optional(output.align),
        formulas.optional(output.subalign),
        output.withInput != null,
        kind(output.kind == null ? "" : output.kind.getText()),
        constraint.isEmpty() ? Optional.empty() : Optional.of(constraint.equals("ONLY_IF_RW")),
        body,
        Optional.ofNullable(output.vma).map(formulas::text),
        Optional.ofNullable(output.lma).map(formulas::text),
        output.phdrs.stream().map(formulas::text).toList(),
        formulas.optional(output.fill),
        false);
  }

  private static Script.Kind kind(String keyword) {
    return switch (keyword) {
      case "NOLOAD" -> Script.Kind.NO_LOAD;
      case "READONLY" -> Script.Kind.READ_ONLY;
      case "COPY", "INFO", "DSECT", "OVERLAY" -> Script.Kind.NO_ALLOC;
      default -> Script.Kind.NORMAL;
    };
  }

  private void content(ContentContext content, List<Script.Statement> body) {
    if (content.include() != null) {
      included(content.include()).ifPresent(reader -> reader.readContents(body));
    } else if (content.assignment() != null) {
      body.add(assignment(content.assignment()));
    } else if (content.assertion() != null) {
      body.add(assertion(content.assertion()));
    } else if (content.data != null) {
      int bytes =
          switch (content.data.getText()) {
            case "BYTE" -> 1;
            case "SHORT" -> 2;
            case "LONG" -> 4;
            default -> 8;
          };
      body.add(
          new Script.Data(formulas.span(content), bytes, formulas.formula(content.expression())));
    } else if (content.expression() != null) {
      body.add(new Script.Fill(formulas.span(content), formulas.formula(content.expression())));
    } else if (content.inputs() != null) {
      body.add(inputs(content.inputs(), content.getStart().getText().equals("KEEP")));
    }
  }

  private Script.Inputs inputs(InputsContext inputs, boolean keep) {
    List<Script.SectionPattern> patterns = new ArrayList<>();
    for (SectionPatternContext pattern : inputs.sectionPattern()) {
      pattern(pattern, List.of(), Script.Order.AS_FOUND, patterns);
    }
    return new Script.Inputs(
        formulas.span(inputs),
        formulas.text(inputs.name()),
        excluded(inputs.excluded()),
        patterns,
        keep);
  }

  /// The outermost SORT of nested ones decides.
  private void pattern(
      SectionPatternContext pattern,
      List<String> excluded,
      Script.Order order,
      List<Script.SectionPattern> into) {
    if (pattern.sort == null) {
      List<String> files = new ArrayList<>(excluded);
      pattern.excluded().forEach(e -> files.addAll(excluded(e)));
      into.add(new Script.SectionPattern(formulas.text(pattern.name()), files, order));
      return;
    }
    Script.Order asked =
        switch (pattern.sort.getText()) {
          case "SORT", "SORT_BY_NAME" -> Script.Order.BY_NAME;
          case "SORT_BY_ALIGNMENT" -> Script.Order.BY_ALIGNMENT;
          case "SORT_BY_INIT_PRIORITY" -> Script.Order.BY_INIT_PRIORITY;
          default -> Script.Order.AS_FOUND;
        };
    List<String> files = new ArrayList<>(excluded);
    pattern.excluded().forEach(e -> files.addAll(excluded(e)));
    for (SectionPatternContext inner : pattern.sectionPattern()) {
      pattern(inner, files, order == Script.Order.AS_FOUND ? asked : order, into);
    }
  }

  private List<String> excluded(@Nullable ExcludedContext excluded) {
    return excluded == null ? List.of() : excluded.name().stream().map(formulas::text).toList();
  }
}
