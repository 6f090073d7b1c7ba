package softmetal.monitor.debug;

import org.jspecify.annotations.Nullable;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.InstructionSet;

/// Decodes instruction words, the same ones again and again.
public final class Words {
  private static final int PLACES = 4096;

  private final Decoder decoder;
  private final @Nullable Decoded[] recent = new @Nullable Decoded[PLACES];

  public Words(InstructionSet instructionSet) {
    decoder = new Decoder(instructionSet);
  }

  /// The base instruction that a word is or abbreviates, or null when it is none.
  public @Nullable Decoded decode(int word) {
    int place = (word ^ word >>> 12 ^ word >>> 20) & (PLACES - 1);
    Decoded decoded = recent[place];
    if (decoded == null || decoded.word() != word) {
      decoded = decoder.decode(word);
      if (decoded != null) {
        decoded = decoded.expanded();
        recent[place] = decoded;
      }
    }
    return decoded;
  }
}
