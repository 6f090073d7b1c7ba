package softmetal.monitor.snapshot;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import softmetal.monitor.disk.DiskImage;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.MachineState;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.RamImage;
import softmetal.monitor.state.InvalidStateException;

/// Puts a snapshot together from a file and those that it builds on. What a later file says is not even read in an earlier one.
final class SnapshotReader {
  /// The wanted one first, then its parent, and so on.
  private final List<SnapshotFile> files;

  private final Drives drives;

  SnapshotReader(List<SnapshotFile> files, Drives drives) {
    this.files = files;
    this.drives = drives;
  }

  /// @throws InvalidStateException when the files do not fit together, or a chunk is damaged
  Snapshot read() throws IOException {
    SnapshotIndex wanted = files.getFirst().index();
    for (SnapshotFile file : files) {
      checkFits(wanted, file);
    }
    RamImage ram = ram(wanted.definition().memoryBytes());
    MachineState machine =
        new MachineState(wanted.definition(), boot(), wanted.ticksBefore(), ram, wanted.payloads());
    List<Snapshot.Disk> disks = new ArrayList<>();
    try {
      for (int i = 0; i < wanted.disks().size(); i++) {
        disks.add(new Snapshot.Disk(wanted.disks().get(i).name(), disk(i)));
      }
      return new Snapshot(machine, disks);
    } catch (IOException | RuntimeException e) {
      disks.forEach(disk -> disk.image().close());
      throw e;
    }
  }

  private static void checkFits(SnapshotIndex wanted, SnapshotFile file) {
    SnapshotIndex index = file.index();
    boolean same =
        index.definition().memoryBytes() == wanted.definition().memoryBytes()
            && index.disks().stream()
                .map(SnapshotIndex.Disk::size)
                .toList()
                .equals(wanted.disks().stream().map(SnapshotIndex.Disk::size).toList());
    if (!same) {
      throw new InvalidStateException(
          "it builds on %s, which is of another machine".formatted(file.path().getFileName()));
    }
  }

  private Optional<Boot> boot() {
    for (SnapshotFile file : files) {
      if (!file.index().bootAsInParent()) {
        return file.index().boot();
      }
    }
    throw new IllegalStateException("a file without a parent says itself what was booted");
  }

  private RamImage ram(long size) throws IOException {
    BitSet told = new BitSet();
    RamImage.Builder builder = new RamImage.Builder(RamImage.zeros(size), 0);
    for (SnapshotFile file : files) {
      for (Run run : file.index().ram()) {
        if (isNews(run, told) && run.chunk() != Run.ZEROS) {
          MemorySegment bytes = MemorySegment.ofArray(file.chunks().read(run.chunk()));
          for (int page = run.first(); page < run.end(); page++) {
            if (!told.get(page)) {
              builder.put(page, bytes, (long) (page - run.first()) * Ram.PAGE_BYTES);
            }
          }
        }
        told.set(run.first(), run.end());
      }
    }
    return builder.build();
  }

  private DiskImage disk(int number) throws IOException {
    BitSet told = new BitSet();
    long size = files.getFirst().index().disks().get(number).size();
    try (DiskImage.Builder builder = drives.newImage(size, null)) {
      for (SnapshotFile file : files) {
        for (Run run : file.index().disks().get(number).runs()) {
          if (isNews(run, told) && run.chunk() != Run.ZEROS) {
            put(builder, run, file.chunks().read(run.chunk()), told);
          }
          told.set(run.first(), run.end());
        }
      }
      return builder.build();
    }
  }

  private static void put(DiskImage.Builder builder, Run run, byte[] bytes, BitSet told)
      throws IOException {
    int blockBytes = SnapshotIndex.DISK_BLOCK_BYTES;
    for (int block = run.first(); block < run.end(); block++) {
      if (!told.get(block)) {
        int at = (block - run.first()) * blockBytes;
        int length = Math.min(blockBytes, bytes.length - at);
        builder.put((long) block * blockBytes, ByteBuffer.wrap(bytes, at, length));
      }
    }
  }

  private static boolean isNews(Run run, BitSet told) {
    return told.nextClearBit(run.first()) < run.end();
  }
}
