package softmetal.monitor.privileged;

import softmetal.isa.Xlen;

/// The register `satp`: which page tables translate addresses.
///
/// | 63:60 | 59:44 | 43:0 |
/// |---|---|---|
/// | mode: 0 Bare, 8 Sv39, 9 Sv48, 10 Sv57 | ASID | page number of the root table |
///
/// On a hart of 32 bits:
///
/// | 31 | 30:22 | 21:0 |
/// |---|---|---|
/// | mode: 0 Bare, 1 Sv32 | ASID | page number of the root table |
///
/// Source: RISC-V Privileged ISA, "Supervisor Address Translation and Protection (satp) Register".
public final class Satp {
  private static final int BARE = 0;
  private static final int SV39 = 8;
  private static final int SV57 = 10;

  private Satp() {}

  static boolean isLegal(long satp, Xlen xlen) {
    int mode = mode(satp, xlen);
    return xlen == Xlen.RV32 || mode == BARE || (mode >= SV39 && mode <= SV57);
  }

  static boolean isBare(long satp, Xlen xlen) {
    return mode(satp, xlen) == BARE;
  }

  /// How addresses are translated; only when not Bare.
  static PagingScheme scheme(long satp, Xlen xlen) {
    return xlen == Xlen.RV32
        ? PagingScheme.SV32
        : switch (mode(satp, xlen)) {
          case SV39 -> PagingScheme.SV39;
          case SV57 -> PagingScheme.SV57;
          default -> PagingScheme.SV48;
        };
  }

  /// The physical address of the root table.
  static long root(long satp, Xlen xlen) {
    int bits = xlen == Xlen.RV32 ? 22 : 44;
    return (satp & (1L << bits) - 1) << 12;
  }

  private static int mode(long satp, Xlen xlen) {
    return (int) (xlen == Xlen.RV32 ? satp >>> 31 & 1 : satp >>> 60);
  }

  /// As people write it: `Sv39 root 0x8020_1000`.
  public static String describe(long satp, Xlen xlen) {
    return isBare(satp, xlen)
        ? "Bare"
        : "Sv%d root 0x%x".formatted(scheme(satp, xlen).addressBits(), root(satp, xlen));
  }
}
