package softmetal.assembler.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import softmetal.assembler.diagnostic.SourceSpan;

/// A linker script, as written: nothing matched, nothing evaluated.
///
/// @param statements of the file and of its SECTIONS, in order
/// @param aliases other names of regions
/// @param wanted symbols that are needed although no object says so (EXTERN)
/// @param files the files that the script names as inputs, besides those of patterns
/// @param directories where these may be (SEARCH_DIR)
/// @param insertions statements for another script, usually the default layout
record Script(
    List<Statement> statements,
    List<Region> regions,
    List<ProgramHeader> programHeaders,
    Map<String, String> aliases,
    List<String> wanted,
    List<Files> files,
    List<String> directories,
    List<Insertion> insertions) {
  /// `INPUT(a.o, -lx)`
  record Files(SourceSpan span, Role role, List<String> names) {
    Files {
      names = List.copyOf(names);
    }
  }

  enum Role {
    INPUT,
    /// Archives that need each other.
    GROUP,
    /// The first of all.
    STARTUP
  }

  /// `SECTIONS { … } INSERT AFTER .text;`
  record Insertion(SourceSpan span, boolean isAfter, String anchor, List<Statement> statements) {
    Insertion {
      statements = List.copyOf(statements);
    }
  }

  /// How a section is special.
  enum Kind {
    NORMAL,
    /// Takes room in memory and none in the file.
    NO_LOAD,
    /// Takes no room in memory (COPY, INFO, DSECT, OVERLAY).
    NO_ALLOC,
    READ_ONLY
  }

  /// What a script says to do, in order, at file level, in SECTIONS or within an output section.
  sealed interface Statement {
    SourceSpan span();
  }

  /// `ENTRY(symbol)`
  record Entry(SourceSpan span, String symbol) implements Statement {}

  /// `symbol = value;` or `. = value;`. An operator such as `+=` is already part of the value.
  record Assignment(SourceSpan span, String symbol, Mode mode, Formula value) implements Statement {
    boolean movesDot() {
      return symbol.equals(".");
    }
  }

  enum Mode {
    /// Defines the symbol, whatever the objects say.
    SET,
    /// The same, and hides it from other modules.
    HIDDEN,
    /// Defines the symbol if something refers to it and nothing defines it.
    PROVIDE
  }

  /// `ASSERT(condition, "message")`
  record Assertion(SourceSpan span, Formula condition, String message) implements Statement {}

  /// `file(section …)`: takes in all input sections that match and that no statement before it took.
  ///
  /// @param patterns empty for all sections of the file
  record Inputs(
      SourceSpan span,
      String file,
      List<String> excludedFiles,
      List<SectionPattern> patterns,
      boolean keep)
      implements Statement {
    Inputs {
      excludedFiles = List.copyOf(excludedFiles);
      patterns = List.copyOf(patterns);
    }
  }

  record SectionPattern(String name, List<String> excludedFiles, Order order) {
    SectionPattern {
      excludedFiles = List.copyOf(excludedFiles);
    }
  }

  enum Order {
    AS_FOUND,
    BY_NAME,
    BY_ALIGNMENT,
    BY_INIT_PRIORITY
  }

  /// `LONG(value)`
  record Data(SourceSpan span, int bytes, Formula value) implements Statement {}

  /// `FILL(value)`: what gaps hold from here on.
  record Fill(SourceSpan span, Formula value) implements Statement {}

  /// `.text address : { … } >region`
  ///
  /// @param programHeaders empty to go where the section before it goes
  /// @param inOverlay whether it may run where others run
  record Output(
      SourceSpan span,
      String name,
      Optional<Formula> address,
      Optional<Formula> loadAddress,
      Optional<Formula> alignment,
      Optional<Formula> inputAlignment,
      boolean alignLoadAddress,
      Kind kind,
      Optional<Boolean> onlyIfWritable,
      List<Statement> body,
      Optional<String> region,
      Optional<String> loadRegion,
      List<String> programHeaders,
      Optional<Formula> fill,
      boolean inOverlay)
      implements Statement {
    Output {
      body = List.copyOf(body);
      programHeaders = List.copyOf(programHeaders);
    }

    boolean discards() {
      return name.equals("/DISCARD/");
    }
  }

  /// One row of MEMORY.
  ///
  /// @param attributes letters as written, such as `rx!w`
  record Region(SourceSpan span, String name, String attributes, Formula origin, Formula length) {}

  /// One row of PHDRS.
  record ProgramHeader(
      SourceSpan span,
      String name,
      Formula type,
      Optional<Formula> address,
      Optional<Formula> flags) {}

  Script {
    statements = List.copyOf(statements);
    regions = List.copyOf(regions);
    programHeaders = List.copyOf(programHeaders);
    aliases = Map.copyOf(aliases);
    wanted = List.copyOf(wanted);
    files = List.copyOf(files);
    directories = List.copyOf(directories);
    insertions = List.copyOf(insertions);
  }

  Script withStatements(List<Statement> others) {
    return new Script(
        others, regions, programHeaders, aliases, wanted, files, directories, List.of());
  }
}
