package softmetal.assembler.object;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;
import softmetal.assembler.object.Symbol.Visibility;

/// Builds small objects by hand, for tests that want no assembler.
public final class Objects {
  private final String name;
  private final List<Section> sections = new ArrayList<>();
  private final List<List<Relocation>> relocations = new ArrayList<>();
  private final List<Symbol> locals = new ArrayList<>();
  private final List<Symbol> globals = new ArrayList<>();

  private Objects(String name) {
    this.name = name;
  }

  public static Objects named(String name) {
    return new Objects(name);
  }

  /// Starts a code section; what follows belongs to it.
  public Objects text(String hex) {
    return section(".text", Section.PROGBITS, Section.ALLOC | Section.EXECINSTR, hex, 0);
  }

  public Objects data(String hex) {
    return section(".data", Section.PROGBITS, Section.ALLOC | Section.WRITE, hex, 0);
  }

  public Objects bss(long size) {
    return section(".bss", Section.NOBITS, Section.ALLOC | Section.WRITE, "", size);
  }

  public Objects section(String sectionName, int type, long flags, String hex, long zeros) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    List<Relocation> list = new ArrayList<>();
    relocations.add(list);
    long size = type == Section.NOBITS ? zeros : bytes.length;
    sections.add(new Section(sectionName, type, flags, 4, 0, size, bytes, list));
    return this;
  }

  public Objects global(String symbol, long value) {
    globals.add(symbol(symbol, value, Binding.GLOBAL, new Home.InSection(sections.getLast())));
    return this;
  }

  public Objects weak(String symbol, long value) {
    globals.add(symbol(symbol, value, Binding.WEAK, new Home.InSection(sections.getLast())));
    return this;
  }

  public Objects local(String symbol, long value) {
    locals.add(symbol(symbol, value, Binding.LOCAL, new Home.InSection(sections.getLast())));
    return this;
  }

  /// A relocation in the section at hand, to a symbol by name; one that is not known yet is undefined.
  public Objects relocate(long offset, RelocationType type, String symbol, long addend) {
    Symbol target =
        java.util.stream.Stream.concat(locals.stream(), globals.stream())
            .filter(s -> s.name().equals(symbol))
            .findFirst()
            .orElseGet(() -> {
              Symbol made = symbol(symbol, 0, Binding.GLOBAL, new Home.Undefined());
              globals.add(made);
              return made;
            });
    relocations.getLast().add(new Relocation(offset, type, target, addend, Optional.empty()));
    return this;
  }

  public ObjectFile build() {
    List<Symbol> symbols = new ArrayList<>(locals);
    symbols.addAll(globals);
    return new ObjectFile(name, sections, symbols, ObjectFile.FLAG_RVC);
  }

  private static Symbol symbol(String name, long value, Binding binding, Home home) {
    return new Symbol(name, value, 0, binding, Symbol.Type.NOTYPE, Visibility.DEFAULT, home);
  }
}
