package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which sections are loaded together. Without PHDRS in the script the rules are those of GNU ld.
final class Segments {
  static final int EXECUTE = 1;
  static final int WRITE = 2;
  static final int READ = 4;

  private Segments() {}

  /// @param paged whether segments are to be mapped page by page (`-N` switches it off)
  /// @param protectsText whether code is read-only
  record Rules(boolean paged, boolean protectsText, long maxPageSize) {}

  /// @param sections by rising address
  /// @param flags `p_flags`
  record Segment(List<OutputSection> sections, int flags) {
    OutputSection first() {
      return sections.getFirst();
    }
  }

  /// The segments by rising load address.
  ///
  /// @param headerFlags what the script's PHDRS says about flags, by name
  static List<Segment> of(
      List<OutputSection> all, Rules rules, Script script, Map<String, Integer> headerFlags) {
    List<OutputSection> loaded =
        new ArrayList<>(
            all.stream().filter(s -> s.isAllocated() && !s.isDropped() && s.size() != 0).toList());
    if (!script.programHeaders().isEmpty()) {
      return byProgramHeaders(loaded, script, headerFlags);
    }
    loaded.sort(byLoadAddress());
    List<Segment> segments = new ArrayList<>();
    List<OutputSection> current = new ArrayList<>();
    for (OutputSection section : loaded) {
      if (!current.isEmpty() && startsNew(current, section, rules)) {
        segments.add(segment(current, rules));
        current = new ArrayList<>();
      }
      current.add(section);
    }
    if (!current.isEmpty()) {
      segments.add(segment(current, rules));
    }
    return segments;
  }

  /// Bytes of the ELF header and the program headers, as long as nobody knows how many segments there will be: one for
  /// code and one for data.
  static long estimatedSizeOfHeaders(List<OutputSection> all, Script script) {
    return sizeOfHeaders(2, all, script);
  }

  static long sizeOfHeaders(List<OutputSection> all, Rules rules, Script script) {
    return sizeOfHeaders(of(all, rules, script, Map.of()).size(), all, script);
  }

  private static long sizeOfHeaders(int segments, List<OutputSection> all, Script script) {
    if (!script.programHeaders().isEmpty()) {
      return 64 + 56L * script.programHeaders().size();
    }
    boolean attributes =
        all.stream().anyMatch(s -> s.name().equals(".riscv.attributes") && s.hasInputs());
    return 64 + 56L * (segments + (attributes ? 1 : 0));
  }

  private static Comparator<OutputSection> byLoadAddress() {
    Comparator<OutputSection> byLoad =
        (a, b) -> Long.compareUnsigned(a.loadAddress(), b.loadAddress());
    return byLoad.thenComparing((a, b) -> Long.compareUnsigned(a.address(), b.address()));
  }

  private static boolean startsNew(List<OutputSection> current, OutputSection next, Rules rules) {
    OutputSection last = current.getLast();
    long page = rules.maxPageSize();
    long lastEnd = last.loadAddress() + last.size();
    if (last.loadAddress() - last.address() != next.loadAddress() - next.address()
        || Long.compareUnsigned(next.loadAddress(), lastEnd) < 0) {
      return true;
    }
    long nextPage = align(lastEnd, page) + page;
    boolean skipsPage =
        Long.compareUnsigned(nextPage, last.loadAddress()) > 0
            && Long.compareUnsigned(nextPage, next.loadAddress()) <= 0;
    if (skipsPage) {
      return true;
    }
    if (!last.hasContents() && next.hasContents()) {
      return true;
    }
    boolean writable = current.stream().anyMatch(OutputSection::isWritable);
    return rules.paged()
        && !writable
        && next.isWritable()
        && (lastEnd - 1 & -page) != (next.loadAddress() & -page);
  }

  private static long align(long address, long page) {
    return address + (page - 1) & -page;
  }

  private static Segment segment(List<OutputSection> sections, Rules rules) {
    int flags = flags(sections);
    return new Segment(List.copyOf(sections), rules.protectsText() ? flags : flags | WRITE);
  }

  private static int flags(List<OutputSection> sections) {
    int flags = READ;
    for (OutputSection section : sections) {
      flags |= section.isWritable() ? WRITE : 0;
      flags |= section.isExecutable() ? EXECUTE : 0;
    }
    return flags;
  }

  /// A section without `:name` goes where the one before it went.
  private static List<Segment> byProgramHeaders(
      List<OutputSection> loaded, Script script, Map<String, Integer> headerFlags) {
    Map<String, List<OutputSection>> byName = new LinkedHashMap<>();
    Map<String, Boolean> isLoad = new HashMap<>();
    String before = "NONE";
    for (Script.ProgramHeader header : script.programHeaders()) {
      boolean load =
          header.type() instanceof Formula.Name(_, String type) && type.equals("PT_LOAD");
      load |= header.type() instanceof Formula.Literal(_, long type) && type == 1;
      isLoad.put(header.name(), load);
      if (load) {
        byName.put(header.name(), new ArrayList<>());
        before = before.equals("NONE") ? header.name() : before;
      }
    }
    for (OutputSection section : loaded) {
      List<String> names = section.statement().map(Script.Output::programHeaders).orElse(List.of());
      for (String name : names) {
        before = isLoad.getOrDefault(name, false) || name.equals("NONE") ? name : before;
      }
      List<OutputSection> target = byName.get(before);
      if (target != null) {
        target.add(section);
      }
    }
    List<Segment> segments = new ArrayList<>();
    byName.forEach((name, sections) -> {
      sections.sort(byLoadAddress());
      List<OutputSection> current = new ArrayList<>();
      for (OutputSection section : sections) {
        // One header can hold only what is loaded at one distance from its address.
        if (!current.isEmpty() && distance(current.getLast()) != distance(section)) {
          segments.add(
              new Segment(List.copyOf(current), headerFlags.getOrDefault(name, flags(current))));
          current.clear();
        }
        current.add(section);
      }
      if (!current.isEmpty()) {
        segments.add(
            new Segment(List.copyOf(current), headerFlags.getOrDefault(name, flags(current))));
      }
    });
    segments.sort((a, b) -> byLoadAddress().compare(a.first(), b.first()));
    return segments;
  }

  private static long distance(OutputSection section) {
    return section.loadAddress() - section.address();
  }
}
