package softmetal.assembler.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.debug.Code;
import softmetal.assembler.debug.CompilationUnit;
import softmetal.assembler.debug.DebugSections;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.debug.Frames;
import softmetal.assembler.debug.LineLocation;
import softmetal.assembler.debug.LineTable;
import softmetal.assembler.debug.Output;
import softmetal.assembler.debug.Place;
import softmetal.assembler.debug.Reference;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.Section;
import softmetal.assembler.object.Symbol;

/// The debug information of one source while it is being read, and at the end the sections with it.
///
/// Lines come from the source itself when a compiler made it (`.file`, `.loc`), or else, when asked for (`-g`), are
/// those of the assembly. Either way costs nothing where it is not used.
final class DebugInformation implements DebugSections {
  private final Symbols symbols;
  private final Sections sections;
  private final Layout layout;
  private final DebugSetting setting;
  private final Frames frames = new Frames();
  private final Map<SectionBuilder, CodeOf> codes = new HashMap<>();
  private final Map<SectionBuilder, Map<Fragment, Long>> assumed = new HashMap<>();
  private final Map<Code, SourceSpan> frameStarts = new HashMap<>();
  private LineTable lines;
  private LineLocation location = new LineLocation(1, 1, 0, 0, 0, LineLocation.STATEMENT);
  private boolean generating;
  private boolean pending;
  private boolean markingLabels;
  private SourceSpan somewhere = SourceText.file("", "").whole();

  /// The text and the offset in it at which the last row of `-g` was, and the row.
  private int lastFile;

  private int lastLine;
  private @Nullable String lastName;
  private int lastNameNumber;

  DebugInformation(Layout layout, Symbols symbols, Sections sections, DebugSetting setting) {
    this.layout = layout;
    this.symbols = symbols;
    this.sections = sections;
    this.setting = setting;
    generating = setting.generate();
    lines = new LineTable(setting.version());
  }

  // --- call frames

  Frames frames() {
    return frames;
  }

  /// The section that statements go to now.
  Code code() {
    return code(sections.current());
  }

  private CodeOf code(SectionBuilder section) {
    return codes.computeIfAbsent(section, key -> new CodeOf(key, this));
  }

  Place here() {
    return SectionOutput.spot(sections.current(), symbols);
  }

  void startFrame(boolean simple, SourceSpan span) {
    frameStarts.put(code(), span);
    somewhere = span;
    frames.start(code(), here(), simple);
  }

  // --- lines

  LineTable lines() {
    return lines;
  }

  /// What the last `.loc` said.
  LineLocation location() {
    return location;
  }

  void locate(LineLocation newLocation, SourceSpan span) {
    compilerSpeaks();
    location = newLocation;
    pending = true;
    somewhere = span;
  }

  /// A `.loc` behind a `.loc` gives a row even without an instruction in between.
  void flushLocation() {
    if (pending) {
      row(sections.current());
    }
  }

  void markLabels(boolean on) {
    markingLabels = on;
  }

  /// The source has lines of its own: those of the assembly are not wanted any more.
  void compilerSpeaks() {
    if (generating) {
      generating = false;
      lines = new LineTable(setting.version());
    }
  }

  /// Whether a row may be made of the next instruction.
  boolean wantsInstructions() {
    return pending || generating;
  }

  /// An instruction comes.
  void instruction(SectionBuilder section, SourceSpan span) {
    if (pending) {
      row(section);
    } else if (generating) {
      generate(section, span);
    }
  }

  /// A label is here.
  void label(SectionBuilder section, Entry label) {
    if (markingLabels && section.isCode()) {
      LineLocation plain = location;
      location =
          new LineLocation(
              plain.file(),
              plain.line(),
              plain.column(),
              plain.discriminator(),
              plain.isa(),
              plain.flags() | LineLocation.BASIC_BLOCK);
      row(section, new SectionOutput.Spot(label, section.stretch()));
    }
  }

  private void row(SectionBuilder section) {
    row(section, SectionOutput.spot(section, symbols));
  }

  private void row(SectionBuilder section, Place place) {
    lines.add(code(section), place, location);
    pending = false;
    location =
        new LineLocation(
            location.file(),
            location.line(),
            location.column(),
            0,
            location.isa(),
            location.flags() & LineLocation.STATEMENT);
  }

  /// The line of an instruction is the one that a programmer would point at: of what a macro gives, the call.
  private void generate(SectionBuilder section, SourceSpan span) {
    SourceSpan origin = span.written();
    int line = origin.line();
    int file = fileOf(origin.fileName());
    if (line == lastLine && file == lastFile) {
      return;
    }
    lastLine = line;
    lastFile = file;
    location = new LineLocation(file, line, 0, 0, 0, LineLocation.STATEMENT);
    row(section);
  }

  private int fileOf(String name) {
    if (!name.equals(lastName)) {
      lastName = name;
      lastNameNumber = lines.numberOf(name);
    }
    return lastNameNumber;
  }

  // --- the end

  /// Adds the sections with all that was said.
  void finish(SourceSpan end) {
    int missing = lines.missingFile();
    if (missing != 0) {
      layout.report(Problem.FILE_NUMBER_UNKNOWN.at(end, missing, missing));
      return;
    }
    if (frames.hasOpen()) {
      frameStarts.forEach((code, span) -> {
        if (frames.current(code) != null) {
          layout.report(Problem.FRAME_WITHOUT_END.at(span));
        }
      });
      return;
    }
    for (Code ignored : lines.dropDataSections()) {
      layout.report(Problem.LINES_WITHOUT_CODE.at(somewhere, ignored.name()));
    }
    if (!lines.isEmpty() || hasContents(".debug_info")) {
      CompilationUnit.write(lines, this, setting, functions());
    }
    frames.write(this);
  }

  private List<CompilationUnit.Function> functions() {
    List<CompilationUnit.Function> functions = new ArrayList<>();
    for (Entry entry : symbols.inOrder()) {
      if (entry.type() == Symbol.Type.FUNCTION && entry.isDefined()) {
        Term size = entry.size();
        if (size == null && entry.value() instanceof Term.Named(Entry other)) {
          size = other.size();
        }
        if (size != null) {
          functions.add(
              new CompilationUnit.Function(
                  entry.name(), entry.reference(), size, entry.binding() == Symbol.Binding.GLOBAL));
        }
      }
    }
    return functions;
  }

  @Override
  public Output open(String name, Kind kind, int alignment) {
    SectionBuilder section = sections.find(name);
    if (section == null) {
      long flags =
          switch (kind) {
            case PLAIN -> 0;
            case STRINGS -> Section.MERGE | Section.STRINGS;
            case LOADED -> Section.ALLOC;
          };
      section = new SectionBuilder(name, Section.PROGBITS, flags, kind == Kind.STRINGS ? 1 : 0);
      sections.addLate(section);
    }
    section.align(alignment);
    return new SectionOutput(section, symbols, somewhere, assumed);
  }

  @Override
  public Reference sectionSymbol(String name) {
    SectionBuilder section = sections.find(name);
    if (section == null) {
      throw new IllegalStateException("no section " + name);
    }
    return sections.symbolNow(section).reference();
  }

  @Override
  public boolean hasContents(String name) {
    SectionBuilder section = sections.find(name);
    return section != null && (section.fragments().size() > 1 || section.data().length() > 0);
  }

  /// A section as the line table sees it.
  private record CodeOf(SectionBuilder section, DebugInformation of) implements Code {
    @Override
    public String name() {
      return section.name();
    }

    @Override
    public boolean isCode() {
      return section.isCode();
    }

    @Override
    public Place start() {
      Entry entry = of.symbols.here(new Position(section, section.fragments().getFirst(), 0));
      return new SectionOutput.Spot(entry, 0);
    }

    @Override
    public Place end() {
      return SectionOutput.spot(section, of.symbols);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(section);
    }

    @Override
    public String toString() {
      return section.name();
    }
  }
}
