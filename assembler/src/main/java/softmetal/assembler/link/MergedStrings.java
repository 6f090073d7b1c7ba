package softmetal.assembler.link;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.Section;

/// Stores equal strings and constants of mergeable sections once, and a string that is the end of another not at all.
///
/// What is kept lies where it was first met; the order and the alignments are those of GNU ld.
final class MergedStrings {
  /// Sections are merged only with others that agree in all of this.
  private record Kind(boolean strings, long entrySize, long alignment) {}

  /// A string or constant.
  private static final class Entry {
    private final byte[] bytes;
    private final long alignment;
    private final InputSection home;

    /// Whether it lost its place, to a better aligned copy or to a string that ends with it.
    private boolean gone;

    private @Nullable Entry longer;
    private long offset;

    private Entry(byte[] bytes, long alignment, InputSection home) {
      this.bytes = bytes;
      this.alignment = alignment;
      this.home = home;
    }

    private Entry kept() {
      Entry kept = this;
      while (kept.longer != null) {
        kept = kept.longer;
      }
      return kept;
    }

    private long place() {
      Entry kept = kept();
      return kept.offset + kept.bytes.length - bytes.length;
    }
  }

  private final Kind kind;
  private final List<InputSection> sections = new ArrayList<>();
  private final List<Entry> inOrder = new ArrayList<>();
  private final Map<String, Entry> byText = new HashMap<>();

  private MergedStrings(Kind kind) {
    this.kind = kind;
  }

  /// Merges what the output sections hold. Must come before the layout, as sections shrink.
  static void merge(Collection<OutputSection> outputs) {
    for (OutputSection output : outputs) {
      Map<Kind, MergedStrings> pools = new LinkedHashMap<>();
      for (InputSection input : output.inputs()) {
        Kind kind = new Kind(input.has(Section.STRINGS), input.entrySize(), input.alignment());
        if (isMergeable(input)) {
          pools.computeIfAbsent(kind, MergedStrings::new).sections.add(input);
        }
      }
      pools.values().forEach(MergedStrings::run);
    }
  }

  private static boolean isMergeable(InputSection input) {
    long entry = input.entrySize();
    int size = input.contents().length;
    if (!input.has(Section.MERGE)
        || !input.relocations().isEmpty()
        || size == 0
        || entry <= 0
        || entry > size
        || size % entry != 0
        || (input.alignment() > entry
            ? entry != Long.highestOneBit(entry) || !input.has(Section.STRINGS)
            : entry % input.alignment() != 0)) {
      return false;
    }
    return !input.has(Section.STRINGS) || isZero(input.contents(), size - (int) entry, (int) entry);
  }

  private void run() {
    Map<InputSection, NavigableMap<Long, Entry>> found = new LinkedHashMap<>();
    for (InputSection section : sections) {
      found.put(section, kind.strings ? strings(section) : constants(section));
    }
    if (kind.strings) {
      mergeEnds();
    }
    Map<InputSection, List<Entry>> kept = new HashMap<>();
    Map<InputSection, Long> sizes = new HashMap<>();
    for (Entry entry : inOrder) {
      if (!entry.gone) {
        long alignment = kind.strings ? entry.alignment : 1;
        long at = sizes.getOrDefault(entry.home, 0L) + alignment - 1 & -alignment;
        entry.offset = at;
        sizes.put(entry.home, at + entry.bytes.length);
        kept.computeIfAbsent(entry.home, _ -> new ArrayList<>()).add(entry);
      }
    }
    for (InputSection section : sections) {
      byte[] merged = new byte[(int) (long) sizes.getOrDefault(section, 0L)];
      for (Entry entry : kept.getOrDefault(section, List.of())) {
        System.arraycopy(entry.bytes, 0, merged, (int) entry.offset, entry.bytes.length);
      }
      NavigableMap<Long, Entry> places = found.getOrDefault(section, new TreeMap<>());
      section.merge(merged, offset -> place(section, places, offset));
    }
  }

  /// Where an offset of a section as assembled went.
  private static InputSection.Place place(
      InputSection section, NavigableMap<Long, Entry> places, long offset) {
    Map.Entry<Long, Entry> found = places.floorEntry(offset);
    if (found == null) {
      return new InputSection.Place(section, offset);
    }
    Entry entry = found.getValue();
    long inside = Math.min(offset - found.getKey(), entry.bytes.length);
    return new InputSection.Place(entry.kept().home, entry.place() + inside);
  }

  private NavigableMap<Long, Entry> constants(InputSection section) {
    NavigableMap<Long, Entry> places = new TreeMap<>();
    byte[] bytes = section.contents();
    int size = (int) kind.entrySize;
    for (int at = 0; at < bytes.length; at += size) {
      places.put((long) at, add(Arrays.copyOfRange(bytes, at, at + size), 1, section));
    }
    return places;
  }

  /// Cuts a section into strings. Of zeros between them, only the first aligned one counts as an empty string.
  private NavigableMap<Long, Entry> strings(InputSection section) {
    NavigableMap<Long, Entry> places = new TreeMap<>();
    byte[] bytes = section.contents();
    int unit = (int) kind.entrySize;
    boolean emptyMet = false;
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (!isZero(bytes, end, unit)) {
        end += unit;
      }
      end += unit;
      long alignment =
          at == 0 ? kind.alignment : Math.min(kind.alignment, Integer.lowestOneBit(at));
      places.put((long) at, add(Arrays.copyOfRange(bytes, at, end), alignment, section));
      at = end;
      while (at < bytes.length && isZero(bytes, at, unit)) {
        if (!emptyMet && (at & kind.alignment - 1) == 0) {
          emptyMet = true;
          places.put((long) at, add(new byte[unit], kind.alignment, section));
        }
        at += unit;
      }
    }
    return places;
  }

  private static boolean isZero(byte[] bytes, int at, int count) {
    for (int i = at; i < at + count; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private Entry add(byte[] bytes, long alignment, InputSection section) {
    String text = new String(bytes, ISO_8859_1);
    Entry known = byText.get(text);
    if (known != null && known.alignment >= alignment) {
      return known;
    }
    Entry made = new Entry(bytes, alignment, section);
    if (known != null) {
      known.gone = true;
      known.longer = made;
    }
    byText.put(text, made);
    inOrder.add(made);
    return made;
  }

  /// After sorting by their reversed text, a string stands right before those that end with it.
  private void mergeEnds() {
    List<Entry> sorted = new ArrayList<>(inOrder.stream().filter(entry -> !entry.gone).toList());
    sorted.sort(this::compareFromEnd);
    Entry keeper = null;
    for (Entry entry : sorted.reversed()) {
      if (keeper != null
          && keeper.alignment >= entry.alignment
          && (keeper.bytes.length - entry.bytes.length & entry.alignment - 1) == 0
          && endsWith(keeper.bytes, entry.bytes)) {
        entry.gone = true;
        entry.longer = keeper;
      } else {
        keeper = entry;
      }
    }
  }

  private int compareFromEnd(Entry one, Entry other) {
    int unit = (int) kind.entrySize;
    int oneLength = one.bytes.length - unit;
    int otherLength = other.bytes.length - unit;
    if (kind.alignment > kind.entrySize) {
      int mask = (int) one.alignment - 1;
      int tails = (oneLength & mask) - (otherLength & mask);
      if (tails != 0) {
        return tails;
      }
    }
    for (int i = 1; i <= Math.min(oneLength, otherLength); i++) {
      int difference = (one.bytes[oneLength - i] & 0xff) - (other.bytes[otherLength - i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return oneLength - otherLength;
  }

  private static boolean endsWith(byte[] text, byte[] end) {
    int start = text.length - end.length;
    return start > 0 && Arrays.equals(text, start, text.length, end, 0, end.length);
  }
}
