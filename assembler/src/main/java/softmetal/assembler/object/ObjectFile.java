package softmetal.assembler.object;

import java.util.List;

/// One relocatable object: what the assembler makes of one source, and what the linker takes.
///
/// @param name for messages and the STT_FILE symbol: `boot.o`
/// @param sections in the order of the section header table, without the tables that ELF itself needs (symbols,
///     strings, relocations)
/// @param symbols in the order of the symbol table, without the null symbol; locals first
/// @param flags `e_flags`
/// @param groups sections that stay together or go together
public record ObjectFile(
    String name, List<Section> sections, List<Symbol> symbols, int flags, List<Group> groups)
    implements ElfFile {
  /// Sections that are only useful together.
  ///
  /// @param signature the name of the group
  /// @param isCommon whether of several groups with the same signature only the first is linked (COMDAT)
  public record Group(String signature, boolean isCommon, List<Section> members) {
    public Group {
      members = List.copyOf(members);
    }
  }

  /// `e_flags`: the object has compressed instructions.
  public static final int FLAG_RVC = 1;

  /// `e_flags`: how floating-point arguments are passed: 0 in integer registers, 2 single, 4 double, 6 quad.
  public static final int FLOAT_ABI_MASK = 6;

  /// `e_flags`: floating-point arguments are passed in single registers.
  public static final int FLAG_FLOAT_ABI_SINGLE = 2;

  /// `e_flags`: floating-point arguments are passed in double registers.
  public static final int FLAG_FLOAT_ABI_DOUBLE = 4;

  /// `e_flags`: the code relies on the order of memory accesses of Ztso.
  public static final int FLAG_TSO = 16;

  public ObjectFile {
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
    groups = List.copyOf(groups);
  }

  /// An object without groups.
  public ObjectFile(String name, List<Section> sections, List<Symbol> symbols, int flags) {
    this(name, sections, symbols, flags, List.of());
  }

  /// The same object, with other registers for floating-point arguments: bits of [#FLOAT_ABI_MASK].
  public ObjectFile withFloatAbi(int bits) {
    return new ObjectFile(name, sections, symbols, (flags & ~FLOAT_ABI_MASK) | bits);
  }
}
