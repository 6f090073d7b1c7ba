package softmetal.isa;

import java.util.Set;
import java.util.TreeSet;

/// Placeholder.
final class Forms {
  private Forms() {}

  static Set<String> mnemonics(InstructionSet isa) {
    Set<String> s = new TreeSet<>();
    for (Instruction i : Instruction.values()) {
      if (isa.has(i)) {
        s.add(i.mnemonic());
      }
    }
    return s;
  }
}
