package softmetal.monitor.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.state.Component;
import softmetal.monitor.state.StateOutput;

/// The RAM of one machine: one contiguous mapping, of which the host commits a page when the guest first touches it.
///
/// The mapping is that of a sparse file which is unlinked at once, so nothing is left behind however the process
/// ends: an empty one, or an image with which the machine begins. Where the host keeps files in memory (`/dev/shm`) and has room there for the whole RAM, the mapping of an empty file is shared
/// with it: a page then costs its own size once. A private mapping of such a file costs twice that (the page of
/// the file and the copy of it). An image is mapped privately, so that any number of machines share its pages until they write to them.
///
/// It knows which pages were written since it was last [frozen][#freeze], because whoever writes says so once for each page: a
/// hart when it fills its TLB for stores, [Dma] each time.
///
/// Saved as: the base and the size; then for each page that is not all zeros its number and its 4096 bytes; then -1.
public final class Ram implements Component, AutoCloseable {
  public static final int PAGE_BYTES = 4096;
  public static final long MIN_BYTES = 1L << 20;
  public static final long MAX_BYTES = 1L << 34;

  private static final MemorySegment ZEROS =
      MemorySegment.ofArray(new byte[PAGE_BYTES]).asReadOnly();

  private final long base;
  private final long size;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  /// What the pages hold that are not in `written`.
  private RamImage image;

  /// Numbers of pages.
  private final BitSet written = new BitSet();

  private Ram(long base, RamImage image, FileChannel file, MapMode mode) throws IOException {
    this.base = base;
    this.size = image.size();
    this.image = image;
    segment = file.map(mode, 0, size, arena);
  }

  /// RAM that holds zeros.
  ///
  /// @param base the physical address of its first byte, a multiple of a page
  /// @param size in bytes, see [#isValidSize]
  /// @throws IOException when the host has no room for it
  public static Ram allocate(long base, long size) throws IOException {
    checkRange(base, size);
    Path place = RamFile.place(size);
    return allocate(base, size, place, RamFile.isInMemory(place));
  }

  /// As above, with the file in a given directory.
  static Ram allocate(long base, long size, Path directory, boolean shared) throws IOException {
    try (FileChannel file = RamFile.create(directory)) {
      return new Ram(
          base, RamImage.zeros(size), file, shared ? MapMode.READ_WRITE : MapMode.PRIVATE);
    }
  }

  /// RAM that holds what an image holds. It costs nothing until it is written.
  ///
  /// @throws IOException when the host has no room for it
  public static Ram of(long base, RamImage image) throws IOException {
    checkRange(base, image.size());
    return new Ram(base, image, image.file(), MapMode.PRIVATE);
  }

  private static void checkRange(long base, long size) {
    if (!isValidSize(size) || base < 0 || base % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("RAM of %#x bytes at %#x".formatted(size, base));
    }
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
  /// Harts use it directly, and say with [#written] which pages they write to. Whoever else writes uses [Dma], so that harts learn of it.
  public MemorySegment segment() {
    return segment;
  }

  /// The page around an offset is about to be written, now or any time until [#freeze].
  public void written(long offset) {
    written.set((int) (offset / PAGE_BYTES));
  }

  /// What it holds now. Whoever has said that it writes to a page must say so again.
  public RamImage freeze() {
    if (!written.isEmpty()) {
      RamImage.Builder builder = new RamImage.Builder(image, written.cardinality());
      written.stream().forEach(page -> builder.put(page, segment, (long) page * PAGE_BYTES));
      image = builder.build();
      written.clear();
    }
    return image;
  }

  /// Holds again what it held at another moment, at the cost of the pages that differ. Nobody may refer to what is decoded or
  /// translated from it any more.
  ///
  /// @param other made by [#freeze] of this RAM
  public void revertTo(RamImage other) {
    image.forEachChange(other, (number, _) -> written.set(number));
    written.stream()
        .forEach(number -> {
          MemorySegment page = segment.asSlice((long) number * PAGE_BYTES, PAGE_BYTES);
          MemorySegment contents = other.contents(number);
          page.copyFrom(contents == null ? ZEROS : contents);
        });
    written.clear();
    image = other;
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
    byte[] bytes = new byte[PAGE_BYTES];
    for (int number = 0; number < size / PAGE_BYTES; number++) {
      MemorySegment contents = contents(number);
      if (contents != null && !isZero(contents)) {
        MemorySegment.copy(contents, ValueLayout.JAVA_BYTE, 0, bytes, 0, PAGE_BYTES);
        output.putLong(number);
        output.putBytes(bytes, 0, PAGE_BYTES);
      }
    }
    output.putLong(-1);
  }

  /// A page that was never written is not touched: to load from a hole of the mapping would commit it.
  private @Nullable MemorySegment contents(int number) {
    return written.get(number)
        ? segment.asSlice((long) number * PAGE_BYTES, PAGE_BYTES)
        : image.contents(number);
  }

  static boolean isZero(MemorySegment page) {
    return MemorySegment.mismatch(page, 0, PAGE_BYTES, ZEROS, 0, PAGE_BYTES) < 0;
  }

  /// Gives the memory back. Any later access through [#segment] is an exception.
  @Override
  public void close() {
    arena.close();
  }
}
