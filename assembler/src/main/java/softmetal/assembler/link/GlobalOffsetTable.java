package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// The global offset table: words that hold addresses, for code that loads the addresses of its data (`.option pic`,
/// `-fpic`). The linker makes it when an object asks for it, and knows all of it: nothing is left to a loader.
///
/// The sections are those of GNU ld: `.got` with a free word and the entries, first those of local symbols, object by
/// object, then those of global ones; `.got.plt` with two words for a loader; `.rela.got` with room for relocations of
/// the entries of threads' variables, which nobody needs.
///
/// Source: RISC-V ELF psABI, "Global Offset Table", "Thread Local Storage".
final class GlobalOffsetTable {
  static final String SYMBOL = "_GLOBAL_OFFSET_TABLE_";
  private static final int WORD = 8;
  private static final int RELOCATION = 24;

  /// What an entry holds.
  private enum Kind {
    ADDRESS(WORD, 0),
    /// The number of the module, which is 1, and the distance in its threads' variables.
    MODULE_AND_DISTANCE(2 * WORD, 2 * RELOCATION),
    /// The distance from where tp points.
    DISTANCE(WORD, RELOCATION);

    private final int bytes;
    private final int bytesOfRelocations;

    Kind(int bytes, int bytesOfRelocations) {
      this.bytes = bytes;
      this.bytesOfRelocations = bytesOfRelocations;
    }

    static @Nullable Kind of(RelocationType type) {
      return switch (type) {
        case R_RISCV_GOT_HI20 -> ADDRESS;
        case R_RISCV_TLS_GD_HI20 -> MODULE_AND_DISTANCE;
        case R_RISCV_TLS_GOT_HI20 -> DISTANCE;
        default -> null;
      };
    }
  }

  private record Key(Object symbol, Kind kind) {}

  private final ObjectFile owner;
  private final Map<Key, Long> offsets = new HashMap<>();
  private final List<Relocation> relocations = new ArrayList<>();
  private final List<Long> modules = new ArrayList<>();
  private final InputSection table;
  private final List<InputSection> sections;
  private long size = WORD;
  private int unused;

  private GlobalOffsetTable(ObjectFile owner, List<InputSection> inputs, SymbolTable symbols) {
    this.owner = owner;
    Map<String, Symbol> globals = new HashMap<>();
    for (ObjectFile object : inputs.stream().map(InputSection::object).distinct().toList()) {
      IdentityHashMap<Symbol, Boolean> locals = new IdentityHashMap<>();
      wanted(
          inputs,
          object,
          (symbol, kind) -> {
            if (symbol.binding() == Symbol.Binding.LOCAL) {
              locals.put(symbol, true);
            } else {
              globals.putIfAbsent(symbol.name(), symbol);
            }
            offsets.put(key(symbol, kind), -1L);
          });
      object.symbols().stream().filter(locals::containsKey).forEach(this::place);
    }
    for (String name : HashOrder.sorted(symbols.names())) {
      Symbol symbol = globals.get(name);
      if (symbol != null) {
        place(symbol);
      }
    }
    byte[] words = new byte[(int) size];
    modules.forEach(offset -> words[offset.intValue()] = 1);
    byte[] forLoader = new byte[2 * WORD];
    Arrays.fill(forLoader, 0, WORD, (byte) -1);
    Section got = data(".got", words, relocations);
    table = new InputSection(owner, got);
    symbols.define(
        owner,
        new Symbol(
            SYMBOL,
            0,
            0,
            Symbol.Binding.LOCAL,
            Symbol.Type.OBJECT,
            Symbol.Visibility.DEFAULT,
            new Symbol.Home.InSection(got)));
    symbols.register(got, table);
    Section forRelocations =
        new Section(
            ".rela.got",
            Section.RELA,
            Section.ALLOC,
            WORD,
            RELOCATION,
            unused,
            new byte[unused],
            List.of());
    sections =
        List.of(
            new InputSection(owner, forRelocations),
            table,
            new InputSection(owner, data(".got.plt", forLoader, List.of())));
  }

  private static Section data(String name, byte[] bytes, List<Relocation> relocations) {
    return new Section(
        name,
        Section.PROGBITS,
        Section.ALLOC | Section.WRITE,
        WORD,
        WORD,
        bytes.length,
        bytes,
        relocations);
  }

  /// The table that the sections ask for; empty if none does.
  ///
  /// @param inputs all that are linked, in order
  static Optional<GlobalOffsetTable> of(List<InputSection> inputs, SymbolTable symbols) {
    return inputs.stream()
        .filter(GlobalOffsetTable::wantsOne)
        .findFirst()
        .map(first -> new GlobalOffsetTable(first.object(), inputs, symbols));
  }

  private static boolean wantsOne(InputSection input) {
    return !input.isDiscarded()
        && input.relocations().stream().anyMatch(relocation -> Kind.of(relocation.type()) != null);
  }

  @SuppressWarnings("ReferenceEquality") // two objects of the same content are two
  private static void wanted(
      List<InputSection> inputs, ObjectFile object, BiConsumer<Symbol, Kind> each) {
    for (InputSection input : inputs) {
      if (input.object() != object || input.isDiscarded()) {
        continue;
      }
      for (Relocation relocation : input.relocations()) {
        Kind kind = Kind.of(relocation.type());
        if (kind != null) {
          each.accept(relocation.symbol(), kind);
        }
      }
    }
  }

  private static Key key(Symbol symbol, Kind kind) {
    return new Key(symbol.binding() == Symbol.Binding.LOCAL ? symbol : symbol.name(), kind);
  }

  private void place(Symbol symbol) {
    for (Kind kind : Kind.values()) {
      if (offsets.replace(key(symbol, kind), size) == null) {
        continue;
      }
      switch (kind) {
        case ADDRESS -> fill(size, RelocationType.R_RISCV_64, symbol);
        case MODULE_AND_DISTANCE -> {
          modules.add(size);
          fill(size + WORD, RelocationType.R_RISCV_TLS_DTPREL64, symbol);
        }
        case DISTANCE -> fill(size, RelocationType.R_RISCV_TLS_TPREL64, symbol);
      }
      size += kind.bytes;
      unused += kind.bytesOfRelocations;
    }
  }

  private void fill(long offset, RelocationType type, Symbol symbol) {
    relocations.add(new Relocation(offset, type, symbol, 0, Optional.empty()));
  }

  /// The sections that it adds, and the object whose they seem to be: they stand behind its own.
  List<InputSection> sections() {
    return sections;
  }

  ObjectFile owner() {
    return owner;
  }

  /// Whether a section is the table itself, so that what it lacks is reported where the code asks for it.
  boolean is(InputSection section) {
    return section == table;
  }

  /// The address of the entry that a relocation of code asks for.
  long entry(Relocation relocation) {
    Kind kind = Kind.of(relocation.type());
    Long offset = kind == null ? null : offsets.get(key(relocation.symbol(), kind));
    if (offset == null) {
      throw new IllegalStateException("no entry for " + relocation);
    }
    return table.address() + offset;
  }
}
