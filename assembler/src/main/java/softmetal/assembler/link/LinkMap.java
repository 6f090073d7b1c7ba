package softmetal.assembler.link;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Where everything went, for people: memory regions, sections with what they are made of, symbols of the script.
final class LinkMap {
  private LinkMap() {}

  /// A line for each region of memory: what is used of it.
  static String memoryUse(Layout layout) {
    StringBuilder text =
        new StringBuilder("Memory region         Used Size  Region Size  %%age Used\n".formatted());
    for (MemoryRegion region : layout.regions()) {
      long used = region.current() - region.origin();
      double share = region.length() == 0 ? 0 : 100.0 * used / region.length();
      text.append(
          "%16s: %12s %12s %9.2f%%\n"
              .formatted(region.name(), amount(used), amount(region.length()), share));
    }
    return text.toString();
  }

  private static String amount(long bytes) {
    String[] units = {"B", "KB", "MB", "GB"};
    int unit = 0;
    long rest = bytes;
    while (rest != 0 && rest % 1024 == 0 && unit + 1 < units.length) {
      rest /= 1024;
      unit++;
    }
    return rest + " " + units[unit];
  }

  static String of(Placement placement, Layout layout) {
    StringBuilder map = new StringBuilder();
    List<MemoryRegion> regions = layout.regions();
    if (!regions.isEmpty()) {
      map.append("Memory regions\n\n");
      for (MemoryRegion region : regions) {
        map.append(
            "%-16s %#18x %#12x  used %#x\n"
                .formatted(
                    region.name(),
                    region.origin(),
                    region.length(),
                    region.current() - region.origin()));
      }
      map.append('\n');
    }
    map.append("Sections\n\n");
    for (OutputSection section : placement.sections()) {
      if (section.isDropped() || (section.size() == 0 && !section.hasInputs())) {
        continue;
      }
      map.append("%-16s %#18x %#12x".formatted(section, section.address(), section.size()));
      if (section.loadAddress() != section.address()) {
        map.append("  loaded at %#x".formatted(section.loadAddress()));
      }
      map.append('\n');
      for (InputSection input : section.inputs()) {
        if (input.size() != 0) {
          map.append(
              " %-15s %#18x %#12x  %s\n"
                  .formatted(input.name(), input.address(), input.size(), input.object().name()));
        }
      }
    }
    map.append("\nSymbols of the script\n\n");
    layout.globals().ofScript().entrySet().stream()
        .sorted(
            Comparator.comparing(
                (Map.Entry<String, Value> entry) -> entry.getValue().address(),
                Long::compareUnsigned))
        .forEach(entry ->
            map.append("%#35x  %s\n".formatted(entry.getValue().address(), entry.getKey())));
    return map.toString();
  }
}
