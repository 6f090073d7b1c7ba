package softmetal.monitor.snapshot;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.RamImage;
import softmetal.monitor.state.Payload;

/// In what two snapshots differ, in words: a line for each part, each run of pages, and each run of blocks.
public final class SnapshotDifference {

  private SnapshotDifference() {}

  /// @return empty when they hold the same
  /// @throws InvalidInputException when one of them cannot be used
  public static List<String> between(Path one, Path other) throws InvalidInputException {
    try (Drives drives = Drives.inMemory(1, 1L << 40);
        SavedSnapshot first = Snapshots.read(one, drives);
        SavedSnapshot second = Snapshots.read(other, drives)) {
      List<String> lines = new ArrayList<>();
      parts(first.snapshot(), second.snapshot(), lines);
      ram(first.snapshot(), second.snapshot(), lines);
      disks(first.snapshot(), second.snapshot(), lines);
      return lines;
    } catch (IOException e) {
      throw Snapshots.unreadable(one, e);
    }
  }

  private static void parts(Snapshot one, Snapshot other, List<String> lines) {
    for (Payload payload : one.machine().payloads()) {
      boolean same =
          other.machine().payloads().stream()
              .anyMatch(twin ->
                  twin.name().equals(payload.name())
                      && twin.version() == payload.version()
                      && Arrays.equals(twin.bytes(), payload.bytes()));
      if (!same) {
        lines.add("part %s".formatted(payload.name()));
      }
    }
    for (Payload payload : other.machine().payloads()) {
      if (one.machine().payloads().stream().noneMatch(twin -> twin.name().equals(payload.name()))) {
        lines.add("part %s: only in the second".formatted(payload.name()));
      }
    }
  }

  private static void ram(Snapshot one, Snapshot other, List<String> lines) {
    RamImage first = one.machine().ram();
    RamImage second = other.machine().ram();
    if (first.size() != second.size()) {
      lines.add("RAM of %d and %d bytes".formatted(first.size(), second.size()));
      return;
    }
    Ranges ranges = new Ranges(Ram.PAGE_BYTES);
    RamImage.PageVisitor<RuntimeException> visitor =
        (number, contents) -> {
          if (!sameBytes(contents, first.contents(number))) {
            ranges.add(number);
          }
        };
    second.forEachChange(first, visitor);
    for (Ranges.Range range : ranges.all()) {
      lines.add(
          "RAM %#x to %#x, %d pages"
              .formatted(
                  Machine.RAM_BASE + range.start(), Machine.RAM_BASE + range.end(), range.count()));
    }
  }

  private static boolean sameBytes(@Nullable MemorySegment one, @Nullable MemorySegment other) {
    if (one == null || other == null) {
      return one == null && other == null;
    }
    return one.mismatch(other) < 0;
  }

  private static void disks(Snapshot one, Snapshot other, List<String> lines) throws IOException {
    if (one.disks().size() != other.disks().size()) {
      lines.add("%d and %d disks".formatted(one.disks().size(), other.disks().size()));
      return;
    }
    for (int i = 0; i < one.disks().size(); i++) {
      Snapshot.Disk first = one.disks().get(i);
      Snapshot.Disk second = other.disks().get(i);
      if (first.image().size() != second.image().size()) {
        lines.add(
            "disk %s of %d and %d bytes"
                .formatted(first.name(), first.image().size(), second.image().size()));
        continue;
      }
      Ranges ranges = new Ranges(SnapshotIndex.DISK_BLOCK_BYTES);
      second
          .image()
          .forEachChunkSince(
              first.image(),
              (position, _) -> ranges.add((int) (position / SnapshotIndex.DISK_BLOCK_BYTES)));
      for (Ranges.Range range : ranges.all()) {
        lines.add("disk %s, bytes %d to %d".formatted(first.name(), range.start(), range.end()));
      }
    }
  }

  /// Blocks that lie behind each other.
  private static final class Ranges {
    private final List<Range> ranges = new ArrayList<>();
    private final int blockBytes;

    /// @param end exclusive
    record Range(long start, long end, int count) {}

    Ranges(int blockBytes) {
      this.blockBytes = blockBytes;
    }

    void add(int block) {
      long start = (long) block * blockBytes;
      if (!ranges.isEmpty() && ranges.getLast().end() == start) {
        Range before = ranges.removeLast();
        ranges.add(new Range(before.start(), start + blockBytes, before.count() + 1));
      } else {
        ranges.add(new Range(start, start + blockBytes, 1));
      }
    }

    List<Range> all() {
      return ranges;
    }
  }
}
