package softmetal.monitor.debug;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Symbol;
import softmetal.isa.Xlen;

/// The names of a program's addresses.
public final class SymbolTable {
  /// No program at all: every address stands for itself.
  public static final SymbolTable EMPTY = new SymbolTable(List.of());

  /// Further away from the symbol before it, an address has no name.
  private static final long REACH = 1 << 20;

  private final Xlen xlen;
  private final TreeMap<Long, Symbol> byAddress = new TreeMap<>(Long::compareUnsigned);
  private final Map<String, Symbol> byName = new HashMap<>();

  /// The names of a program.
  public static SymbolTable of(Executable program) {
    return new SymbolTable(program.symbols(), program.bits() == 32 ? Xlen.RV32 : Xlen.RV64);
  }

  /// Those of a program of 64 bits.
  public SymbolTable(List<Symbol> symbols) {
    this(symbols, Xlen.RV64);
  }

  /// @param symbols with final addresses; those of sections, files and what is local to the assembler are left out
  /// @param xlen how wide addresses are
  private SymbolTable(List<Symbol> symbols, Xlen xlen) {
    this.xlen = xlen;
    for (Symbol symbol : symbols) {
      if (isNamed(symbol)) {
        if (symbol.home() instanceof Symbol.Home.InSection) {
          byAddress.merge(symbol.value(), symbol, SymbolTable::better);
        }
        byName.merge(symbol.name(), symbol, SymbolTable::better);
      }
    }
  }

  private static boolean isNamed(Symbol symbol) {
    boolean isPlace =
        switch (symbol.type()) {
          case NOTYPE, OBJECT, FUNCTION, INDIRECT_FUNCTION -> !symbol.isUndefined();
          case SECTION, FILE, COMMON, TLS -> false;
        };
    String name = symbol.name();
    return isPlace && !name.isEmpty() && !name.startsWith(".L") && !name.startsWith("$");
  }

  /// Of two symbols with one address, or with one name: a function's before a plain label's, a global one before a local one.
  private static Symbol better(Symbol first, Symbol second) {
    return rank(second) > rank(first) ? second : first;
  }

  private static int rank(Symbol symbol) {
    return (symbol.type() == Symbol.Type.FUNCTION ? 2 : 0)
        + (symbol.binding() == Symbol.Binding.LOCAL ? 0 : 1);
  }

  /// `trap_entry+0x1c`; or the address in hexadecimal if no symbol is near before it.
  public String describe(long anyAddress) {
    long address = xlen.zeroExtend(anyAddress);
    Map.Entry<Long, Symbol> entry = byAddress.floorEntry(address);
    if (entry == null || Long.compareUnsigned(address - entry.getKey(), REACH) >= 0) {
      return "0x" + Long.toHexString(address);
    }
    long offset = address - entry.getKey();
    String name = entry.getValue().name();
    return offset == 0 ? name : name + "+0x" + Long.toHexString(offset);
  }

  /// The address of a name, or the number that it stands for. Of several local symbols with the same name it is the first; a global one goes before them.
  public OptionalLong addressOf(String name) {
    Symbol symbol = byName.get(name);
    return symbol == null ? OptionalLong.empty() : OptionalLong.of(symbol.value());
  }
}
