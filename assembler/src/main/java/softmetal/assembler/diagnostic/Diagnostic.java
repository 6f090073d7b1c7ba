package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One thing that is wrong in what the user gave, with its place and, where there is one, the way out.
///
/// @param severity that of the problem, unless somebody wanted another one ([Lints])
/// @param notes facts that help to see why; some point at a second place
/// @param suggestion an edit that, when applied, makes the text assemble
public record Diagnostic(
    Problem problem,
    Severity severity,
    SourceSpan span,
    String message,
    List<Note> notes,
    Optional<Suggestion> suggestion) {

  /// A fact beside the message: `note: first defined here`.
  public record Note(Optional<SourceSpan> span, String text) {}

  /// Replace what `span` covers by `replacement`; `text` says so in words: `did you mean addi?`
  ///
  /// @param sure whether nothing else can have been meant, so that a program may make the edit
  public record Suggestion(SourceSpan span, String replacement, String text, boolean sure) {}

  public Diagnostic {
    notes = List.copyOf(notes);
  }

  static Diagnostic of(Problem problem, SourceSpan span, String message) {
    return new Diagnostic(problem, problem.severity(), span, message, List.of(), Optional.empty());
  }

  Diagnostic as(Severity other) {
    return new Diagnostic(problem, other, span, message, notes, suggestion);
  }

  public Diagnostic note(String text) {
    return with(new Note(Optional.empty(), text));
  }

  public Diagnostic note(SourceSpan place, String text) {
    return with(new Note(Optional.of(place), text));
  }

  /// Adds an edit that may be what was meant.
  public Diagnostic suggest(SourceSpan place, String replacement, String text) {
    return with(new Suggestion(place, replacement, text, false));
  }

  /// Adds the edit that can be the only one meant.
  public Diagnostic fix(SourceSpan place, String replacement, String text) {
    return with(new Suggestion(place, replacement, text, true));
  }

  private Diagnostic with(Suggestion edit) {
    return new Diagnostic(problem, severity, span, message, notes, Optional.of(edit));
  }

  /// The same, told about the files that the C preprocessor took the text from, and with the macros that put it there.
  Diagnostic written() {
    if (span.source().provenance() == null
        && PreprocessorNotes.hasInclusions(span, notes)
        && notes.stream().allMatch(note -> note.span().map(Diagnostic::isWritten).orElse(true))) {
      return this;
    }
    SourceSpan place = span.original();
    List<Note> all = new ArrayList<>();
    for (Note note : notes) {
      all.add(new Note(note.span().map(SourceSpan::original), note.text()));
    }
    all.addAll(PreprocessorNotes.of(span, place));
    Optional<Suggestion> edit =
        suggestion
            .filter(one -> one.span().original().text().equals(one.span().text()))
            .map(one ->
                new Suggestion(one.span().original(), one.replacement(), one.text(), one.sure()));
    return new Diagnostic(problem, severity, place, message, all, edit);
  }

  private static boolean isWritten(SourceSpan place) {
    return place.source().provenance() == null;
  }

  private Diagnostic with(Note note) {
    return new Diagnostic(
        problem,
        severity,
        span,
        message,
        Stream.concat(notes.stream(), Stream.of(note)).toList(),
        suggestion);
  }
}
