package softmetal.assembler.diagnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a place came into a preprocessed text, in notes: the macros that made it, the files that include its file.
final class PreprocessorNotes {
  private static final int MAX_USES = 6;
  private static final int MAX_INCLUSIONS = 3;

  private PreprocessorNotes() {}

  /// @param span in the preprocessed text
  /// @param place where it was written
  static List<Diagnostic.Note> of(SourceSpan span, SourceSpan place) {
    List<Diagnostic.Note> notes = new ArrayList<>();
    uses(span, notes);
    inclusions(place, notes);
    return notes;
  }

  /// Whether there is nothing to add about how the file of a place was included.
  static boolean hasInclusions(SourceSpan place, List<Diagnostic.Note> notes) {
    SourceSpan from = place.source().includedFrom();
    return from == null
        || notes.stream().anyMatch(note -> note.span().equals(Optional.of(from.original())));
  }

  private static void uses(SourceSpan span, List<Diagnostic.Note> notes) {
    Provenance provenance = span.source().provenance();
    if (provenance == null) {
      return;
    }
    int at = firstUse(provenance, span);
    SourceSpan spelled = provenance.spelling(at, span.end());
    int depth = 0;
    for (MacroUse use = provenance.use(at); use != null; use = use.outer()) {
      SourceSpan definition = use.definition();
      if (++depth > MAX_USES || definition.source().isBinary()) {
        continue;
      }
      SourceSpan shown = Provenance.inDefinition(use, spelled);
      notes.add(note(shown.original(), "in the expansion of macro `%s`".formatted(use.name())));
      spelled = use.callText().span(use.callStart(), use.callEnd());
    }
    if (depth > MAX_USES) {
      notes.add(
          new Diagnostic.Note(
              Optional.empty(), "... and %d macros further out".formatted(depth - MAX_USES)));
    }
  }

  /// A statement may begin in a file and have the macro in its middle.
  private static int firstUse(Provenance provenance, SourceSpan span) {
    return provenance.use(span.start()) == null && span.end() > span.start()
        ? Math.max(span.start(), span.end() - 1)
        : span.start();
  }

  private static void inclusions(SourceSpan place, List<Diagnostic.Note> notes) {
    @Nullable SourceSpan from = place.source().includedFrom();
    for (int depth = 0; from != null && depth < MAX_INCLUSIONS; depth++) {
      SourceSpan line = from.original();
      notes.add(note(line, "included from here"));
      from = line.source().includedFrom();
    }
  }

  private static Diagnostic.Note note(SourceSpan place, String text) {
    return new Diagnostic.Note(Optional.of(place), text);
  }
}
