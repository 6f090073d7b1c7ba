package softmetal.assembler.diagnostic;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A text that spans point into: a source file, one expansion of a macro, or (with no text) a binary file.
///
/// Lines and columns count from 1. A column counts UTF-16 units, tabs as one.
public final class SourceText {
  private final String name;
  private final String text;
  private final int firstLine;
  private final @Nullable Expansion expansion;
  private final @Nullable Origins origins;
  private final @Nullable Provenance provenance;
  private final @Nullable LineMarkers markers;
  private final @Nullable SourceSpan includedFrom;
  private int @Nullable [] lineStarts;

  /// Why a text exists that no file holds as such.
  ///
  /// @param what the construct, as the user names it: `SAVE` for a macro, `.rept` for a repetition
  /// @param body what was expanded, as it was written
  /// @param call the statement that asked for it
  public record Expansion(String what, SourceSpan body, SourceSpan call) {
    /// Whether the body stands elsewhere, and not between the start and the end of what was asked for.
    boolean isCall() {
      return what.startsWith("macro ");
    }
  }

  private SourceText(
      String name,
      String text,
      int firstLine,
      @Nullable Expansion expansion,
      @Nullable Origins origins) {
    this(name, text, firstLine, expansion, origins, null, null, null);
  }

  private SourceText(
      String name,
      String text,
      int firstLine,
      @Nullable Expansion expansion,
      @Nullable Origins origins,
      @Nullable Provenance provenance,
      @Nullable LineMarkers markers,
      @Nullable SourceSpan includedFrom) {
    this.name = name;
    this.text = text;
    this.firstLine = firstLine;
    this.expansion = expansion;
    this.origins = origins;
    this.provenance = provenance;
    this.markers = markers;
    this.includedFrom = includedFrom;
  }

  /// A file as the user named it.
  public static SourceText file(String name, String text) {
    return new SourceText(name, text, 1, null, null);
  }

  /// A file as the user named it, from its bytes.
  ///
  /// @throws InvalidInputException when these are not UTF-8: the place is the first character that is none
  public static SourceText decode(String name, byte[] bytes) throws InvalidInputException {
    if (isAscii(bytes)) {
      return file(name, new String(bytes, US_ASCII));
    }
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer output = CharBuffer.allocate(bytes.length);
    if (!UTF_8.newDecoder().decode(input, output, true).isError()) {
      return file(name, output.flip().toString());
    }
    // What is shown of it is read leniently, so that the line of the place is whole.
    SourceText shown = file(name, new String(bytes, UTF_8));
    int place = output.position();
    int wrong = Byte.toUnsignedInt(bytes[input.position()]);
    throw new InvalidInputException(Problem.BAD_FILE_TEXT.at(shown.span(place, place + 1), wrong));
  }

  private static boolean isAscii(byte[] bytes) {
    int all = 0;
    for (byte one : bytes) {
      all |= one;
    }
    return all >= 0;
  }

  /// A file that has no lines: spans into it show only its name.
  public static SourceText binary(String name) {
    return new SourceText(name, "", 0, null, null);
  }

  /// The text that a macro or repetition left behind; its lines and columns are those of the body that it came from.
  static SourceText expanded(String text, Expansion expansion, Origins origins) {
    return new SourceText(expansion.body().source().name(), text, 1, expansion, origins);
  }

  /// A text that the C preprocessor has put together.
  static SourceText composed(String name, String text, Provenance provenance) {
    return new SourceText(name, text, 1, null, null, provenance, null, null);
  }

  /// A file that another one includes.
  public static SourceText included(String name, String text, SourceSpan from) {
    return new SourceText(name, text, 1, null, null, null, null, from);
  }

  /// The same text, with lines that count as these say, also as more are added to them.
  public SourceText withMarkers(LineMarkers lines) {
    return new SourceText(
        name, text, firstLine, expansion, origins, provenance, lines, includedFrom);
  }

  /// The same text, with the line markers that a preprocessor has left in it.
  public SourceText withMarkersInside() {
    LineMarkers inside = LineMarkers.in(this);
    return inside == null ? this : withMarkers(inside);
  }

  /// The name of the whole. A text may come from several files: what one place belongs to is [#name(int)].
  public String name() {
    return name;
  }

  /// The name of the file that an offset was written in.
  public String name(int offset) {
    Expansion from = expansion;
    Origins map = origins;
    if (from != null && map != null) {
      return from.body().source().name(map.of(offset));
    }
    if (provenance != null) {
      SourceSpan place = provenance.place(offset, offset);
      return place.source().name(place.start());
    }
    return markers == null ? name : markers.name(offset, name);
  }

  /// Where the file was included by the C preprocessor; null for any other.
  public @Nullable SourceSpan includedFrom() {
    return includedFrom;
  }

  @Nullable Provenance provenance() {
    return provenance;
  }

  public String text() {
    return text;
  }

  public @Nullable Expansion expansion() {
    return expansion;
  }

  public boolean isBinary() {
    return firstLine == 0;
  }

  public SourceSpan span(int start, int end) {
    return new SourceSpan(this, start, end);
  }

  /// The whole text as one place: for a problem that belongs to the file and to no line of it.
  public SourceSpan whole() {
    return span(0, 0);
  }

  /// The number, in the file, of the line that an offset was written in.
  public int line(int offset) {
    Expansion from = expansion;
    Origins map = origins;
    if (from != null && map != null) {
      return from.body().source().line(map.of(offset));
    }
    if (provenance != null) {
      return provenance.place(offset, offset).line();
    }
    int real = realLine(offset);
    return markers == null ? real : markers.line(this, offset, real);
  }

  int realLine(int offset) {
    return firstLine + index(offset);
  }

  /// The column, in the file, that an offset was written in.
  public int column(int offset) {
    Expansion from = expansion;
    Origins map = origins;
    if (from != null && map != null) {
      return from.body().source().column(map.of(offset));
    }
    return provenance == null
        ? offsetInLine(offset) + 1
        : provenance.place(offset, offset).column();
  }

  /// Where in the body of its expansion an offset was written.
  SourceSpan origin(int offset) {
    Expansion from = expansion;
    Origins map = origins;
    if (from == null || map == null) {
      return span(offset, offset);
    }
    int place = map.of(offset);
    return from.body().source().span(place, place);
  }

  /// How many characters stand before an offset in its [#lineText(int)].
  int offsetInLine(int offset) {
    return offset - starts()[index(offset)];
  }

  /// The line that holds an offset, without its end.
  public String lineText(int offset) {
    int start = starts()[index(offset)];
    int end = text.indexOf('\n', start);
    String line = text.substring(start, end < 0 ? text.length() : end);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private int index(int offset) {
    int found = Arrays.binarySearch(starts(), offset);
    return found >= 0 ? found : -found - 2;
  }

  private int[] starts() {
    int[] known = lineStarts;
    if (known == null) {
      int[] starts = new int[64];
      int count = 1;
      for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
        starts = count < starts.length ? starts : Arrays.copyOf(starts, count * 2);
        starts[count++] = at + 1;
      }
      lineStarts = known = Arrays.copyOf(starts, count);
    }
    return known;
  }
}
