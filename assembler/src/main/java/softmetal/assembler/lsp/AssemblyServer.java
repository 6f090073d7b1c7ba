package softmetal.assembler.lsp;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.lsp4j.CompletionOptions;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializeResult;
import org.eclipse.lsp4j.RenameOptions;
import org.eclipse.lsp4j.SemanticTokensLegend;
import org.eclipse.lsp4j.SemanticTokensWithRegistrationOptions;
import org.eclipse.lsp4j.ServerCapabilities;
import org.eclipse.lsp4j.ServerInfo;
import org.eclipse.lsp4j.SetTraceParams;
import org.eclipse.lsp4j.TextDocumentSyncKind;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageClientAware;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.eclipse.lsp4j.services.WorkspaceService;

/// The life of one connection: from `initialize` to `exit`.
public final class AssemblyServer implements LanguageServer, LanguageClientAware {
  private final TextService texts;
  private final Runnable onExit;
  private volatile boolean shutDown;

  /// @param includePath where includes are looked for, after the directory of the file
  /// @param settings until the editor has others
  /// @param onExit called when the client asks the program to end
  public AssemblyServer(List<Path> includePath, Settings settings, Runnable onExit) {
    this.texts = new TextService(new Documents(includePath), includePath, settings);
    this.onExit = onExit;
  }

  /// 0 when the client has said goodbye in the proper order, else 1.
  public int status() {
    return shutDown ? 0 : 1;
  }

  @Override
  public void connect(LanguageClient client) {
    texts.connect(client);
  }

  @Override
  public CompletableFuture<InitializeResult> initialize(InitializeParams parameters) {
    ServerCapabilities can = new ServerCapabilities();
    can.setTextDocumentSync(TextDocumentSyncKind.Full);
    can.setHoverProvider(true);
    can.setDefinitionProvider(true);
    can.setReferencesProvider(true);
    can.setRenameProvider(new RenameOptions(true));
    can.setDocumentSymbolProvider(true);
    can.setDocumentFormattingProvider(true);
    can.setCodeActionProvider(true);
    can.setCompletionProvider(new CompletionOptions(false, List.of(".", "%", "#")));
    can.setSemanticTokensProvider(
        new SemanticTokensWithRegistrationOptions(
            new SemanticTokensLegend(
                Arrays.stream(Highlights.Kind.values()).map(Highlights.Kind::type).toList(),
                List.of()),
            true));
    texts.configure(parameters.getInitializationOptions());
    return CompletableFuture.completedFuture(
        new InitializeResult(can, new ServerInfo("softmetal", "0.1.0")));
  }

  @Override
  public CompletableFuture<Object> shutdown() {
    shutDown = true;
    texts.stop();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void exit() {
    onExit.run();
  }

  @Override
  public void setTrace(SetTraceParams parameters) {
    // There is nothing to trace.
  }

  @Override
  public TextDocumentService getTextDocumentService() {
    return texts;
  }

  @Override
  public WorkspaceService getWorkspaceService() {
    return new WorkspaceService() {
      @Override
      public void didChangeConfiguration(
          org.eclipse.lsp4j.DidChangeConfigurationParams parameters) {
        texts.configure(parameters.getSettings());
      }

      @Override
      public void didChangeWatchedFiles(org.eclipse.lsp4j.DidChangeWatchedFilesParams parameters) {
        texts.checkAll();
      }
    };
  }
}
