package softmetal.assembler.debug;

/// The instruction of a call frame that says how much code what was said so far is for.
///
/// Source: DWARF standard, "Call Frame Instructions", `DW_CFA_advance_loc`.
public final class FrameAdvance {
  /// The largest distance that the one-byte form holds, in its lower 6 bits.
  private static final int SHORT = 0x3f;

  private static final int ADVANCE = 0x40;
  private static final int ADVANCE_1 = 0x02;
  private static final int ADVANCE_2 = 0x03;
  private static final int ADVANCE_4 = 0x04;

  private FrameAdvance() {}

  /// The size of the operand: 0 in the form that has it in its first byte, else 1, 2 or 4.
  public static int operandSize(long distance) {
    if (distance <= SHORT) {
      return 0;
    }
    return distance <= 0xff ? 1 : distance <= 0xffff ? 2 : 4;
  }

  /// As short as the distance allows; nothing for no distance.
  public static byte[] bytes(long distance) {
    if (distance == 0) {
      return new byte[0];
    }
    int size = operandSize(distance);
    byte[] bytes = new byte[1 + size];
    bytes[0] =
        (byte)
            switch (size) {
              case 0 -> ADVANCE | distance;
              case 1 -> ADVANCE_1;
              case 2 -> ADVANCE_2;
              default -> ADVANCE_4;
            };
    for (int i = 0; i < size; i++) {
      bytes[1 + i] = (byte) (distance >> (8 * i));
    }
    return bytes;
  }
}
