package softmetal.assembler;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.encode.InstructionEncoder;
import softmetal.assembler.expand.Expander;
import softmetal.assembler.expand.Limit;
import softmetal.assembler.expand.Limits;
import softmetal.assembler.expand.Target;
import softmetal.assembler.layout.Encoder;
import softmetal.assembler.layout.Layout;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Place;
import softmetal.assembler.preprocess.Headers;
import softmetal.assembler.preprocess.Predefined;
import softmetal.assembler.preprocess.Preprocessor;
import softmetal.assembler.syntax.Expression;
import softmetal.assembler.syntax.Statement;
import softmetal.assembler.syntax.StatementParser;

/// Turns the text of one source into an object.
///
/// ```java
/// Diagnostics diagnostics = new Diagnostics();
/// Optional<ObjectFile> object =
///     new Assembler().assemble(Path.of("boot.s"), AssemblerOptions.standard(), diagnostics);
/// ```
///
/// Keeps nothing from one call to the next, so that one may serve several threads.
public final class Assembler {
  private final Supplier<Encoder> encoders;

  public Assembler() {
    encoders = () -> new InstructionEncoder()::encode;
  }

  Assembler(Encoder encoder) {
    encoders = () -> encoder;
  }

  /// Assembles a file; what it includes is looked for beside it first.
  ///
  /// @return empty after errors
  public Optional<ObjectFile> assemble(
      Path file, AssemblerOptions options, Diagnostics diagnostics) {
    return assemble(file, options, false, diagnostics).map(Assembled::object);
  }

  /// The same, and keeps what a listing needs.
  ///
  /// @return empty after errors
  public Optional<Assembled> assembleForListing(
      Path file, AssemblerOptions options, Diagnostics diagnostics) {
    return assemble(file, options, true, diagnostics);
  }

  private Optional<Assembled> assemble(
      Path file, AssemblerOptions options, boolean keepPlaces, Diagnostics diagnostics) {
    SourceText nowhere = SourceText.binary(file.toString());
    try {
      SourceText source = SourceFiles.text(file, nowhere.whole());
      Path parent = file.toAbsolutePath().getParent();
      return assemble(
          source,
          parent == null ? options : options.withDirectory(parent),
          keepPlaces,
          diagnostics);
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
      return Optional.empty();
    }
  }

  /// Assembles a text.
  ///
  /// @param diagnostics takes warnings and errors; an error that was there before does not count
  /// @return empty after errors
  public Optional<ObjectFile> assemble(
      SourceText source, AssemblerOptions options, Diagnostics diagnostics) {
    return assemble(source, options, false, diagnostics).map(Assembled::object);
  }

  /// An object, and what was seen on the way to it.
  ///
  /// @param places where each statement's bytes are in it; empty unless asked for
  /// @param headers what `#include` named, each file once
  public record Assembled(ObjectFile object, List<Place> places, List<Headers.Header> headers) {
    public Assembled withObject(ObjectFile other) {
      return new Assembled(other, places, headers);
    }
  }

  /// Assembles a text, and says which headers it needed.
  ///
  /// @return empty after errors
  public Optional<Assembled> assembleWithHeaders(
      SourceText source, AssemblerOptions options, Diagnostics diagnostics) {
    return assemble(source, options, false, diagnostics);
  }

  /// Assembles a text, and keeps what a listing needs.
  ///
  /// @return empty after errors
  public Optional<Assembled> assembleForListing(
      SourceText source, AssemblerOptions options, Diagnostics diagnostics) {
    return assemble(source, options, true, diagnostics);
  }

  private Optional<Assembled> assemble(
      SourceText given, AssemblerOptions options, boolean keepPlaces, Diagnostics diagnostics) {
    Diagnostics found = diagnostics.fresh();
    SourceText source = given.withMarkersInside();
    List<Headers.Header> headers = List.of();
    if (options.preprocessing().appliesTo(given)) {
      Preprocessor.Result preprocessed = preprocess(given, options, found);
      source = preprocessed.text();
      headers = preprocessed.headers();
      if (found.hasErrors()) {
        diagnostics.addAll(found);
        return Optional.empty();
      }
    }
    Optional<Assembled> object = assembleText(source, headers, options, keepPlaces, found);
    diagnostics.addAll(found);
    return object;
  }

  /// Runs the C preprocessor, whatever the name of the source is.
  ///
  /// @return what remains, also after errors
  public static Preprocessor.Result preprocess(
      SourceText source, AssemblerOptions options, Diagnostics diagnostics) {
    Preprocessing how = options.preprocessing();
    Preprocessor.Settings settings =
        new Preprocessor.Settings(
            Predefined.of(options.instructionSet()),
            String.join("", how.macros()),
            how.includes(),
            bounds(options.limits()));
    return Preprocessor.run(source, settings, new HeaderFiles(source.name(), options), diagnostics);
  }

  private static Preprocessor.Bounds bounds(Limits limits) {
    return new Preprocessor.Bounds(
        limits.of(Limit.HEADER_DEPTH),
        limits.of(Limit.HEADERS),
        limits.of(Limit.MACRO_TOKENS),
        limits.of(Limit.ALL_TOKENS),
        limits.of(Limit.HEADER_CHARACTERS));
  }

  private Optional<Assembled> assembleText(
      SourceText source,
      List<Headers.Header> headers,
      AssemblerOptions options,
      boolean keepPlaces,
      Diagnostics found) {
    SourceFiles files = new SourceFiles(source, options);
    Layout layout =
        new Layout(
            options.instructionSet(),
            options.relax(),
            encoders.get(),
            files,
            options.limits(),
            options.debug(),
            found);
    if (keepPlaces) {
      layout.keepPlaces();
    }
    options.symbols().forEach((name, value) -> layout.define(name, value, source.whole()));
    new Expander(new StatementParser(found), new ToLayout(layout), files, options.limits(), found)
        .expand(source);
    return layout
        .finish(source.name())
        .map(made -> new Assembled(made, layout.places(made), headers));
  }

  /// What the expander asks for, asked of the layout: neither knows the other.
  private record ToLayout(Layout layout) implements Target {
    @Override
    public void accept(Statement statement) {
      layout.accept(statement);
    }

    @Override
    public boolean isFull() {
      return layout.isFull();
    }

    @Override
    public OptionalLong absolute(Expression expression, String directive) {
      return layout.absolute(expression, directive);
    }

    @Override
    public boolean isDefined(String symbol) {
      return layout.isDefined(symbol);
    }

    @Override
    public boolean isDirective(String name) {
      return layout.isDirective(name);
    }
  }
}
