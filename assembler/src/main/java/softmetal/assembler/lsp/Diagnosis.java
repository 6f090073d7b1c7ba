package softmetal.assembler.lsp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.lsp4j.Diagnostic;
import org.eclipse.lsp4j.DiagnosticRelatedInformation;
import org.eclipse.lsp4j.DiagnosticSeverity;
import org.eclipse.lsp4j.Location;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;
import org.eclipse.lsp4j.TextEdit;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// What the assembler says about a text, as the editor wants to hear it.
record Diagnosis(List<Found> found) {
  /// @param title of the edit that helps, with the edit; null where there is none
  record Found(Diagnostic diagnostic, Optional<String> title, Optional<TextEdit> edit) {}

  static Diagnosis of(
      Path file, String text, Settings settings, List<Path> includePath, Map<Path, String> open) {
    AssemblerOptions options = settings.options().withOpenFiles(open);
    Path parent = file.getParent();
    if (parent != null) {
      options = options.withDirectory(parent);
    }
    for (Path include : includePath) {
      options = options.withInclude(include);
    }
    Diagnostics diagnostics = new Diagnostics();
    new Assembler().assemble(SourceText.file(file.toString(), text), options, diagnostics);
    List<Found> found = new ArrayList<>();
    for (var one : diagnostics.all()) {
      found.add(found(file, one));
    }
    return new Diagnosis(List.copyOf(found));
  }

  private static Found found(Path file, softmetal.assembler.diagnostic.Diagnostic one) {
    SourceSpan place = one.span().written();
    boolean here = isIn(file, place);
    SourceSpan shown =
        here
            ? place
            : one.notes().stream()
                .flatMap(note -> note.span().stream())
                .map(SourceSpan::written)
                .filter(span -> isIn(file, span))
                .findFirst()
                .orElse(place);
    Range range =
        isIn(file, shown) ? range(shown) : new Range(new Position(0, 0), new Position(0, 1));
    Diagnostic diagnostic = new Diagnostic(range, "");
    diagnostic.setCode(one.problem().code());
    diagnostic.setSource("softmetal");
    diagnostic.setSeverity(
        switch (one.severity()) {
          case ERROR -> DiagnosticSeverity.Error;
          case WARNING -> DiagnosticSeverity.Warning;
          case NOTE -> DiagnosticSeverity.Information;
        });
    List<DiagnosticRelatedInformation> related = new ArrayList<>();
    StringBuilder more = new StringBuilder();
    for (var note : one.notes()) {
      note.span()
          .map(SourceSpan::written)
          .filter(span -> !span.source().isBinary())
          .ifPresentOrElse(
              span -> related.add(new DiagnosticRelatedInformation(location(span), note.text())),
              () -> more.append("\nnote: ").append(note.text()));
    }
    diagnostic.setMessage((here ? "" : place + ": ") + one.message() + more);
    diagnostic.setRelatedInformation(related);
    Optional<TextEdit> edit =
        one.suggestion()
            .filter(s -> s.span().source().expansion() == null && isIn(file, s.span().original()))
            .map(s -> new TextEdit(range(s.span().original()), s.replacement()));
    return new Found(diagnostic, one.suggestion().map(s -> s.text()), edit);
  }

  private static boolean isIn(Path file, SourceSpan span) {
    return span.source().name().equals(file.toString());
  }

  private static Location location(SourceSpan span) {
    return new Location(
        Path.of(span.source().name()).toAbsolutePath().normalize().toUri().toString(), range(span));
  }

  private static Range range(SourceSpan span) {
    Position start = new Position(span.line() - 1, span.column() - 1);
    SourceText source = span.source();
    Position end = new Position(source.line(span.end()) - 1, source.column(span.end()) - 1);
    return new Range(start, end);
  }
}
