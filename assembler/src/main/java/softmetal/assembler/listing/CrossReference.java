package softmetal.assembler.listing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.listing.Listing.Statement;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Home;

/// Where each symbol is defined and which lines mention it.
final class CrossReference {
  static final Pattern NAME = Pattern.compile("[A-Za-z_.$][\\w.$]*");

  private static final Pattern EQUATION =
      Pattern.compile("\\.(?:equ|set|equiv|eqv)\\s+([\\w.$]+)|([A-Za-z_.$][\\w.$]*)\\s*=[^=]");

  /// A line of a file.
  record Spot(String file, int line) implements Comparable<Spot> {
    String shortName() {
      return file.substring(file.lastIndexOf('/') + 1);
    }

    @Override
    public int compareTo(Spot other) {
      int files = file.compareTo(other.file);
      return files != 0 ? files : Integer.compare(line, other.line);
    }
  }

  /// @param section empty for what is in none
  record Entry(Symbol symbol, String section, List<Spot> definitions, List<Spot> references) {
    /// The lines that mention it and do not define it.
    List<Spot> uses() {
      return references.stream().filter(spot -> !definitions.contains(spot)).toList();
    }

    long address() {
      return symbol.value();
    }
  }

  private CrossReference() {}

  /// Places as people read them: the name of a file once, then its lines.
  static Map<String, List<Spot>> byFile(List<Spot> spots) {
    Map<String, List<Spot>> byFile = new LinkedHashMap<>();
    for (Spot spot : spots) {
      byFile.computeIfAbsent(spot.shortName(), _ -> new ArrayList<>()).add(spot);
    }
    return byFile;
  }

  /// The named symbols, in alphabetical order.
  static List<Entry> of(Listing listing) {
    Map<String, TreeSet<Spot>> definitions = new HashMap<>();
    Map<String, TreeSet<Spot>> references = new HashMap<>();
    for (List<Statement> statements : listing.statements().values()) {
      for (Statement statement : statements) {
        SourceSpan span = statement.place().span();
        SourceSpan root = Blocks.root(span);
        Spot spot = new Spot(root.source().name(), root.line());
        String text = span.text();
        String defined = definedName(span, text);
        Matcher matcher = NAME.matcher(text);
        while (matcher.find()) {
          boolean defines = matcher.group().equals(defined);
          (defines ? definitions : references)
              .computeIfAbsent(matcher.group(), _ -> new TreeSet<>())
              .add(spot);
        }
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (Symbol symbol : listing.file().symbols()) {
      if (isNamed(symbol)) {
        String section =
            switch (symbol.home()) {
              case Home.InSection(Section home) -> home.name();
              case Home.Absolute() -> "absolute";
              case Home.Undefined() -> "undefined";
              case Home.Common() -> "common";
            };
        entries.add(
            new Entry(
                symbol,
                section,
                List.copyOf(definitions.getOrDefault(symbol.name(), new TreeSet<>())),
                List.copyOf(references.getOrDefault(symbol.name(), new TreeSet<>()))));
      }
    }
    entries.sort(Comparator.comparing((Entry entry) -> entry.symbol.name()));
    return entries;
  }

  /// The name that a statement defines: a label, or what `.equ` or `=` gives a value; or nothing.
  private static String definedName(SourceSpan span, String text) {
    String source = span.source().text();
    if (text.endsWith(":") || (span.end() < source.length() && source.charAt(span.end()) == ':')) {
      return text.replaceFirst("\\s*:$", "");
    }
    Matcher equation = EQUATION.matcher(text);
    if (equation.lookingAt()) {
      return equation.group(1) == null ? equation.group(2) : equation.group(1);
    }
    return "";
  }

  static boolean isNamed(Symbol symbol) {
    return symbol.type() != Symbol.Type.SECTION
        && symbol.type() != Symbol.Type.FILE
        && !symbol.name().isEmpty()
        && !symbol.name().startsWith("$x")
        && !symbol.name().startsWith("$d")
        && !symbol.name().startsWith(".L")
        && symbol.name().indexOf(' ') < 0;
  }
}
