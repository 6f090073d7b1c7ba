package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Binding;
import softmetal.assembler.object.Symbol.Home;
import softmetal.assembler.object.Symbol.Visibility;

/// The program's bytes and symbols, once all addresses are known.
final class Image {
  /// Far more than any kernel; a typing error in a script must not eat the host's memory.
  private static final long MAX_BYTES = 256L << 20;

  static final Section NOTHING =
      new Section("", Section.PROGBITS, 0, 1, 0, 0, new byte[0], List.of());

  private final List<ObjectFile> objects;
  private final Placement placement;
  private final Layout layout;
  private final SymbolTable symbols;
  private final Diagnostics diagnostics;
  private final Set<String> roots;
  private final LinkSettings settings;
  private final SymbolHomes homes;
  private final Map<OutputSection, byte[]> contents = new HashMap<>();
  private final Map<OutputSection, Section> sections = new HashMap<>();

  private final List<Segments.Segment> segments;

  /// @param roots the symbols that are needed although no object says so
  Image(
      List<ObjectFile> objects,
      Placement placement,
      Layout layout,
      List<Segments.Segment> segments,
      SymbolTable symbols,
      Set<String> roots,
      LinkSettings settings,
      Diagnostics diagnostics) {
    this.settings = settings;
    this.segments = segments;
    this.roots = roots;
    this.homes = new SymbolHomes(placement);
    this.objects = objects;
    this.placement = placement;
    this.layout = layout;
    this.symbols = symbols;
    this.diagnostics = diagnostics;
  }

  /// Copies and relocates all contents; what is wrong is reported.
  void fill(Optional<GlobalOffsetTable> offsets) {
    for (OutputSection section : placement.sections()) {
      if (section.size() < 0 || (section.hasContents() && section.size() > MAX_BYTES)) {
        tooLarge(section.name(), section.size());
        return;
      }
    }
    long total = 0;
    for (Segments.Segment segment : segments) {
      long stored = stored(segment);
      total += stored;
      if (stored < 0 || stored > MAX_BYTES || total > MAX_BYTES) {
        tooLarge(segment.first().name(), stored < 0 ? stored : total);
        return;
      }
    }
    Relocator relocator = new Relocator(layout, symbols, offsets, objects, diagnostics);
    for (OutputSection section : placement.sections()) {
      if (section.isDropped()) {
        continue;
      }
      byte[] bytes = section.hasContents() ? bytes(section) : new byte[0];
      contents.put(section, bytes);
      if (section.hasContents()) {
        for (InputSection input : section.inputs()) {
          relocator.relocate(input, bytes);
        }
      }
      sections.put(
          section,
          new Section(
              section.name(),
              section.hasContents() ? section.type() : Section.NOBITS,
              section.flags(),
              section.alignment(),
              section.entrySize(),
              section.size(),
              bytes,
              List.of()));
    }
    relocator.reportUndefined();
  }

  private void tooLarge(String section, long bytes) {
    diagnostics.report(
        Problem.IMAGE_TOO_LARGE
            .at(SourceText.binary("ld").whole(), bytes, MAX_BYTES)
            .note(
                "from section `%s` on; what holds only zeros takes no room as .bss"
                    .formatted(section)));
  }

  /// How many bytes of a segment are in the file: up to the end of its last section with contents.
  private static long stored(Segments.Segment segment) {
    long stored = 0;
    for (OutputSection section : segment.sections()) {
      if (section.hasContents()) {
        long end = section.loadAddress() + section.size() - segment.first().loadAddress();
        stored = end < 0 ? end : Math.max(stored, end);
      }
      if (stored < 0) {
        return stored;
      }
    }
    return stored;
  }

  /// What is in a section, before anything is relocated.
  static byte[] bytes(OutputSection section) {
    byte[] bytes = new byte[(int) section.size()];
    fillGaps(section, bytes);
    for (InputSection input : section.inputs()) {
      int at = (int) input.offset();
      if (input.type() == Section.NOBITS) {
        Arrays.fill(bytes, at, at + (int) input.size(), (byte) 0);
      } else {
        System.arraycopy(input.contents(), 0, bytes, at, input.contents().length);
      }
    }
    for (OutputSection.Data data : section.data()) {
      for (int i = 0; i < data.bytes(); i++) {
        bytes[(int) data.offset() + i] = (byte) (data.value() >>> (8 * i));
      }
    }
    return bytes;
  }

  /// Each gap starts the pattern anew.
  private static void fillGaps(OutputSection section, byte[] bytes) {
    if (section.fills().isEmpty()) {
      return;
    }
    TreeMap<Long, Long> taken = new TreeMap<>();
    section.inputs().forEach(input -> taken.merge(input.offset(), input.size(), Math::max));
    section.data().forEach(data -> taken.merge(data.offset(), (long) data.bytes(), Math::max));
    taken.put((long) bytes.length, 0L);
    long end = 0;
    for (Map.Entry<Long, Long> range : taken.entrySet()) {
      if (range.getKey() > end) {
        fillGap(section, bytes, end, range.getKey());
      }
      end = Math.max(end, range.getKey() + range.getValue());
    }
  }

  private static void fillGap(OutputSection section, byte[] bytes, long start, long end) {
    long from = start;
    byte[] pattern = {};
    for (int at = (int) start; at < end; at++) {
      for (OutputSection.Fill fill : section.fills()) {
        boolean begins = fill.offset() == at || (at == start && fill.offset() < at);
        if (begins) {
          pattern = fill.pattern();
          from = at;
        }
      }
      bytes[at] = pattern.length == 0 ? 0 : pattern[(int) ((at - from) % pattern.length)];
    }
  }

  Executable executable(long entry) {
    int flags = objects.stream().mapToInt(ObjectFile::flags).reduce(0, (a, b) -> a | b);
    List<PlacedSection> placed = new ArrayList<>();
    for (OutputSection section : placement.sections()) {
      Section made = sections.get(section);
      if (made != null && section.isAllocated()) {
        placed.add(new PlacedSection(made, section.address(), section.loadAddress()));
      }
    }
    placement.sections().stream()
        .filter(section -> !section.isAllocated() && sections.containsKey(section))
        .forEach(section ->
            placed.add(
                new PlacedSection(
                    sections.getOrDefault(section, NOTHING),
                    section.isUnallocatedByScript() ? section.address() : 0)));
    return new Executable(
        "a.out",
        64,
        flags,
        entry,
        segments.stream().map(this::segment).toList(),
        layout
            .programHeaders()
            .map(ProgramHeaders::others)
            .orElseGet(() -> Segments.others(placement.sections(), settings.details().stack())),
        placed,
        outputSymbols(placed));
  }

  private Executable.Segment segment(Segments.Segment plan) {
    OutputSection first = plan.first();
    long start = first.loadAddress();
    long end = 0;
    for (OutputSection section : plan.sections()) {
      end = Math.max(end, section.loadAddress() + section.size() - start);
    }
    byte[] bytes = new byte[(int) stored(plan)];
    for (OutputSection section : plan.sections()) {
      byte[] part = contents.getOrDefault(section, new byte[0]);
      if (part.length > 0) {
        System.arraycopy(part, 0, bytes, (int) (section.loadAddress() - start), part.length);
      }
    }
    return new Executable.Segment(
        first.address(), plan.loadAddress().orElse(start), bytes, end, plan.flags());
  }

  // --- symbols

  private List<Symbol> outputSymbols(List<PlacedSection> placed) {
    List<Symbol> result = new ArrayList<>();
    for (PlacedSection section : placed) {
      result.add(
          new Symbol(
              section.section().name(),
              section.address(),
              0,
              Binding.LOCAL,
              Symbol.Type.SECTION,
              Visibility.DEFAULT,
              new Home.InSection(section.section())));
    }
    for (ObjectFile object : objects) {
      locals(object, result);
    }
    Set<String> globals = new LinkedHashSet<>(roots);
    globals.addAll(symbols.names());
    globals.addAll(layout.globals().ofScript().keySet());
    for (String name : HashOrder.sorted(List.copyOf(globals))) {
      global(name).or(() -> wanted(name)).ifPresent(result::add);
    }
    return result;
  }

  /// What is needed although no object says so stays undefined if nobody defines it; of objects, that is an error.
  private Optional<Symbol> wanted(String name) {
    boolean named = roots.contains(name) && !name.matches("[0-9].*");
    return named
        ? Optional.of(
            new Symbol(
                name,
                0,
                0,
                Binding.GLOBAL,
                Symbol.Type.NOTYPE,
                Visibility.DEFAULT,
                new Home.Undefined()))
        : Optional.empty();
  }

  /// The symbol that an object lacks which does not name its source: the name of its file, or of its member.
  static Symbol fileSymbol(ObjectFile object) {
    String name = object.name().replaceFirst(".*\\((.*)\\)$", "$1");
    return new Symbol(
        name.substring(name.lastIndexOf('/') + 1),
        0,
        0,
        Binding.LOCAL,
        Symbol.Type.FILE,
        Visibility.DEFAULT,
        new Home.Absolute());
  }

  private void locals(ObjectFile object, List<Symbol> into) {
    if (object.symbols().stream().noneMatch(symbol -> symbol.type() == Symbol.Type.FILE)) {
      into.add(fileSymbol(object));
    }
    for (Symbol symbol : object.symbols()) {
      boolean ofCompiler = symbol.name().startsWith(".L");
      boolean hidden =
          settings.details().hidesLocals() && symbol.type() != Symbol.Type.FILE || ofCompiler;
      if (symbol.binding() != Binding.LOCAL || symbol.type() == Symbol.Type.SECTION || hidden) {
        continue;
      }
      symbols
          .value(symbol)
          .filter(value -> !(value instanceof Value.Relative(OutputSection o, _) && o.isDropped()))
          .ifPresent(value ->
              into.add(
                  new Symbol(
                      symbol.name(),
                      shown(symbol.type(), value),
                      symbols.size(symbol),
                      Binding.LOCAL,
                      symbol.type(),
                      symbol.visibility(),
                      home(value))));
    }
  }

  private Optional<Symbol> global(String name) {
    SymbolTable.Definition definition = symbols.definition(name);
    boolean known =
        definition != null
            || layout.globals().ofScript().containsKey(name)
            || layout.globals().startOrStop(name).isPresent();
    Optional<Value> value = known ? layout.globals().value(name) : Optional.empty();
    return value.map(found -> {
      if (definition == null) {
        Visibility visibility =
            layout.globals().isHidden(name) ? Visibility.HIDDEN : Visibility.DEFAULT;
        return new Symbol(
            name,
            found.address(),
            0,
            outside(Binding.GLOBAL, visibility),
            Symbol.Type.NOTYPE,
            visibility,
            home(name, found));
      }
      Symbol symbol = definition.symbol();
      // A definition that says little about itself is what the common symbols beside it say.
      boolean wasCommon = symbols.commonSize(name) > 0 && symbol.type() == Symbol.Type.NOTYPE;
      long size = wasCommon ? symbols.commonSize(name) : symbols.size(symbol);
      return new Symbol(
          name,
          shown(symbol.type(), found),
          size,
          symbol.binding(),
          wasCommon ? Symbol.Type.OBJECT : symbol.type(),
          symbol.visibility(),
          home(name, found));
    });
  }

  /// What each thread has for itself is shown by its place in a thread's copy.
  private long shown(Symbol.Type type, Value value) {
    return type == Symbol.Type.TLS
        ? layout.threadLocals().offset(value.address())
        : value.address();
  }

  /// What a script hides is local once the program is linked; what an object hides keeps its binding.
  private static Binding outside(Binding binding, Visibility visibility) {
    return switch (visibility) {
      case HIDDEN, INTERNAL -> Binding.LOCAL;
      case DEFAULT, PROTECTED -> binding;
    };
  }

  private Home home(Value value) {
    if (!(value instanceof Value.Relative(OutputSection section, _))) {
      return new Home.Absolute();
    }
    return home(
        section.isDropped() ? homes.instead(section, value.address()) : Optional.of(section));
  }

  /// The same for a global symbol, which the script may have set to the location counter.
  private Home home(String name, Value value) {
    Integer step = layout.globals().stepOfDot(name);
    return step == null ? home(value) : home(homes.ofDot(step));
  }

  private Home home(Optional<OutputSection> section) {
    return section
        .flatMap(found -> Optional.ofNullable(sections.get(found)))
        .<Home>map(Home.InSection::new)
        .orElse(new Home.Absolute());
  }
}
