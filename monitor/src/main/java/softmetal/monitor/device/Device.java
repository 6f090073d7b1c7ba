package softmetal.monitor.device;

import softmetal.monitor.memory.Width;
import softmetal.monitor.state.Restorable;

/// Something that answers when the guest reads or writes its registers.
///
/// A device sees register offsets, never guest addresses, and reaches the rest of the machine only through what its
/// constructor was given: an [InterruptLine], a console, a disk. It is used by the thread that runs its machine.
public interface Device extends Restorable {
  /// Bytes of register space.
  int size();

  /// @param offset of the first byte, `offset + width.bytes() <= size()`, a multiple of the width
  /// @return the value, zero-extended; registers that do not exist read as zero
  long read(int offset, Width width);

  /// Registers that do not exist, and widths that a register does not have, ignore writes.
  void write(int offset, Width width, long value);
}
