package softmetal.monitor.hart;

import static softmetal.isa.Instruction.FENCE_I;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.memory.WriteObserver;

/// The decoded instructions of one machine's RAM, shared by its harts and always equal to what memory holds.
///
/// A store to a page with decoded instructions takes the slow way (its TLB entries are marked), which tells this class
/// what was written; devices tell it too. So code that is overwritten is never executed, with `fence.i` or without, as
/// on QEMU; and a guest cannot see that anything is cached.
///
/// One thread at a time: the harts of a machine take turns.
public final class CodeCache implements WriteObserver {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// At most this many pages are decoded at a time, 16 KiB of heap each; then all are given up. Without a limit a guest
  /// that jumps into every page could claim four times its RAM.
  private static final int MAX_PAGES = 2048;

  /// After so many stores without decoding, a page has become data: it is given up, and its stores are fast again.
  private static final int MAX_STORES = 1000;

  /// Instructions to decode in one go, at most.
  private static final int RUN = 32;

  private static final int RECENT = 1024;

  /// Pages in a chunk, and what a shift makes of an offset: the number of its chunk.
  private static final int CHUNK_PAGES = 1024;

  private static final int CHUNK_BYTES_SHIFT = 22;

  private final long base;
  private final Ram memory;
  private final MemorySegment ram;
  private final Decoder decoder;
  private final Xlen xlen;
  private final List<SoftwareTlb> tlbs = new ArrayList<>();

  /// By page number.
  private final @Nullable CodePage[] @Nullable [] chunks;

  private final List<CodePage> pages = new ArrayList<>();

  /// Where the harts stop: virtual addresses, and the slots that these have in whatever page they are.
  private Set<Long> stops = Set.of();

  private BitSet stopSlots = new BitSet();

  private List<WatchedRange> ranges = List.of();

  /// The same.
  private WatchedRange[] watching = {};

  private @Nullable MemoryWatcher watcher;
  private @Nullable TouchedPages touched;

  /// Pages whose stores the watcher wants to see, by offset in RAM.
  private final Set<Long> watched = new HashSet<>();

  /// Instructions decoded lately, because the same ones come up again and again.
  private final @Nullable Decoded[] recent = new Decoded[RECENT];

  /// Whoever wires the machine has the [softmetal.monitor.memory.Dma] of this RAM observed by the result.
  public CodeCache(Ram ram, InstructionSet instructionSet) {
    this.base = ram.base();
    this.memory = ram;
    this.ram = ram.segment();
    this.decoder = instructionSet.decoder();
    this.xlen = instructionSet.xlen();
    this.chunks = new CodePage[(int) ((ram.size() >>> CHUNK_BYTES_SHIFT) + 1)][];
  }

  /// Tells `newWatcher`, too, from now on; to be called before anything is decoded.
  public void watch(MemoryWatcher newWatcher) {
    watcher = newWatcher;
  }

  /// Has every hart stop in front of these virtual addresses, and no others, with [Exit.Preempted]; not where a run begins.
  ///
  /// All else runs as fast as before, but for instructions at the same place in another page.
  public void stopAt(Set<Long> addresses) {
    if (addresses.equals(stops)) {
      return;
    }
    stops = addresses;
    BitSet old = stopSlots;
    stopSlots = new BitSet();
    for (long address : addresses) {
      stopSlots.set((int) address >>> 1 & CodePage.SLOTS - 1);
    }
    old.xor(stopSlots);
    for (int slot = old.nextSetBit(0); slot >= 0; slot = old.nextSetBit(slot + 1)) {
      for (CodePage page : pages) {
        page.written(2 * slot, 2 * slot + 1);
      }
    }
  }

  boolean stopsAt(long virtualAddress) {
    return stops.contains(virtualAddress);
  }

  /// Has every hart stop in front of an instruction that accesses one of these ranges, with [Exit.Preempted]; not where a run begins.
  ///
  /// All else runs as fast as before, but for accesses to the pages of the ranges.
  public void stopBeforeAccess(List<WatchedRange> newRanges) {
    if (!newRanges.equals(ranges)) {
      ranges = List.copyOf(newRanges);
      watching = ranges.toArray(WatchedRange[]::new);
      tlbs.forEach(SoftwareTlb::flush);
    }
  }

  /// Whether there are such ranges.
  boolean isWatching() {
    return watching.length > 0;
  }

  boolean stopsBefore(Access access, long virtualAddress, int bytes) {
    for (WatchedRange range : watching) {
      if (range.isTouchedBy(access, virtualAddress, bytes)) {
        return true;
      }
    }
    return false;
  }

  /// Whether accesses to a page are to go the slow way, because some of them stop.
  boolean watches(Access access, long page) {
    for (WatchedRange range : ranges) {
      if (range.isIn(access, page)) {
        return true;
      }
    }
    return false;
  }

  /// Has the watcher told of all writes to a page of RAM.
  public void watchStores(long physicalAddress) {
    long offset = offsetOfPage(physicalAddress);
    if (watched.add(offset)) {
      for (SoftwareTlb tlb : tlbs) {
        tlb.mark(offset, true);
      }
    }
  }

  /// Has the watcher told when an address is accessed through an entry that a TLB has now.
  public void markStale(long virtualAddress) {
    for (SoftwareTlb tlb : tlbs) {
      tlb.markStale(virtualAddress);
    }
  }

  /// Has `newTouched` know the pages that are touched from now on; null for nobody.
  public void record(@Nullable TouchedPages newTouched) {
    touched = newTouched;
    markClean();
  }

  void touched(Access access, long virtualAddress) {
    if (touched != null) {
      touched.add(access, virtualAddress);
    }
  }

  /// Has every store that comes tell the RAM again to which page it goes, and every access who records that: to be called when
  /// RAM was frozen.
  public void markClean() {
    for (SoftwareTlb tlb : tlbs) {
      tlb.markClean(touched != null);
    }
    if (touched != null) {
      pages.forEach(CodePage::forget);
    }
  }

  /// Instructions between two addresses may be executed, or at least tried.
  void touchedInstructions(long from, long to) {
    if (touched != null) {
      touched.addDecoded(from, to);
    }
  }

  /// Code of a page is about to be executed at this address.
  void touchedCode(long virtualAddress, CodePage page) {
    if (touched != null) {
      touched.addCode(virtualAddress, page.offset);
    }
  }

  /// There will be stores to the page at this offset.
  void storesTo(long offset) {
    memory.written(offset);
  }

  void staleUsed(Access access, long virtualAddress) {
    if (watcher != null) {
      watcher.staleUsed(access, virtualAddress);
    }
  }

  void fenced() {
    if (watcher != null) {
      watcher.fenced();
    }
  }

  MemorySegment ram() {
    return ram;
  }

  Xlen xlen() {
    return xlen;
  }

  void register(SoftwareTlb tlb) {
    tlbs.add(tlb);
  }

  /// The offset in RAM of the page with this physical address.
  long offsetOfPage(long physicalAddress) {
    long offset = (physicalAddress & SoftwareTlb.PAGE) - base;
    if (offset < 0 || offset >= ram.byteSize()) {
      throw new IllegalArgumentException(
          "0x%x is not in RAM: 0x%x bytes at 0x%x"
              .formatted(physicalAddress, ram.byteSize(), base));
    }
    return offset;
  }

  long physicalAddress(long offset) {
    return base + offset;
  }

  @Override
  public void written(long physicalAddress, long length) {
    writtenAt(physicalAddress - base, length);
  }

  /// What [#written] does, by offset in RAM.
  void writtenAt(long offset, long length) {
    long end = offset + length;
    if (watcher != null && length > 0) {
      watcher.written(base + offset, length);
    }
    for (long at = offset; at < end; at = (at & SoftwareTlb.PAGE) + 4096) {
      CodePage page = find(at);
      if (page != null) {
        if (watcher != null) {
          tellOverwritten(page, at, Math.min(end, (at & SoftwareTlb.PAGE) + 4096), watcher);
        }
        page.written(
            (int) at & 4095, (int) (Math.min(end, (at & SoftwareTlb.PAGE) + 4096) - 1) & 4095);
        if (++page.storesSinceDecoding > MAX_STORES) {
          giveUp(page);
        }
      }
    }
  }

  /// A four-byte instruction is told of when its second half is written, too.
  private void tellOverwritten(CodePage page, long from, long to, MemoryWatcher told) {
    for (long at = Math.max((from & -2) - 2, page.offset); at < to; at += 2) {
      long operation = page.operations[(int) (at & 4095) / 2];
      boolean reaches = at + 2L * Operation.slots(operation) > from;
      if (operation != Operation.UNDECODED && (at >= from - 1 || reaches)) {
        told.codeOverwritten(base + at);
      }
    }
  }

  /// Whether stores to a page are to be told of.
  boolean hasCode(long offset) {
    return find(offset) != null || watched.contains(offset);
  }

  /// The decoded page around an offset in RAM; a new one, nothing decoded yet, where there was none.
  CodePage pageAt(long offset) {
    CodePage page = find(offset);
    if (page != null) {
      return page;
    }
    if (pages.size() == MAX_PAGES) {
      giveUpAll();
    }
    page = new CodePage(offset & SoftwareTlb.PAGE);
    pages.add(page);
    put(page.offset, page);
    for (SoftwareTlb tlb : tlbs) {
      tlb.mark(page.offset, true);
    }
    return page;
  }

  /// Decodes the instruction in a slot and some that follow.
  ///
  /// @param virtualAddress of the first one
  void decode(CodePage page, int first, long virtualAddress) {
    int end = decodeStretch(page, first);
    touchedInstructions(virtualAddress, virtualAddress + 2L * (end - first));
    if (xlen == Xlen.RV64) {
      join(page, first, end);
    }
  }

  /// Makes rows, and pairs with a branch, of what has just been decoded.
  private static void join(CodePage page, int first, int end) {
    int slot = first;
    while (slot < end) {
      long operation = page.operations[slot];
      int registers = 1;
      int next = slot + Operation.slots(operation);
      while (next < end && Operation.continues(operation, registers, page.operations[next])) {
        registers++;
        next += Operation.slots(page.operations[next]);
      }
      if (registers >= Operation.ROW_MIN) {
        page.operations[slot] = Operation.row(operation, next - slot, registers);
      } else {
        page.operations[slot] = Operation.before(operation, page.operations[next]);
      }
      slot = next;
    }
  }

  /// @return the slot behind the last one that was decoded
  private int decodeStretch(CodePage page, int first) {
    page.storesSinceDecoding = 0;
    int slot = first;
    if (watcher != null) {
      watcher.decoding(base + page.offset + 2L * first);
    }
    int run = watcher == null ? RUN : 1;
    for (int i = 0; i < run && slot < CodePage.SLOTS; i++) {
      if (page.operations[slot] != Operation.UNDECODED) {
        return slot;
      }
      long at = page.offset + 2L * slot;
      int low = Short.toUnsignedInt(ram.get(HALF, at));
      long operation;
      if ((low & 3) != 3) {
        operation = operation(low);
      } else if (slot == CodePage.SLOTS - 1) {
        operation = Operation.CROSSING;
      } else {
        operation = operation(low | ram.get(HALF, at + 2) << 16);
      }
      if (xlen == Xlen.RV32 && Operation.linksAcross(operation, slot)) {
        operation = Operation.SLOW;
      }
      if (stopSlots.get(slot)) {
        operation = Operation.stop((low & 3) == 3 ? 2 : 1);
      }
      page.operations[slot] = operation;
      slot += Operation.slots(operation);
      switch (Operation.number(operation)) {
        case Operation.SLOW, Operation.CROSSING, Operation.JUMP, Operation.JUMP_REGISTER -> {
          return slot;
        }
        default -> {}
      }
    }
    return slot;
  }

  /// The packed form of one instruction word, legal or not.
  long operation(int word) {
    Decoded decoded = decoded(word);
    boolean seen = watcher != null && decoded != null && decoded.instruction() == FENCE_I;
    return decoded == null || seen ? Operation.SLOW : Operation.pack(decoded, xlen);
  }

  /// The base instruction that a word is or abbreviates, or null if it is illegal.
  @Nullable Decoded decoded(int word) {
    int bits = (word & 3) == 3 ? word : word & 0xffff;
    int index = (bits ^ bits >>> 10 ^ bits >>> 20) & (RECENT - 1);
    Decoded decoded = recent[index];
    if (decoded == null || decoded.word() != bits) {
      decoded = decoder.decode(bits);
      if (decoded != null) {
        decoded = decoded.expanded();
        recent[index] = decoded;
      }
    }
    return decoded;
  }

  private @Nullable CodePage find(long offset) {
    @Nullable CodePage[] chunk = chunks[(int) (offset >>> CHUNK_BYTES_SHIFT)];
    return chunk == null ? null : chunk[placeInChunk(offset)];
  }

  private static int placeInChunk(long offset) {
    return (int) (offset >>> 12) % CHUNK_PAGES;
  }

  private void put(long offset, @Nullable CodePage page) {
    int index = (int) (offset >>> CHUNK_BYTES_SHIFT);
    @Nullable CodePage[] chunk = chunks[index];
    if (chunk == null) {
      chunk = new CodePage[CHUNK_PAGES];
      chunks[index] = chunk;
    }
    chunk[placeInChunk(offset)] = page;
  }

  private void giveUpAll() {
    pages.forEach(this::forget);
    pages.clear();
  }

  private void giveUp(CodePage page) {
    pages.remove(page);
    forget(page);
  }

  private void forget(CodePage page) {
    put(page.offset, null);
    for (SoftwareTlb tlb : tlbs) {
      tlb.mark(page.offset, watched.contains(page.offset));
      tlb.detach(page.offset);
    }
  }
}
