package softmetal.assembler.syntax;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;
import softmetal.assembler.diagnostic.SourceSpan;

/// A range of a source text as ANTLR reads it. Indices are offsets in the whole text, so that tokens need no
/// translation to become spans. Nothing is copied.
final class TextRange implements CharStream {
  private final String name;
  private final String text;
  private final int end;
  private int at;

  TextRange(SourceSpan span) {
    name = span.source().name();
    text = span.source().text();
    at = span.start();
    end = span.end();
  }

  @Override
  public void consume() {
    if (at >= end) {
      throw new IllegalStateException("reading behind the end of a statement");
    }
    at++;
  }

  @Override
  public int LA(int distance) {
    if (distance == 0) {
      return 0;
    }
    int index = at + (distance > 0 ? distance - 1 : distance);
    return index < 0 || index >= end ? EOF : text.charAt(index);
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return at;
  }

  @Override
  public void seek(int index) {
    at = Math.min(index, end);
  }

  @Override
  public int size() {
    return end;
  }

  @Override
  public String getSourceName() {
    return name;
  }

  @Override
  public String getText(Interval interval) {
    int stop = Math.min(interval.b + 1, end);
    return interval.a >= stop ? "" : text.substring(interval.a, stop);
  }
}
