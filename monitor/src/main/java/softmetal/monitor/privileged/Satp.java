package softmetal.monitor.privileged;

/// The register `satp`: which page tables translate addresses.
///
/// | 63:60 | 59:44 | 43:0 |
/// |---|---|---|
/// | mode: 0 Bare, 8 Sv39, 9 Sv48, 10 Sv57 | ASID | page number of the root table |
///
/// Source: RISC-V Privileged ISA, "Supervisor Address Translation and Protection (satp) Register".
public final class Satp {
  private static final int MODE_SHIFT = 60;
  private static final int BARE = 0;
  private static final int SV39 = 8;
  private static final int SV57 = 10;
  private static final long PAGE_NUMBER = (1L << 44) - 1;

  private Satp() {}

  static boolean isLegal(long satp) {
    int mode = mode(satp);
    return mode == BARE || (mode >= SV39 && mode <= SV57);
  }

  static boolean isBare(long satp) {
    return mode(satp) == BARE;
  }

  /// 3 to 5; only when not Bare.
  static int levels(long satp) {
    return mode(satp) - SV39 + 3;
  }

  private static int mode(long satp) {
    return (int) (satp >>> MODE_SHIFT);
  }

  /// As people write it: `Sv39 root 0x8020_1000`.
  public static String describe(long satp) {
    if (isBare(satp)) {
      return "Bare";
    }
    long root = (satp & PAGE_NUMBER) << 12;
    int bits = 12 + 9 * levels(satp);
    return "Sv%d root 0x%x".formatted(bits, root);
  }
}
