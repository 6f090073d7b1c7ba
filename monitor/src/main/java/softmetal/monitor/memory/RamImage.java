package softmetal.monitor.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What RAM held at one moment. It never changes, and any thread may use it.
///
/// An image shares the pages that it has in common with the one it was made from; a page of zeros takes no room. Memory is given back when nobody
/// refers to it any more.
public final class RamImage {
  private static final int PAGE_BYTES = Ram.PAGE_BYTES;
  private static final int LEAF_PAGES = 512;
  private static final int RUN_PAGES = 256;

  private final long size;

  /// By page number; what is null is all zeros.
  private final @Nullable Leaf[] leaves;

  /// All of it in one sparse file without a name, once somebody wanted to map it.
  private @Nullable FileChannel file;

  /// Is shown a page.
  @FunctionalInterface
  public interface PageVisitor<E extends Exception> {
    /// @param contents 4096 bytes; null for zeros
    void page(int number, @Nullable MemorySegment contents) throws E;
  }

  /// Images that share a page have the same object.
  private static final class Page {
    final MemorySegment contents;

    Page(MemorySegment contents) {
      this.contents = contents;
    }
  }

  /// Some consecutive pages; likewise.
  private static final class Leaf {
    final @Nullable Page[] pages;

    /// @param model what it begins as; null for zeros
    Leaf(@Nullable Leaf model) {
      pages = model == null ? new Page[LEAF_PAGES] : model.pages.clone();
    }
  }

  private RamImage(long size, @Nullable Leaf[] leaves) {
    this.size = size;
    this.leaves = leaves;
  }

  /// Nothing but zeros.
  ///
  /// @param size in bytes, see [Ram#isValidSize]
  public static RamImage zeros(long size) {
    if (!Ram.isValidSize(size)) {
      throw new IllegalArgumentException("an image of %d bytes".formatted(size));
    }
    int pages = (int) (size / PAGE_BYTES);
    return new RamImage(size, new Leaf[(pages + LEAF_PAGES - 1) / LEAF_PAGES]);
  }

  /// In bytes.
  public long size() {
    return size;
  }

  /// The contents of a page, which must not be written; null for zeros.
  public @Nullable MemorySegment contents(int number) {
    Page page = page(number);
    return page == null ? null : page.contents;
  }

  private @Nullable Page page(int number) {
    Leaf leaf = leaves[number / LEAF_PAGES];
    return leaf == null ? null : leaf.pages[number % LEAF_PAGES];
  }

  /// Shows the pages that are not the same in an earlier image from which this one descends, by ascending number; some of them may hold the
  /// same bytes.
  public <E extends Exception> void forEachChange(RamImage since, PageVisitor<E> visitor) throws E {
    for (int i = 0; i < leaves.length; i++) {
      if (leaves[i] == since.leaves[i]) {
        continue;
      }
      for (int number = i * LEAF_PAGES; number < (i + 1) * LEAF_PAGES; number++) {
        if (page(number) != since.page(number)) {
          visitor.page(number, contents(number));
        }
      }
    }
  }

  /// Shows the pages that are not zeros, by ascending number.
  public <E extends Exception> void forEachPage(PageVisitor<E> visitor) throws E {
    forEachChange(zeros(size), visitor);
  }

  /// How many pages are not zeros.
  public int pages() {
    int[] count = new int[1];
    forEachPage((_, _) -> count[0]++);
    return count[0];
  }

  /// A file with these contents, to be mapped privately. It stays that of the image.
  synchronized FileChannel file() throws IOException {
    FileChannel made = file;
    if (made == null) {
      made = RamFile.create(RamFile.place(size));
      write(made);
      file = made;
    }
    return made;
  }

  /// Pages with consecutive numbers are written together.
  private void write(FileChannel target) throws IOException {
    List<ByteBuffer> run = new ArrayList<>();
    int[] next = new int[1];
    forEachPage((number, contents) -> {
      if (number != next[0] || run.size() == RUN_PAGES) {
        write(target, run);
        target.position((long) number * PAGE_BYTES);
      }
      if (contents != null) {
        run.add(contents.asByteBuffer());
      }
      next[0] = number + 1;
    });
    write(target, run);
  }

  private static void write(FileChannel target, List<ByteBuffer> run) throws IOException {
    ByteBuffer[] buffers = run.toArray(ByteBuffer[]::new);
    long left = (long) buffers.length * PAGE_BYTES;
    while (left > 0) {
      left -= target.write(buffers);
    }
    run.clear();
  }

  /// Makes an image that differs from another one in some pages.
  public static final class Builder {
    private final RamImage parent;
    private final @Nullable Leaf[] leaves;
    private MemorySegment room = MemorySegment.NULL;
    private long used;

    /// @param expected how many pages that are not zeros will be put, about
    public Builder(RamImage parent, int expected) {
      this.parent = parent;
      leaves = parent.leaves.clone();
      reserve(expected);
    }

    private void reserve(int pages) {
      room =
          pages == 0
              ? MemorySegment.NULL
              : Arena.ofAuto().allocate((long) pages * PAGE_BYTES, PAGE_BYTES);
      used = 0;
    }

    /// @param source where 4096 bytes are copied from
    public void put(int number, MemorySegment source, long offset) {
      Leaf leaf = leaves[number / LEAF_PAGES];
      if (leaf == null || leaf == parent.leaves[number / LEAF_PAGES]) {
        leaf = new Leaf(leaf);
        leaves[number / LEAF_PAGES] = leaf;
      }
      MemorySegment contents = source.asSlice(offset, PAGE_BYTES);
      leaf.pages[number % LEAF_PAGES] = Ram.isZero(contents) ? null : copy(contents);
    }

    private Page copy(MemorySegment source) {
      if (used == room.byteSize()) {
        reserve(64);
      }
      MemorySegment page = room.asSlice(used, PAGE_BYTES);
      page.copyFrom(source);
      used += PAGE_BYTES;
      return new Page(page);
    }

    public RamImage build() {
      return new RamImage(parent.size, leaves);
    }
  }
}
