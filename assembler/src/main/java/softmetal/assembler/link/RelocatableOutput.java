package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Relocation;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;

/// Several objects as one (`-r`): sections are put behind one another, and what the relocations still wait for is found
/// by a later link.
final class RelocatableOutput {
  private final List<ObjectFile> objects;
  private final Placement placement;
  private final Globals globals;
  private final SymbolTable table;
  private final Set<Section> left;
  private final Map<OutputSection, Section> sections = new HashMap<>();
  private final Map<OutputSection, List<Relocation>> relocations = new HashMap<>();
  private final Map<OutputSection, Symbol> sectionSymbols = new HashMap<>();
  private final IdentityHashMap<Symbol, Symbol> locals = new IdentityHashMap<>();
  private final Map<String, Symbol> globalSymbols = new HashMap<>();

  /// @param left sections of groups that another object has already
  RelocatableOutput(
      List<ObjectFile> objects,
      Placement placement,
      Globals globals,
      SymbolTable table,
      Set<Section> left) {
    this.objects = objects;
    this.placement = placement;
    this.globals = globals;
    this.table = table;
    this.left = left;
  }

  /// The script when none is given: sections of one name go together.
  static String script() {
    StringBuilder script = new StringBuilder("SECTIONS {\n");
    String names =
        """
        .interp .note.gnu.build-id .init .text .fini .rodata .rodata1 .sdata2 .sbss2 .eh_frame_hdr .eh_frame \
        .gcc_except_table .tdata .tbss .preinit_array .init_array .fini_array .ctors .dtors .jcr .data .data1 .got \
        .sdata .sbss .bss .comment .debug_aranges .debug_info .debug_abbrev .debug_line .debug_frame .debug_str \
        .debug_loc .debug_ranges .debug_addr .debug_line_str .debug_loclists .debug_macro .debug_names .debug_rnglists\
        """;
    for (String name : names.split(" +", -1)) {
      script.append("  %1$s 0 : { *(%1$s) }\n".formatted(name));
    }
    return script.append("}\n").toString();
  }

  ObjectFile object() {
    List<Section> inOrder = new ArrayList<>();
    List<Symbol> symbols = new ArrayList<>();
    for (OutputSection output : placement.sections()) {
      if (!output.isDropped()) {
        Section made = section(output);
        inOrder.add(made);
        Symbol symbol = symbol(made.name(), 0, 0, Binding.LOCAL, Symbol.Type.SECTION, made);
        sectionSymbols.put(output, symbol);
        symbols.add(symbol);
      }
    }
    objects.forEach(object -> locals(object, symbols));
    List<String> names = new ArrayList<>(table.names());
    globals.ofScript().keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    for (String name : HashOrder.sorted(names)) {
      global(name)
          .ifPresent(symbol -> {
            globalSymbols.put(name, symbol);
            symbols.add(symbol);
          });
    }
    for (OutputSection output : placement.sections()) {
      if (!output.isDropped()) {
        List<Relocation> own = relocations.getOrDefault(output, List.of());
        output.inputs().forEach(input -> relocate(input, own));
      }
    }
    List<Section> all = new ArrayList<>(groups());
    all.addAll(inOrder);
    int flags = objects.stream().mapToInt(ObjectFile::flags).reduce(0, (a, b) -> a | b);
    return new ObjectFile("a.out", all, symbols, flags);
  }

  private Section section(OutputSection output) {
    List<Relocation> own = new ArrayList<>();
    boolean isGrouped = output.inputs().stream().anyMatch(input -> input.has(Section.IN_GROUP));
    Section made =
        new Section(
            output.name(),
            output.hasContents() ? output.type() : Section.NOBITS,
            output.flags() | (isGrouped ? Section.IN_GROUP : 0),
            output.alignment(),
            output.entrySize(),
            output.size(),
            output.hasContents() ? Image.bytes(output) : new byte[0],
            own);
    sections.put(output, made);
    relocations.put(output, own);
    return made;
  }

  // --- symbols

  private void locals(ObjectFile object, List<Symbol> into) {
    if (object.symbols().stream().noneMatch(symbol -> symbol.type() == Symbol.Type.FILE)) {
      into.add(Image.fileSymbol(object));
    }
    for (Symbol symbol : object.symbols()) {
      if (symbol.binding() == Binding.LOCAL && symbol.type() != Symbol.Type.SECTION) {
        moved(symbol)
            .ifPresent(made -> {
              locals.put(symbol, made);
              into.add(made);
            });
      }
    }
  }

  private Optional<Symbol> global(String name) {
    SymbolTable.Definition definition = table.definition(name);
    Value ofScript = globals.ofScript().get(name);
    if (ofScript != null) {
      Home home =
          ofScript instanceof Value.Relative(OutputSection output, _)
                  && sections.containsKey(output)
              ? new Home.InSection(sections.getOrDefault(output, Image.NOTHING))
              : new Home.Absolute();
      long start =
          ofScript instanceof Value.Relative(OutputSection output, _) ? output.address() : 0;
      return Optional.of(
          new Symbol(
              name,
              ofScript.address() - start,
              0,
              Binding.GLOBAL,
              Symbol.Type.NOTYPE,
              Symbol.Visibility.DEFAULT,
              home));
    }
    if (definition != null) {
      return moved(definition.symbol());
    }
    Binding binding = table.isStronglyReferenced(name) ? Binding.GLOBAL : Binding.WEAK;
    return Optional.of(
        new Symbol(
            name,
            0,
            0,
            binding,
            Symbol.Type.NOTYPE,
            Symbol.Visibility.DEFAULT,
            new Home.Undefined()));
  }

  /// A symbol at its new place; empty if its section is left out.
  private Optional<Symbol> moved(Symbol symbol) {
    if (symbol.home() instanceof Home.Common) {
      return Optional.of(
          new Symbol(
              symbol.name(),
              table.commonAlignment(symbol.name()),
              table.size(symbol),
              symbol.binding(),
              symbol.type(),
              symbol.visibility(),
              symbol.home()));
    }
    if (!(symbol.home() instanceof Home.InSection)) {
      return Optional.of(symbol);
    }
    return table
        .value(symbol)
        .filter(Value.Relative.class::isInstance)
        .map(Value.Relative.class::cast)
        .filter(value -> sections.containsKey(value.section()))
        .map(value ->
            new Symbol(
                symbol.name(),
                value.number(),
                symbol.size(),
                symbol.binding(),
                symbol.type(),
                symbol.visibility(),
                new Home.InSection(sections.getOrDefault(value.section(), Image.NOTHING))));
  }

  private static Symbol symbol(
      String name, long value, long size, Binding binding, Symbol.Type type, Section home) {
    return new Symbol(
        name, value, size, binding, type, Symbol.Visibility.DEFAULT, new Home.InSection(home));
  }

  // --- relocations

  private void relocate(InputSection input, List<Relocation> into) {
    for (Relocation relocation : input.relocations()) {
      Symbol symbol = relocation.symbol();
      long addend = relocation.addend();
      Symbol target = Symbol.NONE;
      if (symbol.type() == Symbol.Type.SECTION) {
        Optional<InputSection> home = table.home(symbol);
        Optional<OutputSection> output = home.flatMap(InputSection::output);
        if (home.isPresent() && output.isPresent()) {
          target = sectionSymbols.getOrDefault(output.get(), Symbol.NONE);
          addend += home.get().offset() + symbol.value();
        }
      } else if (symbol.binding() == Binding.LOCAL) {
        target = locals.getOrDefault(symbol, Symbol.NONE);
      } else {
        target = globalSymbols.getOrDefault(symbol.name(), Symbol.NONE);
      }
      into.add(
          new Relocation(
              input.offset() + relocation.offset(),
              relocation.type(),
              target,
              addend,
              relocation.source()));
    }
  }

  // --- groups

  private List<Section> groups() {
    List<Section> groups = new ArrayList<>();
    for (ObjectFile object : objects) {
      for (ObjectFile.Group group : object.groups()) {
        List<Section> members =
            group.members().stream()
                .filter(member -> !left.contains(member))
                .flatMap(member -> table.input(member).stream())
                .flatMap(input -> input.output().stream())
                .filter(sections::containsKey)
                .map(output -> sections.getOrDefault(output, Image.NOTHING))
                .toList();
        Symbol signature = globalSymbols.get(group.signature());
        if (signature != null && !members.isEmpty()) {
          groups.add(group(signature, group.isCommon(), members));
        }
      }
    }
    return groups;
  }

  private static Section group(Symbol signature, boolean isCommon, List<Section> members) {
    byte[] flags = {(byte) (isCommon ? 1 : 0), 0, 0, 0};
    Section group = new Section(".group", Section.GROUP, 0, 4, 4, 4, flags, List.of());
    group.group(signature, members);
    return group;
  }
}
