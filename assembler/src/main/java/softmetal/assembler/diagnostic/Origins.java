package softmetal.assembler.diagnostic;

import java.util.Arrays;

/// Where each character of an expanded text was written: the source map of one expansion.
///
/// A run of characters was either copied from the body, or stands there in place of something in the body (a
/// parameter); every character of the latter comes from the place of the parameter.
public final class Origins {
  private final int[] starts;
  private final int[] origins;
  private final boolean[] copied;

  private Origins(int[] starts, int[] origins, boolean[] copied) {
    this.starts = starts;
    this.origins = origins;
    this.copied = copied;
  }

  /// The offset in the text of the body that an offset in the expanded text comes from.
  int of(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    int run = found >= 0 ? found : Math.max(0, -found - 2);
    return copied[run] ? origins[run] + offset - starts[run] : origins[run];
  }

  /// Builds the expanded text together with its map.
  public static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private int[] starts = new int[8];
    private int[] origins = new int[8];
    private boolean[] copied = new boolean[8];
    private int runs;

    /// @param from the text of the body
    public void copy(String from, int start, int end) {
      run(start, true);
      text.append(from, start, end);
    }

    /// @param origin the offset, in the text of the body, of what is replaced
    public void replace(int origin, String replacement) {
      run(origin, false);
      text.append(replacement);
    }

    public int length() {
      return text.length();
    }

    private void run(int origin, boolean isCopy) {
      if (runs > 0 && starts[runs - 1] == text.length()) {
        runs--;
      }
      if (runs == starts.length) {
        starts = Arrays.copyOf(starts, runs * 2);
        origins = Arrays.copyOf(origins, runs * 2);
        copied = Arrays.copyOf(copied, runs * 2);
      }
      starts[runs] = text.length();
      origins[runs] = origin;
      copied[runs++] = isCopy;
    }

    public SourceText build(SourceText.Expansion expansion) {
      if (runs == 0) {
        run(expansion.body().start(), true);
      }
      return SourceText.expanded(
          text.toString(),
          expansion,
          new Origins(
              Arrays.copyOf(starts, runs),
              Arrays.copyOf(origins, runs),
              Arrays.copyOf(copied, runs)));
    }
  }
}
