package softmetal.assembler.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.ElfFile;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.Disassembler;
import softmetal.isa.InstructionSet;

/// One ELF file as text.
final class Dump {
  private final ElfFile file;
  private final List<PlacedSection> sections;
  private final Decoder decoder = new Decoder(InstructionSet.RV64GC);
  private final Disassembler disassembler = new Disassembler(InstructionSet.RV64GC);

  Dump(ElfFile file) {
    this.file = file;
    this.sections =
        switch (file) {
          case ObjectFile object ->
              object.sections().stream().map(section -> new PlacedSection(section, 0)).toList();
          case Executable executable -> executable.sections();
        };
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

  private String named(long address) {
    return file.symbols().stream()
        .filter(symbol -> symbol.value() == address && isLabel(symbol))
        .findFirst()
        .map(symbol -> " <" + symbol + ">")
        .orElse("");
  }

  // --- sections and symbols

  String sections() {
    StringBuilder text = new StringBuilder();
    if (file instanceof Executable executable) {
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
    text.append("\nsections:\n");
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
            .filter(symbol -> symbol.type() != Symbol.Type.SECTION && !isMapping(symbol))
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
                  symbol));
    }
    return text.toString();
  }

  // --- code

  String code() {
    StringBuilder text = new StringBuilder();
    for (PlacedSection placed : sections) {
      if (placed.section().has(Section.EXECINSTR) && placed.section().contents().length > 0) {
        new CodePrinter(placed, text).print();
      }
    }
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

    /// Where data starts (true) and where code starts again (false), by offset.
    private final TreeMap<Long, Boolean> data = new TreeMap<>();

    private final Map<Long, List<Relocation>> relocations = new HashMap<>();

    private CodePrinter(PlacedSection placed, StringBuilder text) {
      this.section = placed.section();
      this.address = placed.address();
      this.bytes = ByteBuffer.wrap(section.contents()).order(ByteOrder.LITTLE_ENDIAN);
      this.text = text;
      for (Symbol symbol : file.symbols()) {
        boolean here = symbol.home() instanceof Home.InSection(Section home) && home == section;
        if (here && isMapping(symbol)) {
          data.put(symbol.value() - address, symbol.name().startsWith("$d"));
        }
        // A label of another section may still be the target of a jump, but in an object only this
        // one's count.
        if (isLabel(symbol)
            && (here || (file instanceof Executable && symbol.home() instanceof Home.InSection))) {
          labels.computeIfAbsent(symbol.value(), _ -> new ArrayList<>()).add(symbol);
        }
      }
      labels.values().forEach(l -> l.sort(Comparator.comparing(s -> s.binding() == Binding.LOCAL)));
      for (Relocation relocation : section.relocations()) {
        relocations.computeIfAbsent(relocation.offset(), _ -> new ArrayList<>()).add(relocation);
      }
    }

    private void print() {
      text.append("\ncode of ").append(section.name()).append(":\n");
      int at = 0;
      while (at < section.contents().length) {
        for (Symbol label : labels.getOrDefault(address + at, List.of())) {
          if (label.home() instanceof Home.InSection(Section home) && home == section) {
            text.append("\n%016x <%s>:\n".formatted(address + at, label));
          }
        }
        Map.Entry<Long, Boolean> mapping = data.floorEntry((long) at);
        boolean isData = mapping != null && mapping.getValue();
        int length = isData ? dataLength(at) : instructionLength(at);
        line(at, length, isData);
        for (int offset = at; offset < at + length; offset++) {
          for (Relocation relocation : relocations.getOrDefault((long) offset, List.of())) {
            text.append(
                "%12x: %s\n".formatted(address + relocation.offset(), describe(relocation)));
          }
        }
        at += length;
      }
    }

    private int instructionLength(int at) {
      int left = section.contents().length - at;
      boolean wide = left >= 2 && (bytes.getShort(at) & 3) == 3;
      int length = wide ? 4 : 2;
      return left < length ? Math.min(left, 2) : length;
    }

    /// Data is shown in words, but a label or an end of data inside of a word ends the line.
    private int dataLength(int at) {
      int length = Math.min(4, section.contents().length - at);
      for (int i = 1; i < length; i++) {
        if (labels.containsKey(address + at + i) || data.containsKey((long) at + i)) {
          return i;
        }
      }
      return length;
    }

    private void line(int at, int length, boolean isData) {
      StringBuilder raw = new StringBuilder();
      for (int i = length - 1; i >= 0; i--) {
        raw.append("%02x".formatted(bytes.get(at + i)));
      }
      String instruction = isData || length < 2 ? "(data)" : instruction(at, length);
      text.append("%12x: %-8s  %s\n".formatted(address + at, raw, instruction));
    }

    private String instruction(int at, int length) {
      int word = length == 4 ? bytes.getInt(at) : bytes.getShort(at) & 0xffff;
      if (length == 2 && (word & 3) == 3) {
        return "(data)";
      }
      Decoded decoded = decoder.decode(word);
      String shown = disassembler.disassemble(word, address + at);
      Long target = decoded == null ? null : Disassembler.target(decoded, address + at);
      boolean open = !relocations.getOrDefault((long) at, List.of()).isEmpty();
      return target == null || open ? shown : shown + place(target);
    }

    private String place(@Nullable Long target) {
      Map.Entry<Long, List<Symbol>> label = target == null ? null : labels.floorEntry(target);
      if (label == null || target == null) {
        return "";
      }
      long offset = target - label.getKey();
      return offset == 0
          ? " <%s>".formatted(label.getValue().getFirst())
          : " <%s+%#x>".formatted(label.getValue().getFirst(), offset);
    }
  }

  private static String describe(Relocation relocation) {
    long addend = relocation.addend();
    String target = relocation.symbol().name();
    if (addend != 0) {
      target += addend > 0 ? "+%#x".formatted(addend) : "-%#x".formatted(-addend);
    }
    return target.isEmpty() ? relocation.type().toString() : relocation.type() + " " + target;
  }
}
