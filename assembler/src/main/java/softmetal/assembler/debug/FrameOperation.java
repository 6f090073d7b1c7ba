package softmetal.assembler.debug;

/// One instruction of a call frame: what has changed about where a caller's registers are.
///
/// Offsets are in bytes; those of saved registers count from the canonical frame address (CFA), the value that `sp`
/// had before the call. Source: DWARF standard, "Call Frame Instructions".
public sealed interface FrameOperation {
  /// What follows holds from the second place on.
  record Advance(Place from, Place to) implements FrameOperation {}

  record DefineCfa(int register, long offset) implements FrameOperation {}

  record DefineCfaOffset(long offset) implements FrameOperation {}

  /// The register was saved at this offset.
  record Saved(int register, long offset) implements FrameOperation {}

  /// The register's value was the CFA plus this offset.
  record Value(int register, long offset) implements FrameOperation {}

  /// The register was copied to another one.
  record Copied(int register, int other) implements FrameOperation {}

  /// An instruction whose only operand is a register.
  record OfRegister(Kind kind, int register) implements FrameOperation {
    public enum Kind {
      DEFINE_CFA_REGISTER(0x0d),
      RESTORE(0x06),
      UNDEFINED(0x07),
      SAME_VALUE(0x08);

      private final int code;

      Kind(int code) {
        this.code = code;
      }

      int code() {
        return code;
      }
    }
  }

  /// An instruction without operands.
  enum Plain implements FrameOperation {
    REMEMBER_STATE(0x0a),
    RESTORE_STATE(0x0b),
    WINDOW_SAVE(0x2d);

    private final int code;

    Plain(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /// Bytes as the source has them.
  record Escape(byte[] bytes) implements FrameOperation {}
}
