package softmetal.assembler.layout;

import java.util.ArrayDeque;
import java.util.Deque;
import softmetal.isa.Extension;
import softmetal.isa.InstructionSet;

/// What `.option` changes, with its stack.
final class Options {
  private record Saved(InstructionSet instructionSet, boolean relax, boolean pic) {}

  private final Deque<Saved> saved = new ArrayDeque<>();
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
    saved.push(new Saved(instructionSet, relax, positionIndependent));
  }

  /// @return false if there is nothing to go back to
  boolean pop() {
    Saved before = saved.poll();
    if (before == null) {
      return false;
    }
    instructionSet(before.instructionSet());
    relax = before.relax();
    positionIndependent = before.pic();
    return true;
  }
}
