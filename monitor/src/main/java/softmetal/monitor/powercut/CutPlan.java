package softmetal.monitor.powercut;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.powercut.Operation.Flush;
import softmetal.monitor.powercut.Operation.Write;

/// All that power cuts can leave of the disks of a workload.
///
/// The power goes at the beginning, and behind each write. What was written and not flushed then may be on the medium or not, each write
/// by itself, as far as it is among the last few; older ones are there. One write may be there in part: some sectors from its first on.
/// Cuts that leave the same contents count once, as the one with the least damage.
final class CutPlan {
  private static final int SECTOR = Minidisk.SECTOR_BYTES;

  private final List<Operation> operations;
  private final int window;
  private final List<Cut> cuts = new ArrayList<>();
  private final Set<Contents> seen = new HashSet<>();
  private final Map<Sector, Integer> contents = new HashMap<>();
  private final Map<ByteBuffer, Integer> known = new HashMap<>();

  private record Sector(int disk, long number) {}

  /// A sum over all sectors that were written, of a number for each: two lanes of 64 bits, so that no two disks are taken for the same.
  private record Contents(long first, long second) {
    Contents with(Sector sector, int before, int after) {
      return new Contents(
          first + mix(sector, after, 1) - mix(sector, before, 1),
          second + mix(sector, after, 2) - mix(sector, before, 2));
    }

    /// Two rounds of a well-known mixing function (SplitMix64).
    private static long mix(Sector sector, int content, int lane) {
      long value = sector.number() * 31 + sector.disk() + lane * 0x9e37_79b9_7f4a_7c15L;
      value = round(value) + content;
      return round(value);
    }

    private static long round(long value) {
      long mixed = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
      mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
      return mixed ^ mixed >>> 31;
    }
  }

  private CutPlan(List<Operation> operations, int window) {
    this.operations = operations;
    this.window = window;
  }

  /// @param window how many unflushed writes, the last ones, may be lost or not, each by itself
  /// @return those that differ, the least damage first
  static List<Cut> of(List<Operation> operations, int window) {
    CutPlan plan = new CutPlan(operations, window);
    plan.make();
    plan.cuts.sort(Comparator.comparingInt(Cut::damage).thenComparingInt(Cut::after));
    return List.copyOf(plan.cuts);
  }

  private void make() {
    consider(new Cut(0, List.of(), Cut.NONE, 0));
    // Each by itself first: a disk that does all in order.
    for (int after = 1; after <= operations.size(); after++) {
      if (operations.get(after - 1) instanceof Write) {
        consider(new Cut(after, List.of(), Cut.NONE, 0));
      }
    }
    for (int after = 1; after <= operations.size(); after++) {
      if (operations.get(after - 1) instanceof Write) {
        considerSubsets(after);
      }
    }
  }

  /// The newest write is there at least in part: without it, it is a cut that was considered before.
  private void considerSubsets(int after) {
    List<Integer> open = unflushed(after);
    List<Integer> free = open.subList(Math.max(0, open.size() - window), open.size());
    int others = free.size() - 1;
    for (int subset = 0; subset < 1 << others; subset++) {
      List<Integer> lost = new ArrayList<>();
      for (int i = 0; i < others; i++) {
        if ((subset >> i & 1) != 0) {
          lost.add(free.get(i));
        }
      }
      consider(new Cut(after, lost, Cut.NONE, 0));
      for (int number : free) {
        if (!lost.contains(number) && operations.get(number) instanceof Write write) {
          for (int sectors = 1; sectors < write.contents().length / SECTOR; sectors++) {
            consider(new Cut(after, lost, number, sectors));
          }
        }
      }
    }
  }

  /// The numbers of the writes that the power may take, in order.
  private List<Integer> unflushed(int after) {
    List<Integer> open = new ArrayList<>();
    for (int number = 0; number < after; number++) {
      switch (operations.get(number)) {
        case Write _ -> open.add(number);
        case Flush flush -> open.removeIf(other -> operations.get(other).disk() == flush.disk());
      }
    }
    return open;
  }

  private void consider(Cut cut) {
    contents.clear();
    Contents sum = new Contents(0, 0);
    for (int number = 0; number < cut.after(); number++) {
      if (operations.get(number) instanceof Write write) {
        for (int at = 0; at < cut.bytes(number, write); at += SECTOR) {
          Sector sector = new Sector(write.disk(), (write.position() + at) / SECTOR);
          int content = number(write.contents(), at);
          int before = contents.getOrDefault(sector, 0);
          contents.put(sector, content);
          sum = sum.with(sector, before, content);
        }
      }
    }
    if (seen.add(sum)) {
      cuts.add(cut);
    }
  }

  /// The same number for the same bytes; from 1.
  private int number(byte[] bytes, int at) {
    ByteBuffer sector = ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + SECTOR));
    return known.computeIfAbsent(sector, _ -> known.size() + 1);
  }
}
