package softmetal.monitor.hart;

/// A shadow page table: what one virtual mode of the guest may reach right now, page by page.
///
/// The monitor fills it from the guest's page tables and flushes it; the hart only looks up. An absent entry is always
/// correct: the hart then asks. Addresses are byte addresses; the low 12 bits do not matter.
public interface Tlb {
  /// Pages of RAM are reached directly from now on.
  void fillRam(Access access, long virtualAddress, long physicalAddress);

  /// Loads and stores of this page become [Exit.DeviceRead] and [Exit.DeviceWrite]. Not for fetches.
  void fillDevice(Access access, long virtualAddress, long physicalAddress);

  void flush();

  void flushPage(long virtualAddress);

  /// Shows every entry that is there.
  void forEach(Visitor visitor);

  /// Is shown an entry of a TLB; addresses are those of whole pages.
  @FunctionalInterface
  interface Visitor {
    void entry(Access access, long virtualAddress, long physicalAddress, boolean isDevice);
  }
}
