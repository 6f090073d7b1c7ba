package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;

/// Chooses the objects of a link: all that are named, and of archives those that are needed when they are searched.
final class Selection {
  private final Set<ObjectFile> objects = new LinkedHashSet<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> wanted = new HashSet<>();

  private Selection(Collection<String> roots) {
    wanted.addAll(roots);
  }

  /// @param roots symbols that are needed although no object says so: the entry, and those of `-u`
  static List<ObjectFile> of(List<LinkInput> inputs, Collection<String> roots) {
    Selection selection = new Selection(roots);
    inputs.forEach(selection::take);
    return new ArrayList<>(selection.objects);
  }

  /// @return whether anything was added
  private boolean take(LinkInput input) {
    return switch (input) {
      case LinkInput.Object(ObjectFile object) -> add(object);
      case LinkInput.Archive(List<ObjectFile> members) -> search(members);
      case LinkInput.Group(List<LinkInput> inputs) -> {
        boolean any = false;
        boolean found = true;
        while (found) {
          found = false;
          for (LinkInput inner : inputs) {
            found |= take(inner);
          }
          any |= found;
        }
        yield any;
      }
    };
  }

  private boolean search(List<ObjectFile> members) {
    boolean any = false;
    boolean found = true;
    while (found) {
      found = false;
      for (ObjectFile member : members) {
        boolean needed =
            !objects.contains(member) && member.symbols().stream().anyMatch(this::isMissing);
        found |= needed && add(member);
      }
      any |= found;
    }
    return any;
  }

  private boolean isMissing(Symbol symbol) {
    return symbol.binding() != Binding.LOCAL
        && !symbol.isUndefined()
        && wanted.contains(symbol.name())
        && !defined.contains(symbol.name());
  }

  private boolean add(ObjectFile object) {
    if (!objects.add(object)) {
      return false;
    }
    for (Symbol symbol : object.symbols()) {
      if (symbol.binding() == Binding.LOCAL) {
        continue;
      }
      if (!symbol.isUndefined()) {
        defined.add(symbol.name());
      } else if (symbol.binding() == Binding.GLOBAL) {
        wanted.add(symbol.name());
      }
    }
    return true;
  }
}
