package softmetal.assembler.diagnostic;

/// A range of characters in a text: what a message points at.
///
/// @param start offset of the first character, from 0
/// @param end offset behind the last one; equal to `start` for a place between two characters
public record SourceSpan(SourceText source, int start, int end) {
  public SourceSpan {
    if (start < 0 || end < start || end > source.text().length()) {
      throw new IllegalArgumentException(
          "span %d..%d of %d characters".formatted(start, end, source.text().length()));
    }
  }

  public int line() {
    return source.line(start);
  }

  public int column() {
    return source.column(start);
  }

  /// The characters that it covers.
  public String text() {
    return source.text().substring(start, end);
  }

  /// From the start of this to the end of another span of the same text.
  public SourceSpan to(SourceSpan other) {
    return new SourceSpan(source, start, other.end);
  }

  /// The place in a file where a programmer sees this: for what a macro left behind its outermost call, for the body of
  /// a repetition that body.
  public SourceSpan written() {
    SourceSpan place = this;
    for (SourceText.Expansion from = place.source.expansion();
        from != null;
        from = place.source.expansion()) {
      place = from.isCall() ? from.call() : place.source.origin(place.start);
    }
    return place.original();
  }

  /// The place in a file that the C preprocessor took this from; itself where it did not.
  public SourceSpan original() {
    Provenance provenance = source.provenance();
    return provenance == null ? this : provenance.place(start, end).original();
  }

  /// The name of the file that it was written in.
  public String fileName() {
    return source.name(start);
  }

  /// `file:line:column`, or the bare name of a binary file.
  @Override
  public String toString() {
    return source.isBinary() ? source.name() : fileName() + ":" + line() + ":" + column();
  }
}
