package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.object.Executable;

/// What PHDRS in a script asks for: which sections each row describes, and with what type and flags.
final class ProgramHeaders {
  private static final int LOAD = 1;
  private static final int INTERPRETER = 3;
  private static final int EMPTY_ALIGNMENT = 8;

  /// The types that have a name, by that name.
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("PT_NULL", 0),
          Map.entry("PT_LOAD", LOAD),
          Map.entry("PT_DYNAMIC", 2),
          Map.entry("PT_INTERP", INTERPRETER),
          Map.entry("PT_NOTE", 4),
          Map.entry("PT_SHLIB", 5),
          Map.entry("PT_PHDR", 6),
          Map.entry("PT_TLS", 7),
          Map.entry("PT_GNU_EH_FRAME", 0x6474_e550),
          Map.entry("PT_GNU_STACK", 0x6474_e551),
          Map.entry("PT_GNU_RELRO", 0x6474_e552));

  /// One row, worked out.
  ///
  /// @param flags empty to go by what the sections may do
  /// @param address where it is loaded; empty to go by the sections
  private record Row(
      String name, int type, Optional<Integer> flags, Optional<Long> address, boolean isHeader) {
    boolean isLoaded() {
      return type == LOAD;
    }
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, List<OutputSection>> sections = new LinkedHashMap<>();

  /// @param evaluator for the expressions in the rows; names that it does not know are 0, as in GNU ld
  ProgramHeaders(Script script, List<OutputSection> all, Evaluator evaluator) {
    for (Script.ProgramHeader header : script.programHeaders()) {
      rows.put(header.name(), row(header, evaluator));
      sections.put(header.name(), new ArrayList<>());
    }
    assign(all);
  }

  private static Row row(Script.ProgramHeader header, Evaluator evaluator) {
    Integer named = header.type() instanceof Formula.Name(_, String type) ? TYPES.get(type) : null;
    int type = named != null ? named : (int) number(header.type(), evaluator);
    return new Row(
        header.name(),
        type,
        header.flags().map(flags -> (int) number(flags, evaluator)),
        header.address().map(address -> number(address, evaluator)),
        type == TYPES.getOrDefault("PT_PHDR", 6));
  }

  private static long number(Formula formula, Evaluator evaluator) {
    return evaluator.value(formula).map(Value::address).orElse(0L);
  }

  /// A section without `:name` goes where the one before it went; the first ones, into the first segment.
  private void assign(List<OutputSection> all) {
    List<String> before =
        rows.values().stream().filter(Row::isLoaded).limit(1).map(Row::name).toList();
    for (OutputSection section : all) {
      if (!section.isAllocated() || section.isDropped() || section.size() == 0) {
        continue;
      }
      List<String> named = section.statement().map(Script.Output::programHeaders).orElse(List.of());
      boolean inherits = named.isEmpty();
      before = inherits ? before : named;
      for (String name : before) {
        Row row = rows.get(name);
        if (row == null || (inherits && row.type == INTERPRETER)) {
          continue;
        }
        if (!row.isLoaded() || !section.isInCopiesOnly()) {
          sections.getOrDefault(name, new ArrayList<>()).add(section);
        }
      }
    }
  }

  /// The segments, by rising load address.
  List<Segments.Segment> segments() {
    List<Segments.Segment> segments = new ArrayList<>();
    for (Row row : rows.values()) {
      if (row.isLoaded()) {
        addSegments(row, sections.getOrDefault(row.name, List.of()), segments);
      }
    }
    segments.sort((a, b) -> Segments.BY_LOAD_ADDRESS.compare(a.first(), b.first()));
    return segments;
  }

  private static void addSegments(
      Row row, List<OutputSection> found, List<Segments.Segment> segments) {
    List<OutputSection> sorted = new ArrayList<>(found);
    sorted.sort(Segments.BY_LOAD_ADDRESS);
    List<OutputSection> current = new ArrayList<>();
    for (OutputSection section : sorted) {
      // One header can hold only what is loaded at one distance from its address.
      if (!current.isEmpty() && distance(current.getLast()) != distance(section)) {
        segments.add(segment(row, current));
        current.clear();
      }
      current.add(section);
    }
    if (!current.isEmpty()) {
      segments.add(segment(row, current));
    }
  }

  private static Segments.Segment segment(Row row, List<OutputSection> sections) {
    return new Segments.Segment(
        List.copyOf(sections), row.flags.orElseGet(() -> Segments.flags(sections)), row.address);
  }

  private static long distance(OutputSection section) {
    return section.loadAddress() - section.address();
  }

  /// The other headers, in the order of the rows.
  List<Executable.Header> others() {
    List<Executable.Header> headers = new ArrayList<>();
    for (Row row : rows.values()) {
      List<OutputSection> found = sections.getOrDefault(row.name, List.of());
      if (!row.isLoaded() && !row.isHeader) {
        headers.add(found.isEmpty() ? empty(row) : over(row, found));
      }
    }
    return headers;
  }

  private static Executable.Header empty(Row row) {
    long address = row.address.orElse(0L);
    return new Executable.Header(row.type, row.flags.orElse(0), 0, address, 0, 0, EMPTY_ALIGNMENT);
  }

  private Executable.Header over(Row row, List<OutputSection> found) {
    long moved =
        rows.values().stream()
            .filter(Row::isLoaded)
            .filter(load -> sections.getOrDefault(load.name, List.of()).contains(found.getFirst()))
            .findFirst()
            .map(this::movedBy)
            .orElse(0L);
    Executable.Header header =
        Segments.header(row.type, row.flags.orElseGet(() -> Segments.flags(found)), found);
    return new Executable.Header(
        header.type(),
        header.flags(),
        header.virtualAddress(),
        row.address.orElse(header.physicalAddress() + moved),
        header.fileSize(),
        header.memorySize(),
        header.alignment());
  }

  /// How far AT moves what a row loads.
  private long movedBy(Row row) {
    List<OutputSection> found = sections.getOrDefault(row.name, List.of());
    return row.address.isEmpty() || found.isEmpty()
        ? 0
        : row.address.get() - found.getFirst().loadAddress();
  }
}
