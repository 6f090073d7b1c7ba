package softmetal.assembler.layout;

import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.Symbol;

/// A symbol while its source is being read. Mutable: what is mentioned first may be defined later.
final class Entry {
  /// How much of a claim to a place in the symbol table a symbol has.
  enum Keep {
    /// An ordinary name: stays, in the order of first mention.
    ALWAYS,
    /// `.` in an expression, `.L` names that are set: stays where it was made, if a relocation refers to it.
    IN_PLACE_IF_USED,
    /// `.L1`, numeric and hidden labels: follows behind all other locals, if a relocation refers to it.
    APPENDED_IF_USED
  }

  private String name;
  private final @Nullable SourceSpan mentioned;
  private Keep keep;

  private @Nullable Position position;
  private @Nullable Term value;
  private @Nullable SourceSpan defined;
  private boolean common;
  private long commonAlignment;

  private Symbol.@Nullable Binding binding;
  private Symbol.Type type = Symbol.Type.NOTYPE;
  private Symbol.Visibility visibility = Symbol.Visibility.DEFAULT;
  private @Nullable Term size;
  private @Nullable SourceSpan sized;
  private boolean used;
  private boolean fixed;
  private boolean superseded;
  private boolean promoted;
  private boolean renamed;
  private Term.@Nullable Named reference;
  private @Nullable Step step;
  private boolean onWay;
  private boolean hopeless;
  private @Nullable Symbol made;

  /// @param mentioned where the source mentions it first; null for what no source mentions
  Entry(String name, Keep keep, @Nullable SourceSpan mentioned) {
    this.name = name;
    this.keep = keep;
    this.mentioned = mentioned;
  }

  String name() {
    return name;
  }

  /// The name with a version, of what another object defines; it is needed only where something refers to it.
  void rename(String versioned) {
    name = versioned;
    renamed = true;
  }

  boolean isRenamed() {
    return renamed;
  }

  Keep keep() {
    return keep;
  }

  void promote() {
    keep = Keep.IN_PLACE_IF_USED;
    promoted = true;
  }

  /// Whether it was a local label, and is one no more.
  boolean isPromoted() {
    return promoted;
  }

  /// The term that is nothing but this: always the same.
  Term.Named reference() {
    Term.Named known = reference;
    if (known == null) {
      reference = known = new Term.Named(this);
    }
    return known;
  }

  /// What it has become in the object; null as long as that is not made.
  @Nullable Symbol made() {
    return made;
  }

  void become(Symbol symbol) {
    made = symbol;
  }

  /// Where [Step]s from here are known to lead; null as long as nobody went there.
  @Nullable Step step() {
    return step;
  }

  void step(Step known) {
    step = known;
  }

  /// Whether [Step] comes by just now.
  boolean isOnWay() {
    return onWay;
  }

  void onWay(boolean now) {
    onWay = now;
  }

  /// Whether it would take too long to know its value.
  boolean isHopeless() {
    return hopeless;
  }

  void giveUp() {
    hopeless = true;
  }

  @Nullable SourceSpan mentioned() {
    return mentioned;
  }

  @Nullable SourceSpan defined() {
    return defined;
  }

  boolean isDefined() {
    return position != null || value != null || common;
  }

  boolean isUndefined() {
    return !isDefined();
  }

  @Nullable Position position() {
    return position;
  }

  /// The value given by `.set`; null for labels.
  @Nullable Term value() {
    return value;
  }

  void placeAt(Position place, @Nullable SourceSpan where) {
    position = place;
    defined = where;
  }

  void equate(Term newValue, @Nullable SourceSpan where) {
    value = newValue;
    step = null;
    hopeless = false;
    defined = where;
  }

  boolean isCommon() {
    return common;
  }

  long commonAlignment() {
    return commonAlignment;
  }

  void makeCommon(long size, long alignment, SourceSpan where) {
    common = true;
    commonAlignment = alignment;
    this.size = new Term.Constant(size);
    defined = where;
  }

  Symbol.@Nullable Binding binding() {
    return binding;
  }

  void bind(Symbol.Binding newBinding) {
    // What is weak stays so, whatever comes behind it; `.weak` behind another wins.
    if (binding != Symbol.Binding.WEAK) {
      binding = newBinding;
    }
    keep = binding == Symbol.Binding.LOCAL && promoted ? Keep.IN_PLACE_IF_USED : Keep.ALWAYS;
  }

  /// A use through an alias lets a symbol be undefined, unless it is used otherwise, too.
  void bindWeakly() {
    binding = Symbol.Binding.WEAK;
  }

  /// `.equiv` said what it is: nothing may say otherwise.
  void fix() {
    fixed = true;
  }

  boolean isFixed() {
    return fixed;
  }

  boolean isWeak() {
    return binding == Symbol.Binding.WEAK;
  }

  Symbol.Type type() {
    return type;
  }

  void type(Symbol.Type newType) {
    type = newType;
  }

  Symbol.Visibility visibility() {
    return visibility;
  }

  void visibility(Symbol.Visibility newVisibility) {
    visibility = newVisibility;
  }

  @Nullable Term size() {
    return size;
  }

  void size(Term newSize, SourceSpan where) {
    size = newSize;
    sized = where;
  }

  /// Where the source says the size; null where it does not.
  @Nullable SourceSpan sized() {
    return sized;
  }

  /// `.set` gave its name to another value, which is the one that the object has.
  void supersede() {
    superseded = true;
  }

  boolean isSuperseded() {
    return superseded;
  }

  /// Whether a relocation refers to it.
  boolean isUsed() {
    return used;
  }

  void use() {
    used = true;
  }

  @Override
  public String toString() {
    return name;
  }
}
