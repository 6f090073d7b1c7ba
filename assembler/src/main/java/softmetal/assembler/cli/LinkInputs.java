package softmetal.assembler.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.Archive;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;

/// The objects of one link, in order; of an archive only the members that somebody before it needs.
final class LinkInputs {
  private final List<ObjectFile> objects = new ArrayList<>();
  private final Set<String> defined = new HashSet<>();
  private final Set<String> wanted = new HashSet<>();

  void addObject(String name, byte[] bytes) throws InvalidInputException {
    add(ElfReader.readObject(name, bytes));
  }

  /// Takes members until none defines anything that is still missing.
  void addArchive(List<Archive.Member> members) throws InvalidInputException {
    List<ObjectFile> left = new ArrayList<>();
    for (Archive.Member member : members) {
      if (ElfReader.looksLikeElf(member.contents())) {
        left.add(ElfReader.readObject(member.name(), member.contents()));
      }
    }
    boolean found = true;
    while (found) {
      found = false;
      for (ObjectFile member : List.copyOf(left)) {
        if (member.symbols().stream().anyMatch(this::isMissing)) {
          add(member);
          left.remove(member);
          found = true;
        }
      }
    }
  }

  List<ObjectFile> objects() {
    return objects;
  }

  private boolean isMissing(Symbol symbol) {
    return symbol.binding() != Binding.LOCAL
        && !symbol.isUndefined()
        && wanted.contains(symbol.name())
        && !defined.contains(symbol.name());
  }

  private void add(ObjectFile object) {
    objects.add(object);
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
  }
}
