package softmetal.assembler.lsp;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.lsp4j.CodeActionContext;
import org.eclipse.lsp4j.CodeActionParams;
import org.eclipse.lsp4j.CompletionParams;
import org.eclipse.lsp4j.DefinitionParams;
import org.eclipse.lsp4j.DocumentFormattingParams;
import org.eclipse.lsp4j.DocumentSymbolParams;
import org.eclipse.lsp4j.HoverParams;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.PrepareRenameParams;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.ReferenceContext;
import org.eclipse.lsp4j.ReferenceParams;
import org.eclipse.lsp4j.RenameParams;
import org.eclipse.lsp4j.TextDocumentIdentifier;
import org.eclipse.lsp4j.jsonrpc.ResponseErrorException;

/// Asks the language server everything there is to ask about a text, at random places.
public final class EditorProbe {
  private EditorProbe() {}

  /// @throws RuntimeException when it does not answer; a refusal is an answer
  public static void ask(Path file, String text, List<Path> includes, SplittableRandom random) {
    Diagnosis.of(file, text, Settings.DEFAULT, includes, Map.of(file, text));
    Documents documents = new Documents(includes);
    documents.put(file, text, 1);
    TextService service = new TextService(documents, includes, Settings.DEFAULT);
    TextDocumentIdentifier document = new TextDocumentIdentifier(file.toUri().toString());
    try {
      Stream.<Function<Position, CompletableFuture<?>>>of(
              at -> service.hover(new HoverParams(document, at)),
              at -> service.definition(new DefinitionParams(document, at)),
              at -> service.completion(new CompletionParams(document, at)),
              at -> service.prepareRename(new PrepareRenameParams(document, at)),
              at -> service.rename(new RenameParams(document, at, "other")),
              at ->
                  service.references(new ReferenceParams(document, at, new ReferenceContext(true))),
              at ->
                  service.codeAction(
                      new CodeActionParams(
                          document, new Range(at, at), new CodeActionContext(List.of()))),
              _ -> service.documentSymbol(new DocumentSymbolParams(document)),
              _ -> service.formatting(formatting(document)))
          .forEach(question -> answered(question, place(text, random)));
    } finally {
      service.stop();
    }
  }

  private static DocumentFormattingParams formatting(TextDocumentIdentifier document) {
    DocumentFormattingParams parameters = new DocumentFormattingParams();
    parameters.setTextDocument(document);
    return parameters;
  }

  private static void answered(Function<Position, CompletableFuture<?>> question, Position at) {
    try {
      question.apply(at).join();
    } catch (ResponseErrorException _) {
      // It says why not.
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof ResponseErrorException)) {
        throw e;
      }
    }
  }

  /// Mostly a place in the text, at times one beyond its end.
  private static Position place(String text, SplittableRandom random) {
    if (random.nextInt(20) == 0) {
      return new Position(random.nextInt(10_000), random.nextInt(10_000));
    }
    String head = text.substring(0, random.nextInt(text.length() + 1));
    return new Position(
        (int) head.chars().filter(c -> c == '\n').count(),
        head.length() - head.lastIndexOf('\n') - 1 + random.nextInt(2));
  }
}
