package softmetal.monitor.hart;

import java.util.Arrays;

/// The decoded form of one physical page that holds code: a packed [Operation] for each halfword.
final class CodePage {
  /// Halfwords of a page.
  static final int SLOTS = 2048;

  /// The slots of the longest row: of all registers, in instructions of four bytes.
  private static final int MAX_ROW = 64;

  /// What the interpreter runs through. The two entries behind the last slot lead out of the page, whether an
  /// instruction of two or of four bytes was the last one.
  final long[] operations = new long[SLOTS + 2];

  /// Where the page begins in RAM, in bytes.
  final long offset;

  /// Stores to the page since something in it was last decoded.
  int storesSinceDecoding;

  CodePage(long offset) {
    this.offset = offset;
    operations[SLOTS] = Operation.LEAVE;
    operations[SLOTS + 1] = Operation.LEAVE;
  }

  /// Forgets all instructions.
  void forget() {
    Arrays.fill(operations, 0, SLOTS, Operation.UNDECODED);
  }

  /// Forgets every instruction of which one of these bytes is a part.
  ///
  /// @param from offset in the page of the first byte written
  /// @param to of the last one
  void written(int from, int to) {
    // A four-byte instruction may begin one slot before, a row many.
    int first = Math.max((from >> 1) - 1, 0);
    for (int slot = Math.max(first - MAX_ROW, 0); slot < first; slot++) {
      if (slot + Operation.extent(operations[slot]) > first) {
        operations[slot] = Operation.UNDECODED;
      }
    }
    for (int slot = first; slot <= to >> 1; slot++) {
      operations[slot] = Operation.UNDECODED;
    }
  }
}
