package softmetal.assembler.object;

/// A name and what it stands for. Compared by identity: relocations refer to the symbol object itself.
public final class Symbol {
  public enum Binding {
    LOCAL,
    GLOBAL,
    WEAK
  }

  /// In the order of the file format, `STT_NOTYPE` = 0.
  public enum Type {
    NOTYPE,
    OBJECT,
    FUNCTION,
    SECTION,
    FILE
  }

  /// In the order of the file format, `STV_DEFAULT` = 0.
  public enum Visibility {
    DEFAULT,
    INTERNAL,
    HIDDEN,
    PROTECTED
  }

  /// Where the value counts from.
  public sealed interface Home {
    /// The value is an offset into the section.
    record InSection(Section section) implements Home {}

    /// The value is a number.
    record Absolute() implements Home {}

    /// Another object defines it.
    record Undefined() implements Home {}

    /// The linker allocates it: `size` bytes, the value is the alignment.
    record Common() implements Home {}
  }

  /// The null symbol: a relocation without a symbol refers to it. In no symbol table.
  public static final Symbol NONE =
      new Symbol("", 0, 0, Binding.LOCAL, Type.NOTYPE, Visibility.DEFAULT, new Home.Absolute());

  private final String name;
  private final long value;
  private final long size;
  private final Binding binding;
  private final Type type;
  private final Visibility visibility;
  private final Home home;

  public Symbol(
      String name,
      long value,
      long size,
      Binding binding,
      Type type,
      Visibility visibility,
      Home home) {
    this.name = name;
    this.value = value;
    this.size = size;
    this.binding = binding;
    this.type = type;
    this.visibility = visibility;
    this.home = home;
  }

  public String name() {
    return name;
  }

  public long value() {
    return value;
  }

  public long size() {
    return size;
  }

  public Binding binding() {
    return binding;
  }

  public Type type() {
    return type;
  }

  public Visibility visibility() {
    return visibility;
  }

  public Home home() {
    return home;
  }

  public boolean isUndefined() {
    return home instanceof Home.Undefined;
  }

  @Override
  public String toString() {
    return name;
  }
}
