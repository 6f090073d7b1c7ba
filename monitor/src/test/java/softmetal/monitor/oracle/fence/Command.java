package softmetal.monitor.oracle.fence;

/// One step of a script: an act of a kernel, or an access by supervisor mode that tells where it has led.
sealed interface Command {
  /// `sd value, (address)`: a page table entry changes.
  record WriteEntry(long address, long value) implements Command {}

  /// `sfence.vma`, for all addresses or one, for all address spaces or one.
  ///
  /// @param page its virtual address, or 0 for all
  /// @param asid 0 for all
  record Fence(long page, int asid) implements Command {}

  /// A load from a page.
  record Load(long page) implements Command {}

  /// A store to a page.
  record Store(long page) implements Command {}

  /// The code of a page is executed.
  record Fetch(long page) implements Command {}

  /// Code in one page loads from another one.
  record FetchAndLoad(long code, long data) implements Command {}

  /// `csrw satp`: Sv39 with this root and address space.
  record SwitchSpace(long root, int asid) implements Command {}

  /// `csrw satp, zero`.
  record TurnPagingOff() implements Command {}

  /// Physical memory protection for one frame, or for none.
  ///
  /// @param permissions R, W and X as bits 0 to 2
  record Protect(int frame, int permissions) implements Command {}

  /// The code of a frame is overwritten.
  record WriteCode(int frame, int word) implements Command {}

  /// `fence.i`.
  record FenceCode() implements Command {}
}
