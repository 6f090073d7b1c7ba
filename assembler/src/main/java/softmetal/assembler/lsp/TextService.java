package softmetal.assembler.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.*;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;
import org.eclipse.lsp4j.jsonrpc.messages.Either;
import org.eclipse.lsp4j.jsonrpc.messages.Either3;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseError;
import org.eclipse.lsp4j.jsonrpc.messages.ResponseErrorCode;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.format.Formatter;
import softmetal.assembler.lsp.Outline.Definition;
import softmetal.assembler.lsp.Outline.Kind;
import softmetal.assembler.lsp.Outline.Mention;
import softmetal.isa.Csr;
import softmetal.isa.Form;
import softmetal.isa.Forms;
import softmetal.isa.InstructionSet;

/// Answers what is asked about texts. Messages about a text come a moment after its last change, from a thread of their
/// own.
final class TextService implements TextDocumentService {
  private static final long DELAY_MILLIS = 150;
  private static final int MAX_MESSAGES = 200;

  private final Documents documents;
  private final List<Path> includePath;
  private final Map<Path, Diagnosis> diagnoses = new ConcurrentHashMap<>();
  private final Map<Path, Future<?>> waiting = new ConcurrentHashMap<>();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("diagnosis").factory());
  private volatile @Nullable LanguageClient client;

  private volatile Settings settings;

  TextService(Documents documents, List<Path> includePath, Settings settings) {
    this.documents = documents;
    this.includePath = includePath;
    this.settings = settings;
  }

  /// What the editor says of its settings: everything is looked at anew.
  void configure(@Nullable Object given) {
    settings = settings.changedBy(given);
    checkAll();
  }

  void connect(LanguageClient to) {
    client = to;
  }

  void stop() {
    worker.shutdownNow();
  }

  // --- texts and their messages

  @Override
  public void didOpen(DidOpenTextDocumentParams opened) {
    TextDocumentItem item = opened.getTextDocument();
    Documents.path(item.getUri())
        .ifPresent(file -> {
          documents.put(file, item.getText(), item.getVersion());
          check(file);
        });
  }

  @Override
  public void didChange(DidChangeTextDocumentParams changed) {
    List<TextDocumentContentChangeEvent> changes = changed.getContentChanges();
    Documents.path(changed.getTextDocument().getUri())
        .filter(file -> !changes.isEmpty())
        .ifPresent(file -> {
          documents.put(file, changes.getLast().getText(), changed.getTextDocument().getVersion());
          // A header that changed may change what is wrong in all that include it.
          checkAll();
        });
  }

  @Override
  public void didClose(DidCloseTextDocumentParams closed) {
    Documents.path(closed.getTextDocument().getUri())
        .ifPresent(file -> {
          documents.close(file);
          diagnoses.remove(file);
          publish(file, List.of());
        });
  }

  @Override
  public void didSave(DidSaveTextDocumentParams saved) {
    checkAll();
  }

  void checkAll() {
    documents.all().keySet().forEach(this::check);
  }

  private void check(Path file) {
    String name = file.toString();
    if (!name.endsWith(".s")
        && !name.endsWith(".S")
        && !name.endsWith(".sx")
        && !name.endsWith(".asm")) {
      return;
    }
    if (worker.isShutdown()) {
      return;
    }
    Future<?> next = worker.schedule(() -> diagnose(file), DELAY_MILLIS, TimeUnit.MILLISECONDS);
    Future<?> before = waiting.put(file, next);
    if (before != null) {
      before.cancel(false);
    }
  }

  private void diagnose(Path file) {
    Map<Path, String> open = documents.all();
    String text = open.get(file);
    if (text == null) {
      return;
    }
    Diagnosis diagnosis;
    try {
      diagnosis = Diagnosis.of(file, text, settings, includePath, open);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      Diagnostic own =
          new Diagnostic(
              new Range(new Position(0, 0), new Position(0, 1)),
              "an error of softmetal's own: " + broken);
      publish(file, List.of(own));
      return;
    }
    diagnoses.put(file, diagnosis);
    publish(
        file,
        diagnosis.found().stream().limit(MAX_MESSAGES).map(Diagnosis.Found::diagnostic).toList());
  }

  private void publish(Path file, List<Diagnostic> diagnostics) {
    LanguageClient to = client;
    if (to != null) {
      to.publishDiagnostics(
          new PublishDiagnosticsParams(
              file.toUri().toString(), diagnostics, documents.version(file)));
    }
  }

  @Override
  public CompletableFuture<List<Either<Command, CodeAction>>> codeAction(CodeActionParams asked) {
    String uri = asked.getTextDocument().getUri();
    Diagnosis diagnosis = Documents.path(uri).map(diagnoses::get).orElse(null);
    List<Either<Command, CodeAction>> actions = new ArrayList<>();
    if (diagnosis != null) {
      for (Diagnosis.Found found : diagnosis.found()) {
        Optional<TextEdit> edit = found.edit();
        if (edit.isPresent() && overlap(found.diagnostic().getRange(), asked.getRange())) {
          CodeAction action = new CodeAction(found.title().orElse("set right"));
          action.setKind(CodeActionKind.QuickFix);
          action.setDiagnostics(List.of(found.diagnostic()));
          action.setEdit(new WorkspaceEdit(Map.of(uri, List.of(edit.get()))));
          actions.add(Either.forRight(action));
        }
      }
    }
    return CompletableFuture.completedFuture(actions);
  }

  private static boolean overlap(Range one, Range other) {
    return one.getStart().getLine() <= other.getEnd().getLine()
        && other.getStart().getLine() <= one.getEnd().getLine();
  }

  // --- names

  /// A place that was asked about.
  private record Asked(Path file, Outline outline, Position position) {
    Optional<Mention> mention() {
      return outline.at(position.getLine(), position.getCharacter());
    }
  }

  private Optional<Asked> asked(TextDocumentPositionParams parameters) {
    return Documents.path(parameters.getTextDocument().getUri())
        .map(file ->
            new Asked(file, Outline.of(documents.text(file).orElse("")), parameters.getPosition()));
  }

  private static Range range(Mention mention) {
    return new Range(
        new Position(mention.line(), mention.column()),
        new Position(mention.line(), mention.column() + mention.name().length()));
  }

  private static Location location(Path file, Mention mention) {
    return new Location(file.toUri().toString(), range(mention));
  }

  @Override
  public CompletableFuture<Either<List<? extends Location>, List<? extends LocationLink>>>
      definition(DefinitionParams parameters) {
    return CompletableFuture.completedFuture(
        Either.forLeft(asked(parameters).map(this::definitions).orElse(List.of())));
  }

  private List<Location> definitions(Asked asked) {
    Position at = asked.position();
    for (Outline.Inclusion inclusion : asked.outline().inclusions()) {
      if (inclusion.mention().holds(at.getLine(), at.getCharacter())) {
        return documents.included(asked.file(), inclusion.mention().name()).stream()
            .map(file -> location(file, new Mention("", 0, 0)))
            .toList();
      }
    }
    Optional<Mention> mention = asked.mention();
    if (mention.isEmpty()) {
      return List.of();
    }
    String name = mention.get().name();
    if (name.matches("[0-9]+[fb]")) {
      return asked.outline().numericLabel(name, at.getLine()).stream()
          .map(found -> location(asked.file(), found.mention()))
          .toList();
    }
    List<Location> found = new ArrayList<>();
    documents
        .around(asked.file())
        .forEach((file, outline) ->
            outline.definitions().stream()
                .filter(definition -> definition.name().equals(name))
                .forEach(definition -> found.add(location(file, definition.mention()))));
    return found;
  }

  @Override
  public CompletableFuture<List<? extends Location>> references(ReferenceParams parameters) {
    List<Location> found = new ArrayList<>();
    asked(parameters)
        .ifPresent(asked ->
            asked
                .mention()
                .filter(mention -> !Character.isDigit(mention.name().charAt(0)))
                .ifPresent(mention ->
                    mentions(asked.file(), mention.name())
                        .forEach(
                            (file, all) -> all.forEach(one -> found.add(location(file, one))))));
    return CompletableFuture.completedFuture(found);
  }

  private SequencedMap<Path, List<Mention>> mentions(Path file, String name) {
    SequencedMap<Path, List<Mention>> found = new java.util.LinkedHashMap<>();
    documents
        .around(file)
        .forEach((path, outline) -> {
          List<Mention> all = outline.mentionsOf(name);
          if (!all.isEmpty()) {
            found.put(path, all);
          }
        });
    return found;
  }

  @Override
  public CompletableFuture<Either3<Range, PrepareRenameResult, PrepareRenameDefaultBehavior>>
      prepareRename(PrepareRenameParams parameters) {
    Mention mention = renamed(parameters).mention().orElseThrow();
    return CompletableFuture.completedFuture(
        Either3.forSecond(new PrepareRenameResult(range(mention), mention.name())));
  }

  @Override
  public CompletableFuture<WorkspaceEdit> rename(RenameParams parameters) {
    Asked asked = renamed(parameters);
    String name = asked.mention().orElseThrow().name();
    String next = parameters.getNewName();
    if (!next.matches("[A-Za-z_.$][A-Za-z0-9_.$]*")) {
      throw refusal("`%s` cannot be the name of a symbol".formatted(next));
    }
    boolean taken =
        documents.around(asked.file()).values().stream()
            .flatMap(outline -> outline.mentions().stream())
            .anyMatch(mention -> mention.name().equals(next));
    if (taken && !next.equals(name)) {
      throw refusal("`%s` is in use already".formatted(next));
    }
    Map<String, List<TextEdit>> edits = new HashMap<>();
    mentions(asked.file(), name)
        .forEach((file, all) ->
            edits.put(
                file.toUri().toString(),
                all.stream().map(one -> new TextEdit(range(one), next)).toList()));
    return CompletableFuture.completedFuture(new WorkspaceEdit(edits));
  }

  /// The place of a name that can be changed.
  private Asked renamed(TextDocumentPositionParams parameters) {
    Asked asked = asked(parameters).orElseThrow(() -> refusal("this is no file"));
    String name =
        asked.mention().map(Mention::name).orElseThrow(() -> refusal("there is no name here"));
    if (Character.isDigit(name.charAt(0))) {
      throw refusal("`%s` is a number, or a numeric label, and stays as it is".formatted(name));
    }
    boolean ours =
        documents.around(asked.file()).values().stream()
            .flatMap(outline -> outline.definitions().stream())
            .anyMatch(d ->
                d.name().equals(name) && (d.kind() == Kind.LABEL || d.kind() == Kind.CONSTANT));
    if (!ours) {
      throw refusal("`%s` is no label or symbol that is defined here".formatted(name));
    }
    return asked;
  }

  private static ResponseErrorException refusal(String why) {
    return new ResponseErrorException(
        new ResponseError(ResponseErrorCode.RequestFailed, why, null));
  }

  // --- what there is to know

  @Override
  public CompletableFuture<@Nullable Hover> hover(HoverParams parameters) {
    Hover hover = asked(parameters).flatMap(this::hover).orElse(null);
    return CompletableFuture.completedFuture(hover);
  }

  private Optional<Hover> hover(Asked asked) {
    Optional<Mention> mention = asked.mention();
    if (mention.isEmpty()) {
      return Optional.empty();
    }
    String name = mention.get().name();
    String line =
        documents
            .text(asked.file())
            .orElse("")
            .lines()
            .skip(mention.get().line())
            .findFirst()
            .orElse("");
    String statement = line.substring(Math.min(mention.get().column(), line.length()));
    int end = statement.indexOf(';');
    Optional<String> text =
        documents.around(asked.file()).entrySet().stream()
            .flatMap(entry ->
                entry.getValue().definitions().stream()
                    .filter(definition -> definition.name().equals(name))
                    .map(definition -> described(entry.getKey(), definition)))
            .findFirst()
            .or(() -> Knowledge.about(name, end < 0 ? statement : statement.substring(0, end)));
    return text.map(
        known -> new Hover(new MarkupContent(MarkupKind.MARKDOWN, known), range(mention.get())));
  }

  private static String described(Path file, Definition definition) {
    return "```\n%s\n```\n%s, line %d"
        .formatted(definition.detail(), file.getFileName(), definition.mention().line() + 1);
  }

  @Override
  public CompletableFuture<List<Either<SymbolInformation, DocumentSymbol>>> documentSymbol(
      DocumentSymbolParams parameters) {
    List<Either<SymbolInformation, DocumentSymbol>> symbols = new ArrayList<>();
    Documents.path(parameters.getTextDocument().getUri())
        .flatMap(documents::text)
        .map(Outline::of)
        .ifPresent(outline ->
            outline.definitions().stream()
                .filter(definition -> definition.kind() != Kind.NUMERIC_LABEL)
                .forEach(definition -> {
                  Range place = range(definition.mention());
                  symbols.add(
                      Either.forRight(
                          new DocumentSymbol(
                              definition.name(),
                              symbolKind(definition.kind()),
                              place,
                              place,
                              definition.detail())));
                }));
    return CompletableFuture.completedFuture(symbols);
  }

  @Override
  public CompletableFuture<SemanticTokens> semanticTokensFull(SemanticTokensParams parameters) {
    List<Integer> tokens =
        Documents.path(parameters.getTextDocument().getUri())
            .flatMap(file ->
                documents
                    .text(file)
                    .map(text -> Highlights.of(text, documents.around(file).values())))
            .orElse(List.of());
    return CompletableFuture.completedFuture(new SemanticTokens(tokens));
  }

  private static SymbolKind symbolKind(Kind kind) {
    return switch (kind) {
      case LABEL, NUMERIC_LABEL -> SymbolKind.Function;
      case CONSTANT, CPP_MACRO -> SymbolKind.Constant;
      case MACRO -> SymbolKind.Method;
    };
  }

  @Override
  public CompletableFuture<Either<List<CompletionItem>, CompletionList>> completion(
      CompletionParams parameters) {
    return CompletableFuture.completedFuture(
        Either.forLeft(asked(parameters).map(this::completions).orElse(List.of())));
  }

  private List<CompletionItem> completions(Asked asked) {
    Position at = asked.position();
    String line =
        documents.text(asked.file()).orElse("").lines().skip(at.getLine()).findFirst().orElse("");
    String before = line.substring(0, Math.min(at.getCharacter(), line.length()));
    String statement =
        before
            .substring(before.lastIndexOf(';') + 1)
            .replaceFirst("^(\\s*+[A-Za-z0-9_.$]++:)++", "")
            .stripLeading();
    Map<String, CompletionItem> items = new TreeMap<>();
    boolean first = !statement.matches("(?s).*\\s.*");
    if (first) {
      for (String mnemonic : InstructionSet.ALL.mnemonics()) {
        List<Form> forms = Forms.of(mnemonic);
        add(
            items,
            mnemonic,
            CompletionItemKind.Keyword,
            forms.isEmpty() ? "" : forms.getFirst().usage());
      }
      Knowledge.DIRECTIVES.forEach(directive ->
          add(items, directive.split(" ", 2)[0], CompletionItemKind.Keyword, directive));
    } else {
      Knowledge.REGISTERS.forEach(
          register -> add(items, register, CompletionItemKind.Variable, "register"));
      if (statement.startsWith("csr")) {
        Csr.names().forEach(name -> add(items, name, CompletionItemKind.Property, "CSR"));
      }
    }
    documents
        .around(asked.file())
        .values()
        .forEach(outline ->
            outline.definitions().stream()
                .filter(definition -> definition.kind() != Kind.NUMERIC_LABEL)
                .filter(definition -> !first || definition.kind() != Kind.LABEL)
                .forEach(definition ->
                    add(
                        items,
                        definition.name(),
                        completionKind(definition.kind()),
                        definition.detail())));
    return List.copyOf(items.values());
  }

  private static CompletionItemKind completionKind(Kind kind) {
    return switch (kind) {
      case LABEL, NUMERIC_LABEL -> CompletionItemKind.Function;
      case CONSTANT, CPP_MACRO -> CompletionItemKind.Constant;
      case MACRO -> CompletionItemKind.Method;
    };
  }

  private static void add(
      Map<String, CompletionItem> items, String label, CompletionItemKind kind, String detail) {
    CompletionItem item = new CompletionItem(label);
    item.setKind(kind);
    item.setDetail(detail);
    items.putIfAbsent(label, item);
  }

  @Override
  public CompletableFuture<List<? extends TextEdit>> formatting(DocumentFormattingParams asked) {
    String uri = asked.getTextDocument().getUri();
    // The formatter knows nothing of the lines of the C preprocessor.
    Optional<String> text =
        uri.endsWith(".s") ? Documents.path(uri).flatMap(documents::text) : Optional.empty();
    List<TextEdit> edits =
        text.map(
                before -> {
                  String after = Formatter.format(before);
                  int lines = (int) before.lines().count() + 1;
                  return after.equals(before)
                      ? List.<TextEdit>of()
                      : List.of(
                          new TextEdit(
                              new Range(new Position(0, 0), new Position(lines, 0)), after));
                })
            .orElse(List.of());
    return CompletableFuture.completedFuture(edits);
  }
}
