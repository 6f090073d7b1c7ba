package softmetal.isa;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the instruction for a word. Immutable; for any number of threads.
public final class Decoder {
  private static final int BUCKETS = 1 << 10;

  private final InstructionSet instructionSet;
  private final Xlen xlen;
  private final Instruction[][] candidates;

  public Decoder(InstructionSet instructionSet) {
    this.instructionSet = instructionSet;
    this.xlen = instructionSet.xlen();
    List<List<Instruction>> lists = new ArrayList<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      lists.add(new ArrayList<>());
    }
    for (Instruction instruction : Instruction.values()) {
      if (instructionSet.has(instruction)) {
        Encoding encoding = instruction.encoding();
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
          int word = wordOf(bucket);
          boolean sameLength = (encoding.length() == 4) == ((word & 3) == 3);
          if (sameLength && ((word ^ encoding.match()) & encoding.mask() & bucketMask(word)) == 0) {
            lists.get(bucket).add(instruction);
          }
        }
      }
    }
    this.candidates =
        lists.stream().map(l -> l.toArray(Instruction[]::new)).toArray(Instruction[][]::new);
  }

  /// Whether an extension is part of what it knows.
  boolean knows(Extension extension) {
    return instructionSet.has(extension);
  }

  /// The instruction at some address, or null if the word is not one in this instruction set: hints are
  /// legal, reserved encodings are not.
  ///
  /// @param word the four bytes there, little-endian; if the low two bits are not 3, only the low half counts
  public @Nullable Decoded decode(int word) {
    int bits = (word & 3) == 3 ? word : word & 0xffff;
    for (Instruction instruction : candidates[bucketOf(bits)]) {
      if (instruction.encoding().matches(bits, xlen)) {
        return Decoded.of(instruction, bits);
      }
    }
    return null;
  }

  /// Instructions are kept by opcode and the bits next to it: `funct3` of a long, the top of a short one.
  private static int bucketOf(int bits) {
    return (bits & 3) == 3
        ? (bits & 0x7f) | ((bits >>> 5) & 0x380)
        : (bits & 3) | ((bits >>> 11) & 0x1c);
  }

  private static int bucketMask(int bits) {
    return (bits & 3) == 3 ? 0x707f : 0xe003;
  }

  /// A word of that bucket.
  private static int wordOf(int bucket) {
    return (bucket & 3) == 3
        ? (bucket & 0x7f) | ((bucket & 0x380) << 5)
        : (bucket & 3) | ((bucket & 0x1c) << 11);
  }
}
