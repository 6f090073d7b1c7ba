package softmetal.assembler.layout;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;

/// What `.option` changes, with its stack.
final class Options {
  private record Saved(
      InstructionSet instructionSet, String architecture, boolean relax, boolean pic) {}

  private final Deque<Saved> saved = new ArrayDeque<>();
  private final Map<InstructionSet, InstructionSet> withCompressed = new HashMap<>();
  private final Map<InstructionSet, InstructionSet> withoutCompressed = new HashMap<>();
  private InstructionSet instructionSet;
  private String architecture;
  private boolean relax;
  private boolean positionIndependent;
  private boolean compressedEver;
  private boolean totalOrderEver;

  Options(InstructionSet instructionSet, boolean relax) {
    this.instructionSet = instructionSet;
    architecture = instructionSet.versionedName();
    this.relax = relax;
    compressedEver = instructionSet.has(Extension.C);
    totalOrderEver = instructionSet.has("ztso");
  }

  InstructionSet instructionSet() {
    return instructionSet;
  }

  /// The instruction set as mapping symbols and attributes name it.
  String architecture() {
    return architecture;
  }

  void instructionSet(InstructionSet set) {
    instructionSet = set;
    architecture = set.versionedName();
    compressedEver |= set.has(Extension.C);
    totalOrderEver |= set.has("ztso");
  }

  /// `.option rvc` and `norvc`, which come again and again in pairs.
  void compressed(boolean on) {
    Map<InstructionSet, InstructionSet> known = on ? withCompressed : withoutCompressed;
    InstructionSet changed = known.get(instructionSet);
    if (changed == null) {
      changed = on ? instructionSet.with(Extension.C) : instructionSet.without(Extension.C);
      known.clear(); // one pair at a time
      known.put(instructionSet, changed);
    }
    instructionSet(changed);
  }

  boolean compressed() {
    return instructionSet.has(Extension.C);
  }

  /// Whether compressed instructions were allowed anywhere: a flag of the object.
  boolean compressedEver() {
    return compressedEver;
  }

  /// Whether the order of Ztso was relied on anywhere: a flag of the object.
  boolean totalOrderEver() {
    return totalOrderEver;
  }

  boolean relax() {
    return relax;
  }

  void relax(boolean on) {
    relax = on;
  }

  boolean positionIndependent() {
    return positionIndependent;
  }

  void positionIndependent(boolean on) {
    positionIndependent = on;
  }

  void push() {
    saved.push(new Saved(instructionSet, architecture, relax, positionIndependent));
  }

  /// @return false if there is nothing to go back to
  boolean pop() {
    Saved before = saved.poll();
    if (before == null) {
      return false;
    }
    instructionSet = before.instructionSet();
    architecture = before.architecture();
    relax = before.relax();
    positionIndependent = before.pic();
    return true;
  }
}
