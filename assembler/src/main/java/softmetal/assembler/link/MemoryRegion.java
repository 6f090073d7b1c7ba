package softmetal.assembler.link;

import java.util.Locale;
import softmetal.assembler.diagnostic.SourceSpan;

/// One row of MEMORY, or the nameless one in which everything else goes; fills up during a layout pass.
final class MemoryRegion {
  private final SourceSpan span;
  private final String name;
  private final String attributes;
  private long origin;
  private long length;
  private long current;

  MemoryRegion(SourceSpan span, String name, String attributes) {
    this.span = span;
    this.name = name;
    this.attributes = attributes.toLowerCase(Locale.ROOT);
  }

  void set(long newOrigin, long newLength) {
    origin = newOrigin;
    length = newLength;
    current = newOrigin;
  }

  SourceSpan span() {
    return span;
  }

  String name() {
    return name;
  }

  long origin() {
    return origin;
  }

  long length() {
    return length;
  }

  /// Its attributes in the order in which GNU ld writes them, those after `!` last.
  String shownAttributes() {
    int bang = attributes.indexOf('!');
    String wanted = bang < 0 ? attributes : attributes.substring(0, bang);
    String unwanted = bang < 0 ? "" : attributes.substring(bang + 1);
    return letters(wanted) + (unwanted.isEmpty() ? "" : "!" + letters(unwanted));
  }

  private static String letters(String given) {
    StringBuilder shown = new StringBuilder();
    for (String letter : new String[] {"a", "x", "r", "w", "l", "i"}) {
      shown.append(given.contains(letter) ? letter : "");
    }
    return shown.toString();
  }

  /// The next free address.
  long current() {
    return current;
  }

  void fillTo(long address) {
    current = address;
  }

  /// How many bytes beyond its end were used.
  long overflow() {
    return Long.compareUnsigned(current - origin, length) > 0 ? current - origin - length : 0;
  }

  /// Whether its attributes ask for a section that did not name a region.
  boolean welcomes(OutputSection section) {
    int bang = attributes.indexOf('!');
    String wanted = bang < 0 ? attributes : attributes.substring(0, bang);
    String unwanted = bang < 0 ? "" : attributes.substring(bang + 1);
    return describes(wanted, section) && !describes(unwanted, section);
  }

  private static boolean describes(String letters, OutputSection section) {
    return letters
        .chars()
        .anyMatch(letter ->
            switch (letter) {
              case 'r' -> !section.isWritable();
              case 'w' -> section.isWritable() && !section.isExecutable();
              case 'x' -> section.isExecutable();
              case 'a' -> section.isAllocated();
              case 'i', 'l' -> section.hasContents();
              default -> false;
            });
  }
}
