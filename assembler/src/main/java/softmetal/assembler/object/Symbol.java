package softmetal.assembler.object;

import java.util.Arrays;
import java.util.Optional;

/// A name and what it stands for. Compared by identity: relocations refer to the symbol object itself.
public final class Symbol {
  public enum Binding {
    LOCAL(0),
    GLOBAL(1),
    WEAK(2);

    private final int number;

    Binding(int number) {
      this.number = number;
    }

    /// As in the file format.
    int number() {
      return number;
    }

    static Optional<Binding> of(int number) {
      return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }
  }

  public enum Type {
    NOTYPE(0),
    OBJECT(1),
    FUNCTION(2),
    SECTION(3),
    FILE(4),
    COMMON(5),
    /// In thread-local storage.
    TLS(6),
    INDIRECT_FUNCTION(10);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /// As in the file format.
    int number() {
      return number;
    }

    static Optional<Type> of(int number) {
      return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }
  }

  public enum Visibility {
    DEFAULT(0),
    INTERNAL(1),
    HIDDEN(2),
    PROTECTED(3);

    private final int number;

    Visibility(int number) {
      this.number = number;
    }

    /// As in the file format.
    int number() {
      return number;
    }

    static Optional<Visibility> of(int number) {
      return Arrays.stream(values()).filter(value -> value.number == number).findFirst();
    }
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
