package softmetal.assembler.diagnostic;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where each character of a text that a program has put together was written: the source map of the C preprocessor.
///
/// A run of characters was copied from one text, either as it stood there or as part of the [MacroUse] that put it
/// here.
public final class Provenance {
  private final int[] starts;
  private final int[] offsets;
  private final SourceText[] texts;
  private final @Nullable MacroUse[] uses;

  private Provenance(int[] starts, int[] offsets, SourceText[] texts, @Nullable MacroUse[] uses) {
    this.starts = starts;
    this.offsets = offsets;
    this.texts = texts;
    this.uses = uses;
  }

  private int run(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    return found >= 0 ? found : Math.max(0, -found - 2);
  }

  /// The use of a macro that put the character at an offset there; null when it stands in a file.
  @Nullable MacroUse use(int offset) {
    return uses[run(offset)];
  }

  /// Where the character at an offset is spelled: in a file, or in the definition of a macro.
  private SourceSpan spelled(int offset) {
    int run = run(offset);
    int at = Math.min(offsets[run] + offset - starts[run], texts[run].text().length());
    return texts[run].span(at, at);
  }

  /// The range of a file that a range of the text comes from: what a message about it points at.
  SourceSpan place(int start, int end) {
    SourceSpan first = point(start);
    if (end <= start) {
      return first.source().span(first.start(), first.start());
    }
    SourceSpan last = point(end - 1);
    boolean ordered = last.source() == first.source() && last.start() >= first.start();
    if (!ordered) {
      return first.end() > first.start() ? first : widened(first, end - start);
    }
    int behind = last.end() > last.start() ? last.end() : last.start() + 1;
    return first.source().span(first.start(), Math.min(behind, first.source().text().length()));
  }

  /// Empty for a character that was written in a file; the whole call for one that a macro made.
  private SourceSpan point(int offset) {
    SourceSpan spelled = spelled(offset);
    MacroUse use = use(offset);
    if (use == null) {
      return spelled;
    }
    MacroUse outermost = use.outermost();
    boolean isArgument =
        spelled.source() == outermost.callText()
            && spelled.start() >= outermost.callStart()
            && spelled.start() < outermost.callEnd();
    return isArgument ? spelled : outermost.call();
  }

  private static SourceSpan widened(SourceSpan point, int length) {
    int end = Math.min(point.start() + length, point.source().text().length());
    return point.source().span(point.start(), end);
  }

  /// Where the definition of the macro spells a character that it made; its name where an argument does.
  static SourceSpan inDefinition(MacroUse use, SourceSpan spelled) {
    SourceSpan definition = use.definition();
    boolean isArgument =
        spelled.source() == use.callText()
            && spelled.start() >= use.callStart()
            && spelled.start() < use.callEnd();
    boolean inside =
        !isArgument
            && spelled.source() == definition.source()
            && spelled.start() >= definition.start()
            && spelled.start() <= definition.source().text().length();
    return inside ? spelled : definition;
  }

  /// The range in which an offset is spelled, at most as long as its run.
  SourceSpan spelling(int start, int end) {
    SourceSpan spelled = spelled(start);
    int run = run(start);
    int last = run + 1 < starts.length ? Math.min(end, starts[run + 1]) : end;
    return widened(spelled, Math.max(0, last - start));
  }

  /// Puts the text together, with its map.
  public static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private int[] starts = new int[16];
    private int[] offsets = new int[16];
    private SourceText[] texts = new SourceText[16];
    private @Nullable MacroUse[] uses = new MacroUse[16];
    private int runs;

    public int length() {
      return text.length();
    }

    /// The last character; a newline where there is none.
    public char last() {
      return text.isEmpty() ? '\n' : text.charAt(text.length() - 1);
    }

    /// Appends a part of a text as it stands there.
    public void copy(SourceText from, int start, int end) {
      if (end > start) {
        run(from, start, null);
        text.append(from.text(), start, end);
      }
    }

    /// Appends something that is spelled at a place.
    ///
    /// @param use the macro that put it here, or null
    public void append(String piece, SourceText from, int offset, @Nullable MacroUse use) {
      if (!piece.isEmpty()) {
        run(from, offset, use);
        text.append(piece);
      }
    }

    @SuppressWarnings("ReferenceEquality") // Two uses of a macro are two, however alike they are.
    private void run(SourceText from, int offset, @Nullable MacroUse use) {
      if (runs > 0
          && use == uses[runs - 1]
          && from == texts[runs - 1]
          && offset - offsets[runs - 1] == text.length() - starts[runs - 1]) {
        return;
      }
      if (runs == starts.length) {
        int more = runs * 2;
        starts = Arrays.copyOf(starts, more);
        offsets = Arrays.copyOf(offsets, more);
        texts = Arrays.copyOf(texts, more);
        uses = Arrays.copyOf(uses, more);
      }
      starts[runs] = text.length();
      offsets[runs] = offset;
      texts[runs] = from;
      uses[runs++] = use;
    }

    /// @param name what the whole is called: the name of the main file
    /// @param main the text that an empty result stands for
    public SourceText build(String name, SourceText main) {
      if (runs == 0) {
        run(main, 0, null);
      }
      return SourceText.composed(
          name,
          text.toString(),
          new Provenance(
              Arrays.copyOf(starts, runs),
              Arrays.copyOf(offsets, runs),
              Arrays.copyOf(texts, runs),
              Arrays.copyOf(uses, runs)));
    }
  }
}
