package softmetal.monitor.privileged;

import java.util.function.Supplier;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Trap;

/// What a virtual CPU does, told while it does it, for those who explain it to people. Changes nothing.
public interface Observer {
  /// Listens to nothing.
  Observer NONE = new Observer() {};

  /// A trap was delivered. The CPU is in its new mode already.
  default void trapped(Trap trap, Mode from, long handler) {}

  default void interrupted(Interrupt interrupt, Mode from, long handler) {}

  /// `mret` or `sret` went back; the CPU is in its new mode already.
  default void returned(Mode from, long target) {}

  /// An address could not be translated; the trap for it follows.
  ///
  /// @param level of the page table where it ended, 0 for that of 4 KiB pages; -1 when no table was read
  default void faulted(Access access, long virtualAddress, String why, int level) {}

  /// The shadow page table in use got an entry.
  default void filled(Access access, long virtualAddress, long physicalAddress) {}

  /// An entry of a page table was read to translate an address.
  ///
  /// @param level 0 for the table of 4 KiB pages
  default void walked(int level, long entryAddress, long entry) {}

  /// A register was written.
  ///
  /// @param value what was written, of which the register keeps what is legal
  default void wrote(int csr, long value) {}

  /// Entries of shadow page tables were dropped.
  ///
  /// @param what in words: `all`, or the address
  default void flushed(String what) {}

  /// The hart has no old instructions any more: firmware had it do what `fence.i` does, or has started it.
  default void fencedCode() {}

  /// The hart waits for an interrupt.
  default void waits() {}

  /// Firmware that is part of the monitor has answered a call.
  ///
  /// @param call what was asked and answered, in words; made only for those who want to read it
  default void served(Supplier<String> call) {}
}
