package softmetal.assembler.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.ElfFile;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.LineTable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;
import softmetal.isa.Decoded;
import softmetal.isa.Disassembler;
import softmetal.isa.InstructionSet;
import softmetal.isa.UpperHalves;

/// One ELF file as text.
final class Dump {
  /// Lines of a source that are shown before an instruction.
  private static final int MOST_LINES = 20;

  private final ElfFile file;
  private final List<PlacedSection> sections;
  private final View view;
  private final InstructionSet instructionSet;
  private final @Nullable Long globalPointer;

  /// What to show of a file, and how.
  ///
  /// @param aliases whether instructions have the names that people write
  /// @param numeric whether registers are numbers
  /// @param names of the sections to show; empty for all
  /// @param start the first address to show code of, unsigned
  /// @param stop the first address behind
  /// @param architecture in place of what the file says
  record View(
      boolean aliases,
      boolean numeric,
      List<String> names,
      long start,
      long stop,
      Optional<InstructionSet> architecture) {
    boolean shows(Section section) {
      return names.isEmpty() || names.contains(section.name());
    }

    boolean shows(long address) {
      return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, stop) < 0;
    }
  }

  Dump(ElfFile file, View view) {
    this.file = file;
    this.view = view;
    this.instructionSet = view.architecture.orElseGet(() -> RiscvAttributes.instructionSet(file));
    this.globalPointer =
        file.symbols().stream()
            .filter(symbol -> symbol.name().equals("__global_pointer$") && !symbol.isUndefined())
            .findFirst()
            .map(Symbol::value)
            .orElse(null);
    List<PlacedSection> all =
        switch (file) {
          case ObjectFile object ->
              object.sections().stream().map(section -> new PlacedSection(section, 0)).toList();
          case Executable executable -> executable.sections();
        };
    this.sections = all.stream().filter(placed -> view.shows(placed.section())).toList();
  }

  private Disassembler disassembler(InstructionSet set) {
    Disassembler plain = new Disassembler(set);
    Disassembler named = view.aliases ? plain.withAliases() : plain;
    return view.numeric ? named.withNumericRegisters() : named;
  }

  String title() {
    String kind =
        switch (file) {
          case ObjectFile _ -> "object";
          case Executable executable ->
              "program, starts at %#x%s".formatted(executable.entry(), named(executable.entry()));
        };
    return "%s: %s\n".formatted(file.name(), kind);
  }

  String rawTitle() {
    return file.name() + ": bare bytes\n";
  }

  private String named(long address) {
    return file.symbols().stream()
        .filter(symbol -> symbol.value() == address && isLabel(symbol))
        .findFirst()
        .map(symbol -> " <" + shown(symbol) + ">")
        .orElse("");
  }

  // --- sections and symbols

  /// What the header of the file says.
  String header() {
    int flags = file.flags();
    String floats =
        switch (flags & ObjectFile.FLOAT_ABI_MASK) {
          case ObjectFile.FLAG_FLOAT_ABI_SINGLE -> "single";
          case ObjectFile.FLAG_FLOAT_ABI_DOUBLE -> "double";
          case 0 -> "integer";
          default -> "quad";
        };
    return "\narchitecture: %s\nflags: %#x, %scompressed code, floating-point arguments in %s registers\n"
        .formatted(
            instructionSet.versionedName(),
            flags,
            (flags & ObjectFile.FLAG_RVC) != 0 ? "" : "no ",
            floats);
  }

  String segments() {
    StringBuilder text = new StringBuilder();
    if (file instanceof Executable executable && !executable.segments().isEmpty()) {
      text.append("\nsegments:\n");
      text.append("            address             loaded at      in file    in memory  flags\n");
      for (Segment segment : executable.segments()) {
        text.append(
            "  %#17x %#21x %#12x %#12x  %s%s%s\n"
                .formatted(
                    segment.virtualAddress(),
                    segment.physicalAddress(),
                    segment.contents().length,
                    segment.memorySize(),
                    (segment.flags() & 4) != 0 ? "r" : "-",
                    (segment.flags() & 2) != 0 ? "w" : "-",
                    (segment.flags() & 1) != 0 ? "x" : "-"));
      }
    }
    return text.toString();
  }

  String sections() {
    StringBuilder text = new StringBuilder("\nsections:\n");
    text.append("  name                          address         size  align  flags\n");
    for (PlacedSection placed : sections) {
      Section section = placed.section();
      text.append(
          "  %-20s %#16x %#12x %6d  %s\n"
              .formatted(
                  section.name(),
                  placed.address(),
                  section.size(),
                  section.alignment(),
                  flags(section)));
    }
    return text.toString();
  }

  private static String flags(Section section) {
    List<String> words = new ArrayList<>();
    if (section.has(Section.ALLOC)) {
      words.add("loaded");
    }
    if (section.has(Section.WRITE)) {
      words.add("writable");
    }
    if (section.has(Section.EXECINSTR)) {
      words.add("code");
    }
    if (section.type() == Section.NOBITS) {
      words.add("zeros");
    }
    if (!section.relocations().isEmpty()) {
      words.add(section.relocations().size() + " relocations");
    }
    return String.join(", ", words);
  }

  String symbols() {
    StringBuilder text = new StringBuilder("\nsymbols:\n");
    List<Symbol> named =
        file.symbols().stream()
            .filter(symbol ->
                symbol.type() != Symbol.Type.SECTION
                    && !isMapping(symbol)
                    && !symbol.name().isEmpty())
            .toList();
    if (file instanceof Executable) {
      named =
          named.stream()
              .sorted(Comparator.comparing(Symbol::value, Long::compareUnsigned))
              .toList();
    }
    for (Symbol symbol : named) {
      String home =
          switch (symbol.home()) {
            case Home.InSection(Section section) -> section.name();
            case Home.Absolute() -> symbol.type() == Symbol.Type.FILE ? "(file)" : "(absolute)";
            case Home.Undefined() -> "(undefined)";
            case Home.Common() -> "(common)";
          };
      text.append(
          "  %016x %-6s %-8s %6d  %-14s %s\n"
              .formatted(
                  symbol.value(),
                  symbol.binding().name().toLowerCase(Locale.ROOT),
                  symbol.type().name().toLowerCase(Locale.ROOT),
                  symbol.size(),
                  home,
                  shown(symbol)));
    }
    return text.toString();
  }

  String relocations() {
    StringBuilder text = new StringBuilder();
    for (PlacedSection placed : sections) {
      if (!placed.section().relocations().isEmpty()) {
        text.append("\nrelocations of ").append(placed.section().name()).append(":\n");
        for (Relocation relocation : placed.section().relocations()) {
          text.append("  %016x  %s\n".formatted(relocation.offset(), describe(relocation)));
        }
      }
    }
    return text.toString();
  }

  // --- code

  /// @param everything whether sections without code are taken for code, too
  /// @param withRelocations whether they stand below their instructions
  /// @param source where lines of sources come from, or null to leave them out
  String code(
      boolean everything, boolean withRelocations, @Nullable Function<String, String[]> source) {
    StringBuilder text = new StringBuilder();
    for (PlacedSection placed : sections) {
      boolean code = placed.section().has(Section.EXECINSTR);
      if ((code || everything) && placed.section().contents().length > 0) {
        new CodePrinter(placed, withRelocations, source, text).print();
      }
    }
    return text.toString();
  }

  /// A name without what a terminal would not show: GNU as puts such characters into the names of numeric labels.
  private static String shown(Symbol symbol) {
    String name = symbol.name();
    if (name.chars().noneMatch(c -> c < ' ')) {
      return name;
    }
    StringBuilder text = new StringBuilder();
    name.chars().forEach(c -> text.append(c < ' ' ? "^" + (char) (c + '@') : (char) c));
    return text.toString();
  }

  private static boolean isMapping(Symbol symbol) {
    return symbol.name().startsWith("$x") || symbol.name().startsWith("$d");
  }

  private static boolean isLabel(Symbol symbol) {
    return symbol.type() != Symbol.Type.SECTION
        && symbol.type() != Symbol.Type.FILE
        && !symbol.isUndefined()
        && !isMapping(symbol)
        && !symbol.name().isEmpty()
        && !symbol.name().endsWith(" "); // what GNU as calls its own anchors
  }

  private final class CodePrinter {
    private final Section section;
    private final long address;
    private final ByteBuffer bytes;
    private final StringBuilder text;

    /// Labels by their address; of several at one place, global ones first.
    private final TreeMap<Long, List<Symbol>> labels = new TreeMap<>(Long::compareUnsigned);

    /// What the bytes from an offset on are: an instruction set for code, or null for data.
    private final TreeMap<Long, Optional<InstructionSet>> kinds = new TreeMap<>();

    private final Map<Long, List<Relocation>> relocations = new HashMap<>();
    private final TreeMap<Long, LineTable.Line> lines = new TreeMap<>(Long::compareUnsigned);
    private final @Nullable Function<String, String[]> source;
    private final Map<InstructionSet, Disassembler> disassemblers = new HashMap<>();
    private final UpperHalves halves = new UpperHalves(globalPointer);
    private LineTable.@Nullable Line shownLine;

    private CodePrinter(
        PlacedSection placed,
        boolean withRelocations,
        @Nullable Function<String, String[]> source,
        StringBuilder text) {
      this.section = placed.section();
      this.address = placed.address();
      this.bytes = ByteBuffer.wrap(section.contents()).order(ByteOrder.LITTLE_ENDIAN);
      this.source = source;
      this.text = text;
      InstructionSet current = instructionSet;
      for (Symbol symbol : mappingSymbols()) {
        if (symbol.name().startsWith("$d")) {
          kinds.put(symbol.value() - address, Optional.empty());
        } else {
          String named = symbol.name().substring(2).replaceFirst("^\\..*", "");
          current = named.isEmpty() ? current : RiscvAttributes.parse(named).orElse(current);
          kinds.put(symbol.value() - address, Optional.of(current));
        }
      }
      for (Symbol symbol : file.symbols()) {
        boolean here = symbol.home() instanceof Home.InSection(Section home) && home == section;
        // A label of another section may still be the target of a jump, but in an object only this
        // one's count.
        if (isLabel(symbol)
            && (here || (file instanceof Executable && symbol.home() instanceof Home.InSection))) {
          labels.computeIfAbsent(symbol.value(), _ -> new ArrayList<>()).add(symbol);
        }
      }
      labels.values().forEach(l -> l.sort(Comparator.comparing(s -> s.binding() == Binding.LOCAL)));
      for (Relocation relocation :
          withRelocations ? section.relocations() : List.<Relocation>of()) {
        relocations.computeIfAbsent(relocation.offset(), _ -> new ArrayList<>()).add(relocation);
      }
      if (source != null) {
        List<LineTable.Line> all =
            switch (file) {
              case ObjectFile object -> LineTable.of(object);
              case Executable program -> LineTable.of(program);
            };
        for (LineTable.Line line : all) {
          if (line.section() == null || line.section() == section) {
            lines.put(line.address(), line);
          }
        }
      }
    }

    private List<Symbol> mappingSymbols() {
      return file.symbols().stream()
          .filter(symbol ->
              isMapping(symbol)
                  && symbol.home() instanceof Home.InSection(Section home)
                  && home == section)
          .sorted(Comparator.comparing(Symbol::value, Long::compareUnsigned))
          .toList();
    }

    private void print() {
      text.append("\ncode of ").append(section.name()).append(":\n");
      int at = 0;
      while (at < section.contents().length) {
        Map.Entry<Long, Optional<InstructionSet>> kind = kinds.floorEntry((long) at);
        Optional<InstructionSet> set = kind == null ? Optional.of(instructionSet) : kind.getValue();
        Disassembler.Shown shown = set.isEmpty() ? data(at) : code(at, set.get());
        if (view.shows(address + at)) {
          labels(at);
          source(at);
          line(at, shown);
          for (int offset = at; offset < at + shown.length(); offset++) {
            for (Relocation relocation : relocations.getOrDefault((long) offset, List.of())) {
              text.append(
                  "%12x: %s\n".formatted(address + relocation.offset(), describe(relocation)));
            }
          }
        }
        at += shown.length();
      }
    }

    private void labels(int at) {
      for (Symbol label : labels.getOrDefault(address + at, List.of())) {
        if (label.home() instanceof Home.InSection(Section home) && home == section) {
          text.append("\n%016x <%s>:\n".formatted(address + at, shown(label)));
        }
      }
    }

    /// The line of the source from which the code at an offset came, if it is another than that before.
    private void source(int at) {
      Map.Entry<Long, LineTable.Line> entry = lines.floorEntry(address + at);
      if (entry == null || source == null || entry.getValue().line() == 0) {
        return;
      }
      LineTable.Line line = entry.getValue();
      LineTable.Line before = shownLine;
      shownLine = line;
      boolean same = before != null && before.file().equals(line.file());
      if (before != null && same && before.line() == line.line()) {
        return;
      }
      String[] all = source.apply(line.file());
      if (!same) {
        text.append(line.file()).append(":\n");
      }
      // A few lines that lead here are shown, too: comments and labels.
      int from =
          before != null && same && before.line() < line.line() ? before.line() + 1 : line.line();
      for (int number = Math.max(from, line.line() - MOST_LINES); number <= line.line(); number++) {
        text.append(
            "%7d  %s\n".formatted(number, number <= all.length ? all[number - 1] : "(not found)"));
      }
    }

    private Disassembler.Shown code(int at, InstructionSet set) {
      Long next = kinds.higherKey((long) at);
      int end =
          next == null
              ? section.contents().length
              : (int) Math.min(next, section.contents().length);
      return disassemblers
          .computeIfAbsent(set, Dump.this::disassembler)
          .show(bytes.slice(at, end - at), address + at);
    }

    /// Data is shown in words, as in objdump; a label or the end of data inside of a word ends it.
    private Disassembler.Shown data(int at) {
      int most = Math.min(4, section.contents().length - at);
      for (int i = 1; i < most; i++) {
        if (labels.containsKey(address + at + i) || kinds.containsKey((long) at + i)) {
          most = i;
        }
      }
      return switch (most) {
        case 4 -> new Disassembler.Shown(4, ".word", "0x%08x".formatted(bytes.getInt(at)), null);
        case 2, 3 ->
            new Disassembler.Shown(2, ".short", "0x%04x".formatted(bytes.getShort(at)), null);
        default -> new Disassembler.Shown(1, ".byte", "0x%02x".formatted(bytes.get(at)), null);
      };
    }

    private void line(int at, Disassembler.Shown shown) {
      StringBuilder raw = new StringBuilder();
      for (int i = shown.length() - 1; i >= 0; i--) {
        raw.append("%02x".formatted(bytes.get(at + i)));
      }
      text.append("%12x: %-8s  %s".formatted(address + at, raw, shown));
      Decoded decoded = shown.decoded();
      boolean open = !relocations.getOrDefault((long) at, List.of()).isEmpty();
      if (decoded != null) {
        Long target = Disassembler.target(decoded, address + at);
        Long completed = halves.step(decoded, address + at);
        if (target != null && !open) {
          text.append(place(target));
        } else if (completed != null && !open) {
          text.append(" # ").append(Long.toHexString(completed)).append(place(completed));
        }
      }
      text.append('\n');
    }

    private String place(@Nullable Long target) {
      Map.Entry<Long, List<Symbol>> label = target == null ? null : labels.floorEntry(target);
      if (label == null || target == null) {
        return "";
      }
      long offset = target - label.getKey();
      return offset == 0
          ? " <%s>".formatted(shown(label.getValue().getFirst()))
          : " <%s+%#x>".formatted(shown(label.getValue().getFirst()), offset);
    }
  }

  private static String describe(Relocation relocation) {
    long addend = relocation.addend();
    String target =
        relocation.symbol().type() == Symbol.Type.SECTION
                && relocation.symbol().home() instanceof Home.InSection(Section home)
            ? home.name()
            : shown(relocation.symbol());
    if (addend != 0) {
      target += addend > 0 ? "+%#x".formatted(addend) : "-%#x".formatted(-addend);
    }
    return target.isEmpty() ? relocation.type().toString() : relocation.type() + " " + target;
  }
}
