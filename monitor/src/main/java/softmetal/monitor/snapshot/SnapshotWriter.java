package softmetal.monitor.snapshot;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.DiskImage;
import softmetal.monitor.machine.Boot;
import softmetal.monitor.machine.MachineState;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.RamImage;
import softmetal.monitor.state.ByteArrayOutput;
import softmetal.monitor.state.Payload;

/// Writes a snapshot to a file: under another name first, so that it is there in full or not at all.
final class SnapshotWriter {
  private final Snapshot snapshot;
  private final @Nullable SavedSnapshot parent;
  private final ChunkWriter chunks;

  private SnapshotWriter(Snapshot snapshot, @Nullable SavedSnapshot parent, ChunkWriter chunks) {
    this.snapshot = snapshot;
    this.parent = parent;
    this.chunks = chunks;
  }

  /// @param parent of the same machine, to say no more than what has changed since; null to say everything
  static SavedSnapshot write(
      Path file, Snapshot snapshot, String name, String note, @Nullable SavedSnapshot parent)
      throws IOException {
    SnapshotId id =
        whole(
            file,
            channel -> {
              try (ChunkWriter chunks = new ChunkWriter(channel)) {
                return new SnapshotWriter(snapshot, parent, chunks).write(name, note);
              }
            });
    return new SavedSnapshot(id, name, note, snapshot);
  }

  /// What writes a snapshot to a file.
  interface Contents {
    SnapshotId write(FileChannel channel) throws IOException;
  }

  /// Has a file be there in full or not at all.
  static SnapshotId whole(Path file, Contents contents) throws IOException {
    Path fresh = file.resolveSibling(".%s.%x".formatted(file.getFileName(), System.nanoTime()));
    try {
      SnapshotId id;
      try (FileChannel channel = FileChannel.open(fresh, CREATE_NEW, READ, WRITE)) {
        id = contents.write(channel);
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceDirectory(Snapshots.directory(file));
      return id;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// Only then a file keeps its new name when the power goes.
  static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  private SnapshotId write(String name, String note) throws IOException {
    ByteArrayOutput rest = new ByteArrayOutput();
    MachineState machine = snapshot.machine();
    MachineFormat.save(machine.definition(), rest);
    saveBoot(machine.boot(), rest);
    rest.putLong(machine.ticksBefore());
    chunks.putAll(payloads(machine.payloads()), rest);
    Run.save(ram(machine.ram()), rest);
    saveDisks(rest);

    ByteArrayOutput index = new ByteArrayOutput();
    MachineFormat.text(name, index);
    MachineFormat.text(note, index);
    SavedSnapshot before = parent;
    index.putBoolean(before != null);
    if (before != null) {
      index.putBytes(before.id().toBytes(), 0, SnapshotId.BYTES);
    }
    chunks.saveTable(index);
    byte[] tail = rest.toByteArray();
    index.putBytes(tail, 0, tail.length);
    return finish(index.toByteArray());
  }

  private SnapshotId finish(byte[] index) throws IOException {
    if (index.length > SnapshotFormat.MAX_INDEX_BYTES) {
      throw new IOException("the index would have %d bytes".formatted(index.length));
    }
    SnapshotId id = SnapshotId.of(Chunk.sha256(index, 0, index.length));
    chunks.write(ByteBuffer.wrap(index), chunks.position());
    chunks.write(new SnapshotFormat(chunks.position(), index.length, id).toBytes(), 0);
    return id;
  }

  private void saveBoot(Optional<Boot> boot, ByteArrayOutput index) throws IOException {
    if (boot.isEmpty()) {
      index.putByte(SnapshotIndex.BOOT_NONE);
    } else if (parent != null && parent.snapshot().machine().boot().equals(boot)) {
      index.putByte(SnapshotIndex.BOOT_IN_PARENT);
    } else {
      index.putByte(SnapshotIndex.BOOT_HERE);
      BootFormat.save(boot.get(), chunks, index);
    }
  }

  private static byte[] payloads(List<Payload> payloads) {
    ByteArrayOutput output = new ByteArrayOutput();
    output.putInt(payloads.size());
    for (Payload payload : payloads) {
      MachineFormat.text(payload.name(), output);
      output.putInt(payload.version());
      output.putBlock(payload.bytes());
    }
    return output.toByteArray();
  }

  private List<Run> ram(RamImage ram) throws IOException {
    RamImage before =
        parent == null ? RamImage.zeros(ram.size()) : parent.snapshot().machine().ram();
    RunWriter writer = new RunWriter(chunks, Ram.PAGE_BYTES);
    RamImage.PageVisitor<IOException> visitor =
        (number, contents) -> writer.add(number, contents == null ? null : contents.asByteBuffer());
    ram.forEachChange(before, visitor);
    return writer.finish();
  }

  private void saveDisks(ByteArrayOutput index) throws IOException {
    List<Snapshot.Disk> disks = snapshot.disks();
    index.putInt(disks.size());
    for (int i = 0; i < disks.size(); i++) {
      DiskImage image = disks.get(i).image();
      DiskImage before = parent == null ? null : parent.snapshot().disks().get(i).image();
      RunWriter writer = new RunWriter(chunks, SnapshotIndex.DISK_BLOCK_BYTES);
      image.forEachChunkSince(
          before,
          (position, contents) ->
              writer.add(
                  (int) (position / SnapshotIndex.DISK_BLOCK_BYTES),
                  isZero(contents) ? null : contents));
      MachineFormat.text(disks.get(i).name(), index);
      index.putLong(image.size());
      Run.save(writer.finish(), index);
    }
  }

  private static boolean isZero(ByteBuffer contents) {
    return contents.equals(ByteBuffer.allocate(contents.remaining()));
  }

  /// Whether what one snapshot does not say can be looked up in the other.
  static boolean canFollow(Snapshot snapshot, Snapshot parent) {
    return snapshot.machine().ram().size() == parent.machine().ram().size()
        && sizes(snapshot).equals(sizes(parent));
  }

  private static List<Long> sizes(Snapshot snapshot) {
    return snapshot.disks().stream().map(disk -> disk.image().size()).toList();
  }
}
