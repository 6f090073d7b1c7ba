package softmetal.monitor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.FormattingOptions;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program that an editor starts, `softmetal lsp`, in a process of its own, over its real standard streams.
@Tag("slow")
class LspProcessTest {
  @TempDir Path directory;

  private final BlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();

  @Test
  void an_editor_is_served_from_hello_to_goodbye() throws Exception {
    Path errors = directory.resolve("errors");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "lsp",
                "-march=rv64ic",
                "--stdio")
            .redirectError(errors.toFile())
            .start();
    try {
      var launcher =
          LSPLauncher.createClientLauncher(
              new Client(), process.getInputStream(), process.getOutputStream());
      assertFalse(launcher.startListening().isDone());
      LanguageServer server = launcher.getRemoteProxy();
      var can = server.initialize(new InitializeParams()).get(120, TimeUnit.SECONDS);
      assertEquals("softmetal", can.getServerInfo().getName());
      assertNotNull(can.getCapabilities().getSemanticTokensProvider());
      server.initialized(new InitializedParams());

      Path file = directory.resolve("boot.s");
      String uri = file.toUri().toString();
      var texts = server.getTextDocumentService();
      String text = "start: mul a0, a0, a1\nj start\n";
      texts.didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(uri, "asm", 1, text)));
      PublishDiagnosticsParams first = published.poll(60, TimeUnit.SECONDS);
      assertNotNull(first);
      assertEquals(1, first.getDiagnostics().size());
      assertEquals(0, first.getDiagnostics().getFirst().getRange().getStart().getLine());

      TextDocumentIdentifier document = new TextDocumentIdentifier(uri);
      var places =
          texts
              .definition(new DefinitionParams(document, new Position(1, 3)))
              .get(60, TimeUnit.SECONDS)
              .getLeft();
      assertEquals(new Position(0, 0), places.getFirst().getRange().getStart());

      var edits =
          texts
              .formatting(new DocumentFormattingParams(document, new FormattingOptions(8, true)))
              .get(60, TimeUnit.SECONDS);
      assertTrue(edits.getFirst().getNewText().contains("        j       start"));

      server.shutdown().get(60, TimeUnit.SECONDS);
      server.exit();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
      assertEquals("", Files.readString(errors));
    } finally {
      process.destroyForcibly();
    }
  }

  private final class Client implements LanguageClient {
    @Override
    public void telemetryEvent(Object object) {}

    @Override
    public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
      published.add(diagnostics);
    }

    @Override
    public void showMessage(MessageParams message) {}

    @Override
    public CompletableFuture<MessageActionItem> showMessageRequest(
        ShowMessageRequestParams request) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void logMessage(MessageParams message) {}
  }
}
