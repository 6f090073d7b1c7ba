package softmetal.assembler.lsp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CompletionItem;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DidChangeConfigurationParams;
import org.eclipse.lsp4j.DidChangeTextDocumentParams;
import org.eclipse.lsp4j.DidOpenTextDocumentParams;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.InitializeParams;
import org.eclipse.lsp4j.InitializedParams;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.MessageActionItem;
import org.eclipse.lsp4j.MessageParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.PublishDiagnosticsParams;
import org.eclipse.lsp4j.ReferenceContext;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.SemanticTokensParams;
import org.eclipse.lsp4j.ShowMessageRequestParams;
import org.eclipse.lsp4j.TextDocumentContentChangeEvent;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.TextDocumentItem;
import org.eclipse.lsp4j.TextEdit;
import org.eclipse.lsp4j.VersionedTextDocumentIdentifier;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;
import org.eclipse.lsp4j.services.LanguageServer;
import org.eclipse.lsp4j.services.TextDocumentService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client and the server, each at its end of a connection.
class AssemblyServerTest {
  private static final String SOURCE =
      """
      #include "consts.h"
      .equ LIMIT, 8
      start: li a0, COUNT
      1:     addi a0, a0, -1
             bnez a0, 1b
             csrr t0, mstatus
             j start
             li a1, LIMIT
      """;

  @TempDir Path directory;

  private final BlockingQueue<PublishDiagnosticsParams> published = new LinkedBlockingQueue<>();
  private final AtomicInteger status = new AtomicInteger(-1);
  private Thread serving;
  private LanguageServer server;
  private Socket toServer;
  private Socket toClient;
  private TextDocumentIdentifier document;

  @BeforeEach
  void connect() throws Exception {
    // A pipe within a process takes it for the end when the thread that wrote last has ended.
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      toServer = new Socket(listener.getInetAddress(), listener.getLocalPort());
      toClient = listener.accept();
    }
    InputStream serverIn = toClient.getInputStream();
    OutputStream serverOut = toClient.getOutputStream();
    serving =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                status.set(Connection.serve(List.of(), Settings.DEFAULT, serverIn, serverOut)));
    var launcher =
        LSPLauncher.createClientLauncher(
            new Client(), toServer.getInputStream(), toServer.getOutputStream());
    assertFalse(launcher.startListening().isDone());
    server = launcher.getRemoteProxy();
    Files.writeString(directory.resolve("consts.h"), "#define COUNT 10\n");
    document = new TextDocumentIdentifier(directory.resolve("boot.S").toUri().toString());
    server.initialize(new InitializeParams()).get(20, TimeUnit.SECONDS);
    server.initialized(new InitializedParams());
    open(document.getUri(), SOURCE);
  }

  @AfterEach
  void goodbye() throws Exception {
    if (status.get() < 0) {
      server.shutdown().get(20, TimeUnit.SECONDS);
      server.exit();
      serving.join(20_000);
    }
    assertTrue(status.get() >= 0);
    toServer.close();
    toClient.close();
  }

  private void open(String uri, String text) {
    texts().didOpen(new DidOpenTextDocumentParams(new TextDocumentItem(uri, "asm", 1, text)));
  }

  private void type(String text) {
    texts()
        .didChange(
            new DidChangeTextDocumentParams(
                new VersionedTextDocumentIdentifier(document.getUri(), 2),
                List.of(new TextDocumentContentChangeEvent(text))));
  }

  private TextDocumentService texts() {
    return server.getTextDocumentService();
  }

  private List<Diagnostic> messages() throws InterruptedException {
    PublishDiagnosticsParams next = published.poll(20, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was published");
    return next.getDiagnostics();
  }

  /// Where the word stands in the source, one character into it.
  private static Position at(String before, String word) {
    int offset = SOURCE.indexOf(before) + before.indexOf(word) + 1;
    String head = SOURCE.substring(0, offset);
    return new Position(
        (int) head.chars().filter(c -> c == '\n').count(), offset - head.lastIndexOf('\n') - 1);
  }

  private List<? extends Location> definitions(Position position) throws Exception {
    return texts().definition(new DefinitionParams(document, position)).get().getLeft();
  }

  @Test
  void tells_what_the_assembler_finds_while_typing() throws Exception {
    assertEquals(List.of(), messages());

    type(SOURCE + " addi a0, a0, 5000\n");

    Diagnostic message = messages().getFirst();
    assertEquals("E0209", message.getCode().getLeft());
    assertEquals(new Position(8, 14), message.getRange().getStart());
    assertEquals(new Position(8, 18), message.getRange().getEnd());
  }

  @Test
  void headers_that_are_not_saved_count() throws Exception {
    messages();
    open(directory.resolve("consts.h").toUri().toString(), "#define OTHER 1\n");
    type(SOURCE + "\n li a0, OTHER\n");

    assertTrue(messages().stream().noneMatch(message -> message.toString().contains("OTHER")));
  }

  @Test
  void offers_the_edit_that_helps() throws Exception {
    messages();
    type("start: add a0, a0, a1\n       adi a0, a0, 1\n");
    Diagnostic message = messages().getFirst();

    var actions =
        texts()
            .codeAction(
                new CodeActionParams(
                    document, message.getRange(), new CodeActionContext(List.of(message))))
            .get();

    assertEquals(
        "addi", ours(actions.getFirst().getRight().getEdit().getChanges()).getFirst().getNewText());
  }

  /// The edits of the document that the tests have open.
  private List<TextEdit> ours(Map<String, List<TextEdit>> changes) {
    return changes.getOrDefault(document.getUri(), List.of());
  }

  @Test
  void finds_labels_constants_macros_and_files() throws Exception {
    assertEquals(2, definitions(at("j start", "start")).getFirst().getRange().getStart().getLine());
    assertEquals(3, definitions(at("a0, 1b", "1b")).getFirst().getRange().getStart().getLine());
    assertEquals(
        1, definitions(at("a1, LIMIT", "LIMIT")).getFirst().getRange().getStart().getLine());
    assertTrue(definitions(at("a0, COUNT", "COUNT")).getFirst().getUri().endsWith("consts.h"));
    assertTrue(definitions(at("\"consts.h\"", "consts")).getFirst().getUri().endsWith("consts.h"));
  }

  @Test
  void hovers_show_encodings_registers_and_definitions() throws Exception {
    assertTrue(hover(at("addi a0", "addi")).contains("0010011"));
    assertTrue(hover(at("addi a0", "addi")).contains("`7d 15`"));
    assertTrue(hover(at("mstatus", "mstatus")).contains("0x300"));
    assertTrue(hover(at("a0, COUNT", "a0")).contains("x10"));
    assertTrue(hover(at("a0, COUNT", "COUNT")).contains("#define COUNT 10"));
  }

  private String hover(Position position) throws Exception {
    return texts()
        .hover(new HoverParams(document, position))
        .get()
        .getContents()
        .getRight()
        .getValue();
  }

  @Test
  void renames_labels_everywhere_and_refuses_what_is_none() throws Exception {
    Position label = at("j start", "start");
    assertEquals(
        2,
        texts()
            .references(new ReferenceParams(document, label, new ReferenceContext(true)))
            .get()
            .size());
    var edits = texts().rename(new RenameParams(document, label, "_entry")).get().getChanges();
    assertEquals(2, ours(edits).size());

    refused(at("addi a0", "addi"), "x");
    refused(at("a0, 1b", "1b"), "x");
    refused(label, "not a name");
    refused(label, "LIMIT");
    assertThrows(
        ExecutionException.class,
        () -> texts().prepareRename(new PrepareRenameParams(document, at("addi a0", "a0"))).get());
  }

  @Test
  void a_renamed_label_leaves_comments_strings_parameters_and_mnemonics_alone() throws Exception {
    String text =
        """
        # not: not this
        not:    not a0, a0
                .asciz "not"
                .macro twice not, other=1
                li a0, \\not
                j not
                .endm
                twice not
                j not
        """;
    type(text);

    var edits =
        texts().rename(new RenameParams(document, new Position(8, 12), "never")).get().getChanges();
    List<Integer> lines =
        ours(edits).stream().map(edit -> edit.getRange().getStart().getLine()).sorted().toList();

    assertEquals(List.of(1, 5, 7, 8), lines);
  }

  @Test
  void paints_each_word_as_what_it_is() throws Exception {
    type("start: addi a0, a0, 5 # five\n /* two\nlines */ csrr a1, mstatus; j start\n");

    List<Integer> tokens =
        texts().semanticTokensFull(new SemanticTokensParams(document)).get().getData();

    StringBuilder painted = new StringBuilder();
    for (int i = 0; i < tokens.size(); i += 5) {
      painted.append(List.of(Highlights.Kind.values()).get(tokens.get(i + 3))).append(' ');
      painted.append(tokens.get(i)).append(':').append(tokens.get(i + 1)).append(' ');
    }
    assertEquals(
        "LABEL 0:0 INSTRUCTION 0:7 REGISTER 0:5 REGISTER 0:4 NUMBER 0:4 COMMENT 0:2 "
            + "COMMENT 1:1 COMMENT 1:0 INSTRUCTION 0:9 REGISTER 0:5 CSR 0:4 INSTRUCTION 0:9 LABEL 0:2 ",
        painted.toString());
  }

  @Test
  void the_editors_settings_say_which_architecture() throws Exception {
    messages();
    type(" mul a0, a0, a1\n");
    assertEquals(List.of(), messages());

    server
        .getWorkspaceService()
        .didChangeConfiguration(
            new DidChangeConfigurationParams(Map.of("softmetal", Map.of("march", "rv64ic"))));

    assertTrue(messages().getFirst().toString().contains("mul"));
  }

  /// Processor time, as the machine may do much else.
  @Test
  void fifty_thousand_lines_are_diagnosed_in_about_a_second() throws Exception {
    messages();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    String many = "        addi a0, a0, 1\n        beqz a0, there\n".repeat(25_000);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 4; round++) {
      long start = system.getProcessCpuTime();
      type("there:\n" + many + "        addi a0, a0, 500%d\n".formatted(round));

      assertEquals("E0209", messages().getFirst().getCode().getLeft());
      least = Math.min(least, (system.getProcessCpuTime() - start) / 1_000_000);
    }
    assertTrue(least < 1_200, least + " ms");
  }

  private void refused(Position position, String name) {
    assertThrows(
        ExecutionException.class,
        () -> texts().rename(new RenameParams(document, position, name)).get());
  }

  @Test
  void completes_mnemonics_registers_csrs_and_symbols() throws Exception {
    assertTrue(completions(at("addi a0", "addi")).contains("addiw"));
    assertTrue(completions(at("csrr t0, mstatus", "mstatus")).contains("mstatus"));
    List<String> operands = completions(at("j start", "start"));
    assertTrue(operands.containsAll(List.of("start", "COUNT", "LIMIT", "a0")));
  }

  private List<String> completions(Position position) throws Exception {
    return texts().completion(new CompletionParams(document, position)).get().getLeft().stream()
        .map(CompletionItem::getLabel)
        .toList();
  }

  @Test
  void lists_the_symbols_of_a_text() throws Exception {
    assertEquals(
        List.of("LIMIT", "start"),
        texts().documentSymbol(new DocumentSymbolParams(document)).get().stream()
            .map(symbol -> symbol.getRight().getName())
            .toList());
  }

  @Test
  void says_goodbye_with_status_0() throws Exception {
    server.shutdown().get(20, TimeUnit.SECONDS);
    server.exit();
    serving.join(20_000);

    assertEquals(0, status.get());
  }

  @Test
  void an_end_without_shutdown_is_status_1() throws Exception {
    toServer.shutdownOutput();
    serving.join(20_000);

    assertEquals(1, status.get());
  }

  @Test
  void garbage_ends_or_is_passed_over() {
    for (String garbage :
        List.of(
            "hello\r\n\r\n",
            "Content-Length: 5\r\n\r\n{{{{{",
            "Content-Length: 99999999\r\n\r\n{}",
            "Content-Length: x\r\n\r\n",
            "Content-Length: 2\r\n\r\n[]",
            "\0\0\0\0")) {
      int left =
          Connection.serve(
              List.of(),
              Settings.DEFAULT,
              new ByteArrayInputStream(garbage.getBytes(UTF_8)),
              new ByteArrayOutputStream());
      assertEquals(1, left, garbage);
    }
  }

  private final class Client implements LanguageClient {
    @Override
    public void telemetryEvent(Object object) {}

    @Override
    public void publishDiagnostics(PublishDiagnosticsParams diagnostics) {
      if (diagnostics.getUri().equals(document.getUri())) {
        published.add(diagnostics);
      }
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
