package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Section;

/// Which sections are loaded together in a script without PHDRS: the rules are those of GNU ld.
final class Segments {
  static final int EXECUTE = 1;
  static final int WRITE = 2;
  static final int READ = 4;
  private static final int STACK_ALIGNMENT = 16;

  static final Comparator<OutputSection> BY_LOAD_ADDRESS =
      Comparator.comparing(OutputSection::loadAddress, Long::compareUnsigned)
          .thenComparing(OutputSection::address, Long::compareUnsigned);

  private Segments() {}

  /// @param paged whether segments are to be mapped page by page (`-N` switches it off)
  /// @param protectsText whether code is read-only
  /// @param stack what is said about the stack
  record Rules(
      boolean paged, boolean protectsText, long maxPageSize, Optional<LinkSettings.Stack> stack) {}

  /// @param sections by rising address
  /// @param flags `p_flags`
  /// @param loadAddress where the script says that it is loaded; empty to go by the first section
  record Segment(List<OutputSection> sections, int flags, Optional<Long> loadAddress) {
    OutputSection first() {
      return sections.getFirst();
    }
  }

  /// The segments by rising load address, if the script has no PHDRS.
  static List<Segment> of(List<OutputSection> all, Rules rules) {
    List<OutputSection> loaded =
        new ArrayList<>(
            all.stream()
                .filter(section -> section.takesMemory() || section.isRelaxedAway())
                .toList());
    loaded.sort(BY_LOAD_ADDRESS);
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
  static long estimatedSizeOfHeaders(List<OutputSection> all, Rules rules, Script script) {
    return sizeOfHeaders(2, all, rules, script);
  }

  static long sizeOfHeaders(List<OutputSection> all, Rules rules, Script script) {
    return sizeOfHeaders(of(all, rules).size(), all, rules, script);
  }

  private static long sizeOfHeaders(
      int segments, List<OutputSection> all, Rules rules, Script script) {
    if (!script.programHeaders().isEmpty()) {
      return 64 + 56L * script.programHeaders().size();
    }
    boolean attributes =
        all.stream().anyMatch(s -> s.name().equals(".riscv.attributes") && s.hasInputs());
    return 64 + 56L * (segments + (attributes ? 1 : 0) + others(all, rules.stack()).size());
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
    return new Segment(
        List.copyOf(sections), rules.protectsText() ? flags : flags | WRITE, Optional.empty());
  }

  static int flags(List<OutputSection> sections) {
    int flags = READ;
    for (OutputSection section : sections) {
      flags |= section.isWritable() ? WRITE : 0;
      flags |= section.isExecutable() ? EXECUTE : 0;
    }
    return flags;
  }

  /// A header over sections that lie one behind the other.
  static Executable.Header header(int type, int flags, List<OutputSection> sections) {
    OutputSection first = sections.getFirst();
    long stored = 0;
    long size = 0;
    long alignment = 1;
    for (OutputSection section : sections) {
      long end = section.end() - first.address();
      stored = section.hasContents() ? Math.max(stored, end) : stored;
      // What only takes room in the copies of threads may lie where the next section lies.
      size = section.size() + Math.max(size, section.address() - first.address());
      alignment = Math.max(alignment, section.alignment());
    }
    return new Executable.Header(
        type, flags, first.address(), first.loadAddress(), stored, size, alignment);
  }

  /// Without PHDRS: thread-local storage, notes that are loaded, and what is said about the stack.
  static List<Executable.Header> others(
      List<OutputSection> all, Optional<LinkSettings.Stack> stack) {
    List<Executable.Header> headers = new ArrayList<>();
    for (List<OutputSection> notes : notes(all)) {
      headers.add(header(Executable.Header.NOTE, flags(notes), notes));
    }
    ThreadLocals threads = ThreadLocals.among(all);
    if (!threads.isEmpty()) {
      headers.add(header(Executable.Header.TLS, READ, threads.sections()));
    }
    stack.ifPresent(said ->
        headers.add(
            new Executable.Header(
                Executable.Header.STACK,
                READ | WRITE | (said.isExecutable() ? EXECUTE : 0),
                0,
                0,
                0,
                said.size(),
                STACK_ALIGNMENT)));
    return headers;
  }

  /// The notes that are loaded, those together that follow one another with the same alignment.
  private static List<List<OutputSection>> notes(List<OutputSection> all) {
    List<List<OutputSection>> groups = new ArrayList<>();
    OutputSection last = null;
    for (OutputSection section : all) {
      if (!section.takesMemory()) {
        continue;
      }
      if (section.type() == Section.NOTE) {
        if (last == null
            || last.type() != Section.NOTE
            || last.alignment() != section.alignment()
            || last.end() + (section.alignment() - 1 & -last.end()) != section.address()) {
          groups.add(new ArrayList<>());
        }
        groups.getLast().add(section);
      }
      last = section;
    }
    return groups;
  }
}
