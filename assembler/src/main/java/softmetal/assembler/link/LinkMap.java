package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.object.Symbol;

/// Where everything went, for people and for the tools that read the maps of GNU ld: memory regions, sections with what
/// they are made of and the symbols in them, assignments of the script, in the form and the order of a map of GNU ld.
final class LinkMap {
  private static final int NAME_WIDTH = 16;

  private final Layout layout;
  private final Map<InputSection, List<Symbol>> symbols = new HashMap<>();
  private final StringBuilder map = new StringBuilder();

  private LinkMap(Layout layout, SymbolTable table) {
    this.layout = layout;
    for (String name : table.names()) {
      SymbolTable.Definition definition = table.definition(name);
      if (definition != null) {
        Symbol symbol = definition.symbol();
        table
            .home(symbol)
            .ifPresent(home -> symbols.computeIfAbsent(home, _ -> new ArrayList<>()).add(symbol));
      }
    }
  }

  /// A line for each region of memory: what is used of it.
  static String memoryUse(Layout layout) {
    StringBuilder text =
        new StringBuilder("Memory region         Used Size  Region Size  %%age Used\n".formatted());
    for (MemoryRegion region : layout.regions()) {
      long used = region.current() - region.origin();
      double share = region.length() == 0 ? 0 : 100.0 * used / region.length();
      text.append(
          "%16s: %13s %12s %9.2f%%\n"
              .formatted(region.name(), amount(used), amount(region.length()), share));
    }
    return text.toString();
  }

  private static String amount(long bytes) {
    String[] units = {"B", "KB", "MB", "GB"};
    if (bytes == 0) {
      // As GNU ld writes it.
      return "0 GB";
    }
    int unit = 0;
    long rest = bytes;
    while (rest % 1024 == 0 && unit + 1 < units.length) {
      rest /= 1024;
      unit++;
    }
    return rest + " " + units[unit];
  }

  /// @param inputs all sections of the objects, in order
  static String of(
      Placement placement, Layout layout, SymbolTable table, List<InputSection> inputs) {
    LinkMap made = new LinkMap(layout, table);
    made.discarded(inputs);
    made.memory();
    made.map.append("\nLinker script and memory map\n\n");
    inputs.stream()
        .map(input -> input.object().name())
        .distinct()
        .forEach(name -> made.map.append("LOAD ").append(name).append('\n'));
    for (Placement.Step step : placement.steps()) {
      switch (step) {
        case Placement.Step.Evaluate(Script.Statement statement) -> made.statement(statement);
        case Placement.Step.Place(OutputSection section) -> made.section(section);
      }
    }
    return made.map.toString();
  }

  private void discarded(List<InputSection> inputs) {
    List<InputSection> left = inputs.stream().filter(InputSection::isDiscarded).toList();
    if (!left.isEmpty()) {
      map.append("\nDiscarded input sections\n\n");
      for (InputSection input : left) {
        row(" " + input.name(), 0, input.size(), input.object().name());
      }
    }
  }

  private void memory() {
    map.append("\nMemory Configuration\n\n");
    map.append("%-16s %-18s %-18s %s\n".formatted("Name", "Origin", "Length", "Attributes"));
    for (MemoryRegion region : layout.regions()) {
      map.append(
          "%-16s 0x%016x 0x%016x %s"
                  .formatted(
                      region.name(), region.origin(), region.length(), region.shownAttributes())
                  .stripTrailing()
              + "\n");
    }
    map.append("%-16s 0x%016x 0x%016x\n".formatted("*default*", 0, -1L));
  }

  private void section(OutputSection section) {
    map.append('\n');
    if (section.isDropped()) {
      map.append(section.name()).append('\n');
      return;
    }
    row(
        section.name(),
        section.address(),
        section.size(),
        section.loadAddress() == section.address() || !section.isAllocated()
            ? ""
            : "load address 0x%016x".formatted(section.loadAddress()));
    long end = section.address();
    for (OutputSection.Item item : section.items()) {
      switch (item) {
        case OutputSection.Item.Input(InputSection input) -> {
          if (input.address() > end) {
            row(" *fill*", end, input.address() - end, "");
          }
          end = input.address() + input.size();
          row(" " + input.name(), input.address(), input.size(), input.object().name());
          symbols(input);
        }
        case OutputSection.Item.Step(Script.Statement statement) -> statement(statement);
      }
    }
    if (section.end() > end && !section.inputs().isEmpty()) {
      row(" *fill*", end, section.end() - end, "");
    }
  }

  private void symbols(InputSection input) {
    symbols.getOrDefault(input, List.of()).stream()
        .map(symbol -> Map.entry(symbol.name(), layout.globals().value(symbol.name())))
        .filter(entry -> entry.getValue().isPresent())
        .sorted(
            Comparator.comparing(
                entry -> entry.getValue().map(Value::address).orElse(0L), Long::compareUnsigned))
        .forEach(entry -> symbol(entry.getValue().map(Value::address).orElse(0L), entry.getKey()));
  }

  private void statement(Script.Statement statement) {
    if (statement instanceof Script.Assignment assignment && !assignment.movesDot()) {
      Optional<Value> value =
          Optional.ofNullable(layout.globals().ofScript().get(assignment.symbol()));
      value.ifPresent(found ->
          symbol(
              found.address(),
              "%s = %s".formatted(assignment.symbol(), assignment.value().span().text())));
    }
  }

  private void symbol(long address, String text) {
    map.append(" ".repeat(NAME_WIDTH)).append("0x%016x".formatted(address));
    map.append(" ".repeat(NAME_WIDTH)).append(text).append('\n');
  }

  /// A name that is too long for its column gets a line of its own.
  private void row(String name, long address, long size, String what) {
    map.append(name);
    if (name.length() >= NAME_WIDTH) {
      map.append('\n').append(" ".repeat(NAME_WIDTH));
    } else {
      map.append(" ".repeat(NAME_WIDTH - name.length()));
    }
    String row = "0x%016x %10s %s".formatted(address, "0x%x".formatted(size), what);
    map.append(row.stripTrailing()).append('\n');
  }
}
