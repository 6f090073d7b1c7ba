package softmetal.monitor.privileged;

/// A page table entry, for people.
public final class PageEntry {
  private static final String FLAGS = "vrwxugad";

  private PageEntry() {}

  /// Its flags, and what kind of entry it is: `vrw---ad page 0x80203000`.
  public static String describe(long entry) {
    long target = (entry >>> 10 & (1L << 44) - 1) << 12;
    if ((entry & 1) == 0) {
      return flags(entry) + " not valid";
    }
    return flags(entry)
        + ((entry & 0xe) == 0 ? " next table 0x%x" : " page 0x%x").formatted(target);
  }

  /// V to D, a letter each or `-`.
  public static String flags(long entry) {
    StringBuilder flags = new StringBuilder();
    for (int bit = 0; bit < FLAGS.length(); bit++) {
      flags.append((entry >>> bit & 1) != 0 ? FLAGS.charAt(bit) : '-');
    }
    return flags.toString();
  }
}
