package softmetal.assembler.diagnostic;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Diagnostics for programs: one JSON object a line, in the shape that `rustc --error-format=json` made common.
///
/// Offsets count UTF-16 units of the text, lines and columns from 1.
public final class JsonFormat {
  /// A message in a macro in a macro in a macro says where the innermost of these were called.
  private static final int MAX_EXPANSIONS = 16;

  private final TextFormat text = new TextFormat(false);

  /// Prints all, one after the other.
  public void print(Diagnostics diagnostics, PrintStream out) {
    for (Diagnostic diagnostic : diagnostics.all()) {
      out.print(format(diagnostic) + "\n");
    }
  }

  /// One object, without a newline.
  public String format(Diagnostic diagnostic) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("$message_type", "diagnostic");
    object.put("message", diagnostic.message());
    object.put("code", Map.of("code", diagnostic.problem().code()));
    Lints.name(diagnostic.problem()).ifPresent(name -> object.put("lint", name));
    object.put("level", diagnostic.severity().toString());
    object.put("spans", List.of(span(diagnostic.span(), true)));
    List<Object> children = new ArrayList<>();
    for (Diagnostic.Note note : diagnostic.notes()) {
      List<Object> spans = new ArrayList<>();
      note.span().ifPresent(place -> spans.add(span(place, false)));
      children.add(child("note", note.text(), spans));
    }
    diagnostic
        .suggestion()
        .ifPresent(suggestion -> {
          Map<String, Object> place = span(suggestion.span(), true);
          place.put("suggested_replacement", suggestion.replacement());
          place.put(
              "suggestion_applicability",
              suggestion.sure() ? "MachineApplicable" : "MaybeIncorrect");
          children.add(child("help", suggestion.text(), List.of(place)));
        });
    object.put("children", children);
    object.put("rendered", text.format(diagnostic));
    try {
      return JSON.std.asString(object);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  private static Map<String, Object> child(String level, String message, List<Object> spans) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("message", message);
    object.put("level", level);
    object.put("spans", spans);
    object.put("children", List.of());
    return object;
  }

  private static Map<String, Object> span(SourceSpan place, boolean primary) {
    return span(place, primary, 0);
  }

  /// @param depth how many expansions it tells of already
  private static Map<String, Object> span(SourceSpan place, boolean primary, int depth) {
    SourceSpan span = place.original();
    SourceText source = span.source();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("file_name", source.name(span.start()));
    object.put("is_primary", primary);
    if (source.isBinary()) {
      return object;
    }
    int start = source.offsetInLine(span.start()) + 1;
    object.put("byte_start", span.start());
    object.put("byte_end", span.end());
    object.put("line_start", source.line(span.start()));
    object.put("line_end", source.line(span.end()));
    object.put("column_start", source.column(span.start()));
    object.put("column_end", source.column(span.end()));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("text", source.lineText(span.start()));
    line.put("highlight_start", start);
    line.put("highlight_end", start + span.end() - span.start());
    object.put("text", List.of(line));
    SourceText.Expansion expansion = source.expansion();
    if (expansion != null && depth < MAX_EXPANSIONS) {
      Map<String, Object> from = new LinkedHashMap<>();
      from.put("span", span(expansion.call(), false, depth + 1));
      from.put("macro_decl_name", expansion.what());
      from.put("def_site_span", span(expansion.body(), false, MAX_EXPANSIONS));
      object.put("expansion", from);
    }
    return object;
  }
}
