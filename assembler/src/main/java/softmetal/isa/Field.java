package softmetal.isa;

/// What one instruction can carry besides its opcode.
public enum Field {
  RD,
  RS1,
  RS2,
  RS3,
  ROUNDING_MODE,
  /// Any other number: an immediate, a shift amount, a CSR number, the sets of a fence, the ordering of an
  /// atomic; see [Decoded#immediate()].
  IMMEDIATE
}
