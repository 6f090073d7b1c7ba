package softmetal.monitor.disk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.disk.Contents.Extent;
import softmetal.monitor.state.Component;
import softmetal.monitor.state.StateOutput;

/// A contiguous extent of a drive that one machine sees as a complete disk; or a private copy of a moment of one.
///
/// What was never written reads as zeros, or as what it was made from. Any thread may use it; two that write to the same sectors
/// at a time get one or the other, as with a real disk. A thread that is interrupted while it uses one closes the drive for all,
/// so those that do must never be.
public final class Minidisk implements Component {
  public static final int SECTOR_BYTES = 512;

  private final String name;
  private final Contents contents;
  private final boolean readOnly;
  private volatile @Nullable MediumObserver observer;

  Minidisk(String name, Contents contents, boolean readOnly) {
    this.name = name;
    this.contents = contents;
    this.readOnly = readOnly;
  }

  /// In bytes, a multiple of a sector.
  public long size() {
    return contents.size();
  }

  /// Whether `length` bytes from a position on all lie on this disk. Both may be anything.
  public boolean contains(long position, long length) {
    return contents.contains(position, length);
  }

  /// Fills all of `target`. Either may be anywhere, not only at the boundary of a sector.
  ///
  /// @throws IllegalArgumentException when not all of that lies on the disk
  /// @throws IOException when the host fails; how much of `target` was filled is then unknown
  public void read(long position, ByteBuffer target) throws IOException {
    contents.read(position, target);
  }

  /// Writes all of `source`. It is on the medium after the next [#flush].
  ///
  /// @throws IllegalArgumentException when not all of that lies on the disk
  /// @throws IOException when the disk can only be read, or the host fails; how much was written is then unknown
  public void write(long position, ByteBuffer source) throws IOException {
    if (readOnly) {
      throw new IOException(name + " can only be read");
    }
    MediumObserver present = observer;
    if (present != null) {
      present.written(position, source.duplicate());
    }
    contents.write(position, source);
  }

  /// On return all that was written is on the medium. What was written to a fork is on none.
  public void flush() throws IOException {
    contents.flush();
    MediumObserver present = observer;
    if (present != null) {
      present.flushed();
    }
  }

  /// Tells somebody of all that is written through this object, from now on.
  public void observe(MediumObserver newObserver) {
    observer = newObserver;
  }

  /// The same disk, for somebody who may not write to it. What is written here is seen there at once.
  public Minidisk readOnly() {
    return new Minidisk(name, contents, true);
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  /// Remembers this moment, in microseconds and without copying anything.
  ///
  /// @throws IOException when the disk is not there any more
  public DiskImage freeze() throws IOException {
    return contents.freeze();
  }

  /// Has the contents of a moment again. If the power goes meanwhile, it has them in full or not at all; on return they are on the
  /// medium.
  ///
  /// @param image of the same drives and of the same size
  /// @throws IOException when the host fails; if it fails half-way, the disk cannot be used until the store is opened again
  public void revertTo(DiskImage image) throws IOException {
    if (readOnly) {
      throw new IOException(name + " can only be read");
    }
    contents.revertTo(image);
  }

  /// Whether it has no place on a drive, see [DiskImage#fork].
  public boolean isFork() {
    return contents.extent() == null;
  }

  @Nullable Extent extent() {
    return contents.extent();
  }

  Contents contents() {
    return contents;
  }

  /// The name that the user gave; else the drive that it is on and a number: `drive0/minidisk0`.
  @Override
  public String name() {
    return name;
  }

  @Override
  public int version() {
    return 1;
  }

  /// The size; for each chunk of 16 KiB that is not all zeros its number and its bytes (fewer in the last one); then -1.
  @Override
  public void save(StateOutput output) {
    output.putLong(size());
    byte[] bytes = new byte[Chunks.BYTES];
    byte[] zeros = new byte[Chunks.BYTES];
    try {
      for (int chunk = 0; chunk < Chunks.count(size()); chunk++) {
        if (contents.isKnownZeros(chunk)) {
          continue;
        }
        long position = (long) chunk * Chunks.BYTES;
        int length = (int) Math.min(Chunks.BYTES, size() - position);
        read(position, ByteBuffer.wrap(bytes, 0, length));
        if (!Arrays.equals(bytes, 0, length, zeros, 0, length)) {
          output.putLong(chunk);
          output.putBytes(bytes, 0, length);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    output.putLong(-1);
  }
}
