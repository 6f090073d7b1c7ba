package softmetal.assembler.debug;

/// A place in the text of a program, as a row of the line table has it.
///
/// @param column 0 for no column
/// @param flags of the constants here
public record LineLocation(int file, int line, int column, int discriminator, int isa, int flags) {
  /// A good place for a breakpoint.
  public static final int STATEMENT = 1;

  public static final int BASIC_BLOCK = 2;
  public static final int PROLOGUE_END = 4;
  public static final int EPILOGUE_BEGIN = 8;

  boolean is(int flag) {
    return (flags & flag) != 0;
  }
}
