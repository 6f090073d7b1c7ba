package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// What must hold when all sections have their places: regions are large enough, and nothing lies on anything else.
final class LayoutChecks {
  private static final int LARGEST_SHOWN = 6;
  private static final SourceText BUILT_IN = SourceText.binary("the default layout");

  private final List<OutputSection> sections;
  private final Diagnostics diagnostics;

  private LayoutChecks(List<OutputSection> sections, Diagnostics diagnostics) {
    this.sections = sections;
    this.diagnostics = diagnostics;
  }

  /// Reports what is wrong.
  static void check(
      List<OutputSection> sections, List<MemoryRegion> regions, Diagnostics diagnostics) {
    LayoutChecks checks = new LayoutChecks(sections, diagnostics);
    checks.regions(regions);
    int before = diagnostics.errors();
    checks.overlaps();
    if (diagnostics.errors() == before) {
      checks.loadOverlaps();
    }
  }

  private void regions(List<MemoryRegion> regions) {
    for (MemoryRegion region : regions) {
      if (region.overflow() != 0) {
        Diagnostic diagnostic =
            Problem.REGION_OVERFLOW.at(
                region.span(), region.name(), region.length(), region.overflow());
        for (OutputSection section : sections) {
          if (section.size() != 0
              && Long.compareUnsigned(
                      section.address() - region.origin(), region.length() + region.overflow())
                  < 0) {
            diagnostic =
                diagnostic.note(
                    "%s takes %#x bytes at %#x%s"
                        .formatted(section, section.size(), section.address(), largest(section)));
          }
        }
        diagnostics.report(diagnostic);
      }
    }
  }

  /// Who brings most of a section, if several do.
  private static String largest(OutputSection section) {
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (InputSection input : section.inputs()) {
      sizes.merge(input.object().name(), input.size(), Long::sum);
    }
    if (sizes.size() < 2) {
      return "";
    }
    List<String> rows =
        sizes.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(LARGEST_SHOWN)
            .map(entry -> "%s %#x".formatted(entry.getKey(), entry.getValue()))
            .toList();
    return ": " + String.join(", ", rows) + (sizes.size() > LARGEST_SHOWN ? ", …" : "");
  }

  private void overlaps() {
    List<OutputSection> loaded =
        new ArrayList<>(sections.stream().filter(OutputSection::takesMemory).toList());
    loaded.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    for (int i = 0; i < loaded.size(); i++) {
      OutputSection section = loaded.get(i);
      SourceSpan span = section.statement().map(Script.Output::span).orElse(BUILT_IN.whole());
      if (Long.compareUnsigned(section.size() - 1, -1 - section.address()) > 0) {
        diagnostics.report(
            Problem.SECTION_BEYOND_END.at(span, section.name(), section.size(), section.address()));
      } else if (i > 0
          && Long.compareUnsigned(
                  section.address() - loaded.get(i - 1).address(), loaded.get(i - 1).size())
              < 0
          && !(section.isInOverlay() && loaded.get(i - 1).isInOverlay())) {
        OutputSection before = loaded.get(i - 1);
        diagnostics.report(
            Problem.SECTIONS_OVERLAP.at(
                span,
                section.name(),
                section.address(),
                section.end(),
                before.name(),
                before.address(),
                before.end()));
      }
    }
  }

  /// Two sections must not be loaded to the same place either.
  private void loadOverlaps() {
    List<OutputSection> loaded =
        new ArrayList<>(
            sections.stream()
                .filter(section -> section.takesMemory() && section.hasContents())
                .toList());
    loaded.sort((a, b) -> Long.compareUnsigned(a.loadAddress(), b.loadAddress()));
    for (int i = 1; i < loaded.size(); i++) {
      OutputSection section = loaded.get(i);
      OutputSection before = loaded.get(i - 1);
      if (Long.compareUnsigned(section.loadAddress() - before.loadAddress(), before.size()) < 0) {
        SourceSpan span = section.statement().map(Script.Output::span).orElse(BUILT_IN.whole());
        diagnostics.report(
            Problem.LOADS_OVERLAP.at(
                span,
                section.name(),
                section.loadAddress(),
                section.loadAddress() + section.size(),
                before.name(),
                before.loadAddress(),
                before.loadAddress() + before.size()));
      }
    }
  }
}
