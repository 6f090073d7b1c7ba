package softmetal.monitor.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import softmetal.monitor.state.Component;
import softmetal.monitor.state.StateOutput;

/// The RAM of one machine: one contiguous mapping, of which the host commits a page when the guest first touches it.
///
/// The mapping is that of an empty sparse file which is unlinked at once, so nothing is left behind however the process
/// ends. Where the host keeps files in memory (`/dev/shm`) and has room there for the whole RAM, the mapping is shared
/// with that file: a page then costs its own size once. A private mapping of such a file costs twice that (the page of
/// the file and the copy of it), which is why it is used only elsewhere, where the page of the file is clean and the
/// host can drop it.
///
/// Saved as: the base and the size; then for each page that is not all zeros its number and its 4096 bytes; then -1.
public final class Ram implements Component, AutoCloseable {
  public static final int PAGE_BYTES = 4096;
  public static final long MIN_BYTES = 1L << 20;
  public static final long MAX_BYTES = 1L << 34;

  /// What Linux offers for memory that is shared by name.
  private static final Path IN_MEMORY = Path.of("/dev/shm");

  private static final int CHUNK_BYTES = 64 * PAGE_BYTES;

  private final long base;
  private final long size;
  private final FileChannel image;
  private final boolean shared;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  private Ram(long base, long size, Path directory, boolean shared) throws IOException {
    this.base = base;
    this.size = size;
    this.shared = shared;
    Path file = Files.createTempFile(directory, "softmetal-", ".ram");
    try {
      image = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        segment = image.map(shared ? MapMode.READ_WRITE : MapMode.PRIVATE, 0, size, arena);
      } catch (IOException | RuntimeException | Error e) {
        image.close();
        throw e;
      }
    } finally {
      Files.delete(file);
    }
  }

  /// RAM that holds zeros.
  ///
  /// @param base the physical address of its first byte, a multiple of a page
  /// @param size in bytes, see [#isValidSize]
  /// @throws IOException when the host has no room for it
  public static Ram allocate(long base, long size) throws IOException {
    if (!isValidSize(size) || base < 0 || base % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("RAM of %#x bytes at %#x".formatted(size, base));
    }
    if (Files.isWritable(IN_MEMORY) && Files.getFileStore(IN_MEMORY).getUsableSpace() >= size) {
      return allocate(base, size, IN_MEMORY, true);
    }
    return allocate(base, size, Path.of(System.getProperty("java.io.tmpdir")), false);
  }

  /// As above, with the image in a given directory.
  static Ram allocate(long base, long size, Path directory, boolean shared) throws IOException {
    return new Ram(base, size, directory, shared);
  }

  /// Whether a machine can have so much: 1 MiB to 16 GiB in whole pages.
  public static boolean isValidSize(long size) {
    return size >= MIN_BYTES && size <= MAX_BYTES && size % PAGE_BYTES == 0;
  }

  /// The physical address of the first byte.
  public long base() {
    return base;
  }

  /// In bytes.
  public long size() {
    return size;
  }

  /// All of it; the offset of a byte is its physical address less [#base]. Use unaligned little-endian layouts.
  ///
  /// Harts use it directly. Whoever else writes uses [Dma], so that harts learn of it.
  public MemorySegment segment() {
    return segment;
  }

  @Override
  public String name() {
    return "ram";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void save(StateOutput output) {
    output.putLongs(base, size);
    byte[] chunk = new byte[CHUNK_BYTES];
    byte[] zeros = new byte[CHUNK_BYTES];
    MemorySegment nothing = MemorySegment.ofArray(zeros);
    MemorySegment here = MemorySegment.ofArray(chunk);
    for (long offset = 0; offset < size; offset += CHUNK_BYTES) {
      int length = (int) Math.min(CHUNK_BYTES, size - offset);
      read(offset, chunk, length);
      if (MemorySegment.mismatch(here, 0, length, nothing, 0, length) >= 0) {
        savePages(output, offset / PAGE_BYTES, here, length, nothing, chunk);
      }
    }
    output.putLong(-1);
  }

  private static void savePages(
      StateOutput output,
      long firstPage,
      MemorySegment here,
      int length,
      MemorySegment nothing,
      byte[] chunk) {
    for (int at = 0; at < length; at += PAGE_BYTES) {
      if (MemorySegment.mismatch(here, at, at + PAGE_BYTES, nothing, 0, PAGE_BYTES) >= 0) {
        output.putLong(firstPage + at / PAGE_BYTES);
        output.putBytes(chunk, at, PAGE_BYTES);
      }
    }
  }

  /// Loading from a hole of the mapping would commit a page; reading a hole of the shared file does not.
  private void read(long offset, byte[] target, int length) {
    if (!shared) {
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, offset, target, 0, length);
      return;
    }
    try {
      ByteBuffer buffer = ByteBuffer.wrap(target, 0, length);
      while (buffer.hasRemaining()) {
        if (image.read(buffer, offset + buffer.position()) < 0) {
          throw new IOException("the image of the RAM ends at " + image.size());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Gives the memory back. Any later access through [#segment] is an exception.
  @Override
  public void close() {
    arena.close();
    try {
      image.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
