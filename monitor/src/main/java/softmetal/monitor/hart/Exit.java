package softmetal.monitor.hart;

import softmetal.isa.Decoded;
import softmetal.monitor.memory.Width;

/// Why a hart stopped: a question to the monitor. The program counter stands at the instruction in question, which
/// has had no effect yet and is not counted as retired.
public sealed interface Exit {
  /// An instruction that physical user mode may not execute: a CSR access, `mret`, `sret`, `wfi`, `sfence.vma`.
  record Privileged(Decoded instruction) implements Exit {}

  record EnvironmentCall() implements Exit {}

  /// Any other exception that the hart itself can see: an illegal instruction, `ebreak`, a misaligned atomic.
  record Trapped(Trap trap) implements Exit {}

  /// The TLB in use has no entry for this access.
  ///
  /// @param virtualAddress of its first byte; an access across pages asks for one page after the other
  record TlbMiss(Access access, long virtualAddress) implements Exit {}

  /// A load from a page that the TLB marks as a device; to be answered by [Entry.Loaded].
  record DeviceRead(long physicalAddress, long virtualAddress, Width width) implements Exit {}

  /// A store to such a page; to be answered by [Entry.Completed].
  record DeviceWrite(long physicalAddress, long virtualAddress, Width width, long value)
      implements Exit {}

  /// The budget is used up, or another thread asked the hart to stop.
  record Preempted() implements Exit {}
}
