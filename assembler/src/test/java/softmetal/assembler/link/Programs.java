package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.Executable.Segment;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// Linked programs, written down so that they can be compared.
final class Programs {
  private Programs() {}

  /// Everything that must be equal, as a text that shows well what is not.
  static String describe(Executable program) {
    StringBuilder text =
        new StringBuilder("entry %#x flags %d\n".formatted(program.entry(), program.flags()));
    for (Segment segment : program.segments()) {
      // GNU ld may load its headers with the first segment; they are no part of the program.
      long first =
          program.sections().stream()
              .filter(s -> s.section().has(Section.ALLOC) && s.section().size() > 0)
              .mapToLong(PlacedSection::address)
              .filter(a ->
                  a >= segment.virtualAddress()
                      && a < segment.virtualAddress() + segment.memorySize())
              .min()
              .orElse(segment.virtualAddress());
      long cut = first - segment.virtualAddress();
      text.append(
          "segment %#x at %#x, %#x bytes of %#x, flags %d\n"
              .formatted(
                  first,
                  segment.physicalAddress() + cut,
                  segment.contents().length - cut,
                  segment.memorySize() - cut,
                  segment.flags()));
    }
    for (Executable.Header header : program.headers()) {
      text.append("header %s\n".formatted(header));
    }
    List<PlacedSection> sections = new ArrayList<>(program.sections());
    // The order of what is not loaded matters to nobody.
    sections.sort(
        Comparator.comparing(
            (PlacedSection s) -> s.section().has(Section.ALLOC) ? "" : s.section().name()));
    for (PlacedSection placed : sections) {
      Section section = placed.section();
      text.append(
          "%s at %#x, %#x bytes, type %d, flags %#x, align %d %s\n"
              .formatted(
                  section,
                  placed.address(),
                  section.size(),
                  section.type(),
                  section.flags() & ~(Section.MERGE | Section.STRINGS),
                  section.alignment(),
                  HexFormat.of().formatHex(section.contents())));
    }
    program.symbols().stream()
        .filter(s -> s.type() != Symbol.Type.SECTION && s.type() != Symbol.Type.FILE)
        .map(s ->
            "%#x %s %s %s %d in %s\n"
                .formatted(s.value(), s, s.binding(), s.type(), s.size(), home(s)))
        .sorted(Comparator.naturalOrder())
        .forEach(text::append);
    return text.toString();
  }

  private static String home(Symbol symbol) {
    return switch (symbol.home()) {
      case Symbol.Home.InSection(Section section) -> section.name();
      case Symbol.Home.Absolute() -> "no section";
      case Symbol.Home.Common() -> "common";
      case Symbol.Home.Undefined() -> "undefined";
    };
  }
}
