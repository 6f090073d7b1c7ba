package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import softmetal.assembler.Assembler;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkInput;
import softmetal.assembler.listing.HtmlListing;
import softmetal.assembler.listing.Listing;
import softmetal.assembler.listing.TextListing;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.LineTable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Place;
import softmetal.isa.Disassembler;
import softmetal.isa.InstructionSet;

/// The option `--listing`, of every command that makes bytes from sources.
public final class ListingFile {
  public static final String NAME = "listing";
  public static final String OPTION = "--listing=FILE";
  public static final String HELP =
      "write to FILE which bytes came from which line; an HTML page if it ends with .html";

  private ListingFile() {}

  /// The listings of objects.
  static void write(
      Surroundings surroundings,
      String file,
      List<Assembler.Assembled> objects,
      InstructionSet instructionSet)
      throws InvalidInputException {
    List<Listing> listings = new ArrayList<>();
    for (Assembler.Assembled assembled : objects) {
      listings.add(Listing.of(new Listing.Unit(assembled.object(), assembled.places())));
    }
    print(surroundings, file, listings, instructionSet);
  }

  /// The listing of a program made of objects that have their lines in `.debug_line`.
  ///
  /// @param program its name
  /// @param link what the linker makes of them; called once more, with objects that have marks in them
  static void write(
      Surroundings surroundings,
      String file,
      String program,
      List<LinkInput> inputs,
      Function<List<LinkInput>, Optional<Executable>> link)
      throws InvalidInputException {
    Map<String, SourceText> sources = new HashMap<>();
    List<Listing.Unit> units = new ArrayList<>();
    for (ObjectFile object : objects(inputs)) {
      units.add(new Listing.Unit(object, places(object, sources, surroundings)));
    }
    Optional<Listing> listing =
        Listing.of(program, units, marked -> link.apply(replaced(inputs, marked.iterator())));
    if (listing.isPresent()) {
      print(
          surroundings,
          file,
          List.of(listing.get()),
          RiscvAttributes.instructionSet(listing.get().file()));
    }
  }

  /// Listings that are made already, one behind the other.
  public static void write(Surroundings surroundings, String file, List<Listing> listings)
      throws InvalidInputException {
    InstructionSet set =
        listings.isEmpty()
            ? InstructionSet.RV64GC
            : RiscvAttributes.instructionSet(listings.getFirst().file());
    print(surroundings, file, listings, set);
  }

  /// All objects of a link, in order.
  private static List<ObjectFile> objects(List<LinkInput> inputs) {
    List<ObjectFile> objects = new ArrayList<>();
    for (LinkInput input : inputs) {
      switch (input) {
        case LinkInput.Object(ObjectFile object) -> objects.add(object);
        case LinkInput.Archive(List<ObjectFile> members) -> objects.addAll(members);
        case LinkInput.Group(List<LinkInput> group) -> objects.addAll(objects(group));
      }
    }
    return objects;
  }

  /// The same inputs, made of other objects.
  private static List<LinkInput> replaced(List<LinkInput> inputs, Iterator<ObjectFile> objects) {
    List<LinkInput> replaced = new ArrayList<>();
    for (LinkInput input : inputs) {
      replaced.add(
          switch (input) {
            case LinkInput.Object _ -> new LinkInput.Object(objects.next());
            case LinkInput.Archive(List<ObjectFile> members) ->
                new LinkInput.Archive(members.stream().map(_ -> objects.next()).toList());
            case LinkInput.Group(List<LinkInput> group) ->
                new LinkInput.Group(replaced(group, objects));
          });
    }
    return replaced;
  }

  private static void print(
      Surroundings surroundings, String file, List<Listing> listings, InstructionSet set)
      throws InvalidInputException {
    Disassembler disassembler = new Disassembler(set);
    String lower = file.toLowerCase(Locale.ROOT);
    StringBuilder text = new StringBuilder();
    if (lower.endsWith(".html") || lower.endsWith(".htm")) {
      text.append(HtmlListing.of(listings, disassembler));
    } else {
      for (Listing listing : listings) {
        text.append(text.isEmpty() ? "" : "\n\n");
        text.append(TextListing.of(listing, disassembler));
      }
    }
    CommandFiles.write(surroundings, file, text.toString().getBytes(UTF_8));
  }

  private static List<Place> places(
      ObjectFile object, Map<String, SourceText> sources, Surroundings surroundings) {
    Map<SourceText, int[]> starts = new HashMap<>();
    List<Place> places = new ArrayList<>();
    for (LineTable.Line line : LineTable.of(object)) {
      if (line.section() != null && line.line() > 0) {
        SourceText source =
            sources.computeIfAbsent(line.file(), name -> source(name, surroundings));
        places.add(
            new Place(
                line.section(),
                line.address(),
                span(source, starts.computeIfAbsent(source, ListingFile::starts), line.line())));
      }
    }
    return places;
  }

  /// The text of a source, or one without lines that at least has its name.
  private static SourceText source(String name, Surroundings surroundings) {
    try {
      Path path = surroundings.resolve(name);
      if (Files.isRegularFile(path) && Files.size(path) < 1 << 28) {
        return SourceText.file(name, new String(Files.readAllBytes(path), UTF_8));
      }
    } catch (IOException | InvalidPathException _) {
      // It may have gone, or be on another machine.
    }
    return SourceText.file(name, "");
  }

  /// Where each line starts, in order, and behind them the end of the text.
  private static int[] starts(SourceText source) {
    String text = source.text();
    return IntStream.concat(
            IntStream.of(0),
            IntStream.concat(
                IntStream.range(0, text.length())
                    .filter(i -> text.charAt(i) == '\n')
                    .map(i -> i + 1),
                IntStream.of(text.length() + 1)))
        .toArray();
  }

  private static SourceSpan span(SourceText source, int[] starts, int line) {
    return line >= starts.length ? source.whole() : source.span(starts[line - 1], starts[line] - 1);
  }
}
