package softmetal.assembler.preprocess;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The macros that are defined, to be found without making a string of each word of a source.
final class MacroTable {
  private @Nullable String[] names = new String[1024];
  private @Nullable Macro[] macros = new Macro[1024];
  private final Map<String, List<Optional<Macro>>> pushed = new HashMap<>();
  private int used;

  /// @param hash of the characters, as [String#hashCode] makes it
  @Nullable Macro find(String text, int start, int end, int hash) {
    int mask = names.length - 1;
    int length = end - start;
    for (int at = spread(hash) & mask; ; at = (at + 1) & mask) {
      String name = names[at];
      if (name == null) {
        return null;
      }
      if (name.length() == length && text.startsWith(name, start)) {
        return macros[at];
      }
    }
  }

  @Nullable Macro find(String name) {
    return macros[slot(name)];
  }

  /// `#pragma push_macro`: remembers what a name means now, which may be nothing.
  void push(String name) {
    pushed.computeIfAbsent(name, _ -> new ArrayList<>()).add(Optional.ofNullable(find(name)));
  }

  /// `#pragma pop_macro`: gives a name the meaning that was remembered last, if there is one.
  void pop(String name) {
    List<Optional<Macro>> meanings = pushed.get(name);
    if (meanings != null && !meanings.isEmpty()) {
      meanings.removeLast().ifPresentOrElse(this::put, () -> remove(name));
    }
  }

  void put(Macro macro) {
    set(macro.name, macro);
  }

  void remove(String name) {
    int slot = slot(name);
    if (names[slot] != null) {
      macros[slot] = null;
    }
  }

  List<String> names() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      if (name != null && macros[i] != null) {
        all.add(name);
      }
    }
    return all;
  }

  private void set(String name, Macro macro) {
    int slot = slot(name);
    if (names[slot] == null) {
      names[slot] = name;
      used++;
    }
    macros[slot] = macro;
    if (used * 2 > names.length) {
      grow();
    }
  }

  private void grow() {
    @Nullable String[] oldNames = names;
    @Nullable Macro[] oldMacros = macros;
    names = new String[oldNames.length * 2];
    macros = new Macro[oldNames.length * 2];
    for (int i = 0; i < oldNames.length; i++) {
      String name = oldNames[i];
      if (name != null) {
        int slot = slot(name);
        names[slot] = name;
        macros[slot] = oldMacros[i];
      }
    }
  }

  private int slot(String name) {
    int mask = names.length - 1;
    int at = spread(name.hashCode()) & mask;
    while (true) {
      String there = names[at];
      if (there == null || there.equals(name)) {
        return at;
      }
      at = (at + 1) & mask;
    }
  }

  private static int spread(int hash) {
    return hash ^ (hash >>> 16);
  }
}
