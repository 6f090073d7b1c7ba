package softmetal.assembler.lsp;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.lsp4j.jsonrpc.Launcher;
import org.eclipse.lsp4j.launch.LSPLauncher;
import org.eclipse.lsp4j.services.LanguageClient;

/// One editor, over two streams.
public final class Connection {
  private static final Logger PROTOCOL = Logger.getLogger("org.eclipse.lsp4j");

  private Connection() {}

  /// Serves until the client says `exit` or its stream ends.
  ///
  /// @return the exit status: 0 after `shutdown`, else 1
  public static int serve(
      List<Path> includePath, Settings settings, InputStream in, OutputStream out) {
    // What is not understood is the client's affair; it must not fill the user's terminal.
    PROTOCOL.setLevel(Level.OFF);
    CountDownLatch end = new CountDownLatch(1);
    AssemblyServer server = new AssemblyServer(includePath, settings, end::countDown);
    ExecutorService threads =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("lsp-", 0).factory());
    Launcher<LanguageClient> launcher =
        LSPLauncher.createServerLauncher(server, in, out, threads, consumer -> consumer);
    server.connect(launcher.getRemoteProxy());
    Future<Void> listening = launcher.startListening();
    threads.execute(() -> {
      try {
        listening.get();
      } catch (InterruptedException | java.util.concurrent.ExecutionException _) {
        // The stream is broken: as good as its end.
      }
      end.countDown();
    });
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    threads.shutdownNow();
    return server.status();
  }
}
