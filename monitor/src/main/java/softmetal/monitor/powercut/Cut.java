package softmetal.monitor.powercut;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import softmetal.monitor.disk.Minidisk;

/// The power goes: which writes are on the medium then.
///
/// @param after how many operations the workload had made
/// @param lost the numbers of writes, before that, of which nothing is there
/// @param torn the number of the write of which only the beginning is there; -1 for none
/// @param sectors how many sectors that beginning has
public record Cut(int after, List<Integer> lost, int torn, int sectors) {
  static final int NONE = -1;

  public Cut {
    lost = List.copyOf(lost);
  }

  /// How much it differs from a disk that does all in order: 0 for not at all.
  int damage() {
    return lost.size() + (torn == NONE ? 0 : 1);
  }

  /// How much of a write is there, in bytes.
  int bytes(int number, Operation.Write write) {
    if (number >= after || lost.contains(number)) {
      return 0;
    }
    return number == torn ? sectors * Minidisk.SECTOR_BYTES : write.contents().length;
  }

  /// Makes disks that hold what they held before the workload into those that are left.
  void applyTo(List<Minidisk> disks, List<Operation> operations) throws IOException {
    for (int number = 0; number < after; number++) {
      if (operations.get(number) instanceof Operation.Write write) {
        disks
            .get(write.disk())
            .write(write.position(), ByteBuffer.wrap(write.contents(), 0, bytes(number, write)));
      }
    }
  }
}
