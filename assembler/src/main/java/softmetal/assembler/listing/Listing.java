package softmetal.assembler.listing;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import softmetal.assembler.object.ElfFile;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Place;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;
import softmetal.assembler.object.Symbol.Home;

/// What a listing is made of: the sections with their addresses, and the statements in them.
///
/// @param statements of each section, by rising address
public record Listing(
    ElfFile file, List<PlacedSection> sections, Map<Section, List<Statement>> statements) {
  /// No symbol of a person has a blank in its name.
  private static final String MARK = "listing mark ";

  /// An object and where its statements are.
  public record Unit(ObjectFile object, List<Place> places) {}

  /// The start of a statement in its section.
  ///
  /// @param address final
  /// @param assembled how many bytes it had before linking
  public record Statement(Place place, long address, long assembled) {}

  /// The listing of one object, with relocations still to be done.
  public static Listing of(Unit unit) {
    IdentityHashMap<Section, List<Statement>> statements = new IdentityHashMap<>();
    for (Place place : unit.places) {
      statements
          .computeIfAbsent(place.section(), _ -> new ArrayList<>())
          .add(new Statement(place, place.offset(), 0));
    }
    IdentityHashMap<Place, Long> sizes = sizes(unit);
    statements.replaceAll((section, list) ->
        list.stream()
            .map(s -> new Statement(s.place, s.address, sizes.getOrDefault(s.place, 0L)))
            .toList());
    List<PlacedSection> sections =
        unit.object.sections().stream().map(section -> new PlacedSection(section, 0)).toList();
    return new Listing(unit.object, sections, statements);
  }

  /// The listing of a program.
  ///
  /// @param name of the program
  /// @param link the linker with all its settings; what it makes here is looked at and thrown away
  /// @return empty if the link fails
  public static Optional<Listing> of(
      String name, List<Unit> units, Function<List<ObjectFile>, Optional<Executable>> link) {
    List<Place> places = new ArrayList<>();
    IdentityHashMap<Place, Long> sizes = new IdentityHashMap<>();
    List<ObjectFile> marked = new ArrayList<>();
    for (Unit unit : units) {
      marked.add(marked(unit, places));
      sizes.putAll(sizes(unit));
    }
    return link.apply(marked).map(program -> of(name, program, places, sizes));
  }

  private static ObjectFile marked(Unit unit, List<Place> places) {
    ObjectFile object = unit.object;
    List<Symbol> symbols = new ArrayList<>();
    for (Place place : unit.places) {
      symbols.add(
          new Symbol(
              MARK + places.size(),
              place.offset(),
              0,
              Symbol.Binding.LOCAL,
              Symbol.Type.NOTYPE,
              Symbol.Visibility.DEFAULT,
              new Home.InSection(place.section())));
      places.add(place);
    }
    symbols.addAll(object.symbols());
    return new ObjectFile(object.name(), object.sections(), symbols, object.flags());
  }

  private static Listing of(
      String name, Executable program, List<Place> places, IdentityHashMap<Place, Long> sizes) {
    IdentityHashMap<Section, List<Statement>> statements = new IdentityHashMap<>();
    List<Symbol> own = new ArrayList<>();
    for (Symbol symbol : program.symbols()) {
      if (!symbol.name().startsWith(MARK)) {
        own.add(symbol);
      } else if (symbol.home() instanceof Home.InSection(Section section)) {
        Place place = places.get(Integer.parseInt(symbol.name().substring(MARK.length())));
        statements
            .computeIfAbsent(section, _ -> new ArrayList<>())
            .add(new Statement(place, symbol.value(), sizes.getOrDefault(place, 0L)));
      }
    }
    IdentityHashMap<Place, Integer> order = new IdentityHashMap<>();
    places.forEach(place -> order.put(place, order.size()));
    statements
        .values()
        .forEach(list ->
            list.sort((a, b) ->
                a.address == b.address
                    ? Integer.compare(
                        order.getOrDefault(a.place, 0), order.getOrDefault(b.place, 0))
                    : Long.compareUnsigned(a.address, b.address)));
    Executable clean =
        new Executable(
            name, program.flags(), program.entry(), program.segments(), program.sections(), own);
    return new Listing(clean, program.sections(), statements);
  }

  /// Bytes of each statement as it was assembled.
  private static IdentityHashMap<Place, Long> sizes(Unit unit) {
    IdentityHashMap<Place, Long> sizes = new IdentityHashMap<>();
    IdentityHashMap<Section, Place> open = new IdentityHashMap<>();
    for (Place place : unit.places) {
      Place before = open.put(place.section(), place);
      if (before != null) {
        sizes.put(before, place.offset() - before.offset());
      }
    }
    open.forEach((section, last) -> sizes.put(last, section.size() - last.offset()));
    return sizes;
  }
}
