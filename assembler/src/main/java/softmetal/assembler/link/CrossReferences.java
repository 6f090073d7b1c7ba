package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Symbol;

/// Which objects define each global symbol, and which use it, as a text (`--cref`).
final class CrossReferences {
  private static final int FILE_COLUMN = 50;

  private CrossReferences() {}

  static String of(List<ObjectFile> objects) {
    Map<String, List<String>> definers = new TreeMap<>();
    Map<String, List<String>> users = new TreeMap<>();
    // The last that uses a symbol comes first, as in GNU ld.
    for (ObjectFile object : objects.reversed()) {
      for (Symbol symbol : object.symbols()) {
        if (symbol.binding() != Symbol.Binding.LOCAL) {
          definers.computeIfAbsent(symbol.name(), _ -> new ArrayList<>());
          (symbol.isUndefined() ? users : definers)
              .computeIfAbsent(symbol.name(), _ -> new ArrayList<>())
              .add(object.name());
        }
      }
    }
    StringBuilder text = new StringBuilder("\nCross Reference Table\n\n");
    row("Symbol", "File", text);
    definers.forEach((name, files) -> {
      String first = name;
      for (String file : files) {
        row(first, file, text);
        first = "";
      }
      for (String file : users.getOrDefault(name, List.of())) {
        row(first, file, text);
        first = "";
      }
    });
    return text.toString();
  }

  private static void row(String name, String file, StringBuilder into) {
    into.append(name);
    if (name.length() >= FILE_COLUMN) {
      into.append('\n').append(" ".repeat(FILE_COLUMN));
    } else {
      into.append(" ".repeat(FILE_COLUMN - name.length()));
    }
    into.append(file).append('\n');
  }
}
