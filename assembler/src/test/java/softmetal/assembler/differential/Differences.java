package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Severity;

/// Compares what both sides make of a source, and tells how they differ in as few lines as it can.
final class Differences {
  private static final int SHOWN = 24;

  private static final String SCRIPT =
      """
      ENTRY(_start)
      SECTIONS {
        . = 0x10000;
        .text : { *(.text.init) *(.text .text.*) }
        .rodata : { *(.rodata .rodata.*) }
        . = ALIGN(0x1000);
        .data : { *(.data) __global_pointer$ = . + 0x800; *(.sdata) }
        .bss : { *(.bss) }
      }
      """;

  private final Tools tools;

  Differences(Tools tools) {
    this.tools = tools;
  }

  /// Those of the lines that GNU accepts. Where this project thinks otherwise of one, it says so in `found`.
  List<String> accepted(List<String> lines, Tools.Options options, List<String> found)
      throws Exception {
    Set<Integer> theirs = tools.theirs(lines, options).wrongLines();
    Set<Integer> ours = wrongForUs(lines, options);
    List<String> accepted = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      boolean right = !theirs.contains(i + 1);
      boolean same = right == !ours.contains(i + 1);
      String mnemonic = lines.get(i).replaceFirst(" .*", "");
      boolean known = found.stream().anyMatch(other -> other.contains(": " + mnemonic + " "));
      if (!same && !known && !Intended.accepts(lines.get(i))) {
        found.add(
            (right ? "only GNU accepts: " : "only we accept: ")
                + lines.get(i)
                + " with "
                + options);
      }
      if (right && same) {
        accepted.add(lines.get(i));
      }
    }
    return accepted;
  }

  /// The numbers of the lines that this project rejects: asked again without them, because it stops telling at some
  /// point.
  private Set<Integer> wrongForUs(List<String> lines, Tools.Options options) {
    Set<Integer> wrong = new HashSet<>();
    List<String> rest = new ArrayList<>(lines);
    while (true) {
      Set<Integer> more = tools.ours(rest, options).wrongLines();
      if (!wrong.addAll(more)) {
        return wrong;
      }
      more.forEach(number -> rest.set(number - 1, ""));
    }
  }

  /// Without the lines that GNU rejects, whatever this project thinks of them; some errors show only behind others.
  List<String> valid(List<String> lines, Tools.Options options) throws Exception {
    List<String> valid = lines;
    for (int round = 0; round < 6; round++) {
      Tools.Result result = tools.theirs(valid, options);
      if (result.file().isPresent()) {
        return valid;
      }
      List<String> rest = new ArrayList<>();
      for (int i = 0; i < valid.size(); i++) {
        if (!result.wrongLines().contains(i + 1)) {
          rest.add(valid.get(i));
        }
      }
      valid = rest;
    }
    return List.of();
  }

  /// How the two objects differ, with a short source that shows it; empty if they do not.
  Optional<String> ofObjects(List<String> lines, Tools.Options options) throws Exception {
    if (objects(lines, options).isEmpty()) {
      return Optional.empty();
    }
    List<String> few = Shrinker.shrink(lines, some -> objects(some, options).isPresent());
    return objects(few, options)
        .map(difference -> "%s\n%s\n%s".formatted(options, String.join("\n", few), difference));
  }

  private Optional<String> objects(List<String> lines, Tools.Options options) throws Exception {
    Tools.Result theirs = tools.theirs(lines, options);
    if (theirs.file().isEmpty()) {
      return Optional.empty();
    }
    Tools.Result ours = tools.ours(lines, options);
    if (Intended.complains(ours.complaint())) {
      return Optional.empty();
    }
    return ours.file().isEmpty()
        ? Optional.of("only GNU accepts: " + ours.complaint())
        : difference(ElfText.object(theirs.file().get()), ElfText.object(ours.file().get()));
  }

  /// How the two programs differ, with short sources that show it; empty if they do not, or GNU does not link these.
  Optional<String> ofPrograms(List<List<String>> sources, Tools.Options options, boolean relax)
      throws Exception {
    if (programs(sources, options, relax).isEmpty()) {
      return Optional.empty();
    }
    List<List<String>> few = new ArrayList<>(sources);
    for (int i = 0; i < few.size(); i++) {
      int place = i;
      List<String> shorter =
          Shrinker.shrink(
              few.get(i),
              some -> {
                List<List<String>> changed = new ArrayList<>(few);
                changed.set(place, some);
                return programs(changed, options, relax).isPresent();
              });
      few.set(i, shorter);
    }
    String listing =
        few.stream().map(lines -> String.join("\n", lines)).collect(Collectors.joining("\n---\n"));
    return programs(few, options, relax)
        .map(difference ->
            "%s, ld %s\n%s\n%s"
                .formatted(options, relax ? "--relax" : "--no-relax", listing, difference));
  }

  private Optional<String> programs(
      List<List<String>> sources, Tools.Options options, boolean relax) throws Exception {
    Optional<byte[]> theirs = tools.linkedByThem(sources, options, SCRIPT, relax);
    if (theirs.isEmpty()) {
      return Optional.empty();
    }
    Diagnostics diagnostics = new Diagnostics();
    Optional<byte[]> ours = tools.linkedByUs(sources, options, SCRIPT, relax, diagnostics);
    String complaint =
        diagnostics.all().stream()
            .filter(diagnostic -> diagnostic.severity() == Severity.ERROR)
            .map(Diagnostic::message)
            .findFirst()
            .orElse("");
    if (Intended.complains(complaint)) {
      return Optional.empty();
    }
    return ours.isEmpty()
        ? Optional.of("only GNU links: " + complaint)
        : difference(ElfText.program(theirs.get()), ElfText.program(ours.get()));
  }

  /// Lines that only one of two texts has: `-` for theirs, `+` for ours; or the first that stands elsewhere.
  static Optional<String> difference(String theirs, String ours) {
    if (theirs.equals(ours)) {
      return Optional.empty();
    }
    List<String> left = theirs.lines().toList();
    List<String> right = ours.lines().toList();
    Set<String> inLeft = new HashSet<>(left);
    Set<String> inRight = new HashSet<>(right);
    List<String> out = new ArrayList<>();
    left.stream()
        .filter(line -> !inRight.contains(line))
        .limit(SHOWN)
        .forEach(l -> out.add("- " + l));
    right.stream()
        .filter(line -> !inLeft.contains(line))
        .limit(SHOWN)
        .forEach(l -> out.add("+ " + l));
    for (int i = 0; out.isEmpty() && i < Math.min(left.size(), right.size()); i++) {
      if (!left.get(i).equals(right.get(i))) {
        out.add("order: - " + left.get(i) + "\n       + " + right.get(i));
      }
    }
    return Optional.of(String.join("\n", out));
  }
}
