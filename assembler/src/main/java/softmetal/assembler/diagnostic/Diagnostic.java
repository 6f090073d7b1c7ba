package softmetal.assembler.diagnostic;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One thing that is wrong in what the user gave, with its place and, where there is one, the way out.
///
/// @param notes facts that help to see why; some point at a second place
/// @param suggestion an edit that, when applied, makes the text assemble
public record Diagnostic(
    Problem problem,
    SourceSpan span,
    String message,
    List<Note> notes,
    Optional<Suggestion> suggestion) {

  /// A fact beside the message: `note: first defined here`.
  public record Note(Optional<SourceSpan> span, String text) {}

  /// Replace what `span` covers by `replacement`; `text` says so in words: `did you mean addi?`
  public record Suggestion(SourceSpan span, String replacement, String text) {}

  public Diagnostic {
    notes = List.copyOf(notes);
  }

  static Diagnostic of(Problem problem, SourceSpan span, String message) {
    return new Diagnostic(problem, span, message, List.of(), Optional.empty());
  }

  public Severity severity() {
    return problem.severity();
  }

  public Diagnostic note(String text) {
    return with(new Note(Optional.empty(), text));
  }

  public Diagnostic note(SourceSpan place, String text) {
    return with(new Note(Optional.of(place), text));
  }

  public Diagnostic suggest(SourceSpan place, String replacement, String text) {
    return new Diagnostic(
        problem, span, message, notes, Optional.of(new Suggestion(place, replacement, text)));
  }

  private Diagnostic with(Note note) {
    return new Diagnostic(
        problem,
        span,
        message,
        Stream.concat(notes.stream(), Stream.of(note)).toList(),
        suggestion);
  }
}
