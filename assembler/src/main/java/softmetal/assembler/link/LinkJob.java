package softmetal.assembler.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import softmetal.assembler.diagnostic.Diagnostic;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;

/// One link, from objects to image: script, symbols, places, addresses, relocations, in this order.
public final class LinkJob {
  private static final SourceText COMMAND_LINE = SourceText.binary("ld");

  private final List<LinkInput> given;
  private List<ObjectFile> objects = List.of();
  private final LinkSettings settings;
  private final Diagnostics diagnostics;

  public LinkJob(List<LinkInput> inputs, LinkSettings settings, Diagnostics diagnostics) {
    this.given = List.copyOf(inputs);
    this.settings = settings;
    this.diagnostics = diagnostics;
  }

  /// The objects as one object (`-r`), or empty if there are errors, which are then reported.
  public Optional<ObjectFile> runRelocatable() {
    int before = diagnostics.errors();
    Optional<Script> script = script(RelocatableOutput.script());
    if (script.isEmpty()) {
      return Optional.empty();
    }
    objects = Selection.of(given, roots(script.get()));
    if (objects.isEmpty()) {
      diagnostics.report(Problem.NO_OBJECTS.at(COMMAND_LINE.whole()));
      return Optional.empty();
    }
    checkFloatAbi();
    Set<Section> repeated = repeatedGroups();
    SymbolTable symbols =
        SymbolTable.of(objects, repeated, settings.details().takesFirst(), diagnostics);
    List<InputSection> inputs = new ArrayList<>();
    for (ObjectFile object : objects) {
      for (Section section : object.sections()) {
        InputSection input = new InputSection(object, section);
        symbols.register(section, input);
        inputs.add(input);
        if (repeated.contains(section)) {
          input.discard();
        } else if (section.has(Section.IN_GROUP)) {
          input.standAlone();
        }
      }
    }
    mergeAttributes(inputs);
    if (diagnostics.errors() > before) {
      return Optional.empty();
    }
    Placement placement =
        Placement.of(script.get(), inputs, false, false, settings.details().sectionOrder());
    Segments.Rules rules =
        new Segments.Rules(false, true, settings.maxPageSize(), Optional.empty());
    Layout layout =
        new Layout(script.get(), placement, symbols, settings.relocatable(), rules, diagnostics);
    layout.runInPlace();
    return diagnostics.errors() > before
        ? Optional.empty()
        : Optional.of(
            new RelocatableOutput(objects, placement, layout.globals(), symbols, repeated)
                .object());
  }

  /// The linked program, or empty if there are errors, which are then reported.
  public Optional<Linkage> run() {
    int before = diagnostics.errors();
    if (given.isEmpty()) {
      diagnostics.report(Problem.NO_OBJECTS.at(COMMAND_LINE.whole()));
      return Optional.empty();
    }
    Optional<Script> script = script();
    if (script.isEmpty()) {
      return Optional.empty();
    }
    Set<String> roots = roots(script.get());
    objects = Selection.of(given, roots);
    if (objects.isEmpty()) {
      diagnostics.report(Problem.NO_OBJECTS.at(COMMAND_LINE.whole()));
      return Optional.empty();
    }
    checkFiles(script.get());
    checkFloatAbi();
    Set<Section> repeated = repeatedGroups();
    SymbolTable symbols =
        SymbolTable.of(objects, repeated, settings.details().takesFirst(), diagnostics);
    List<InputSection> inputs = inputs(symbols);
    inputs.stream()
        .filter(input -> input.section().map(repeated::contains).orElse(false))
        .forEach(InputSection::discard);
    List<InputSection> unused =
        settings.dropsUnused()
            ? Garbage.among(objects, inputs, symbols, script.get(), roots)
            : List.of();
    unused.forEach(InputSection::discard);
    mergeAttributes(inputs);
    Optional<GlobalOffsetTable> offsets = GlobalOffsetTable.of(inputs, symbols);
    Optional<BuildNote> note =
        settings.details().buildId().map(id -> new BuildNote(id, objects.getFirst()));
    note.ifPresent(made -> inputs.add(behind(objects.getFirst(), inputs), made.section()));
    offsets.ifPresent(table -> inputs.addAll(behind(table.owner(), inputs), table.sections()));
    if (diagnostics.errors() > before) {
      return Optional.empty();
    }

    Placement placement =
        Placement.of(
            script.get(),
            inputs,
            !settings.protectsText(),
            settings.orphans() == LinkSettings.Orphans.DISCARD,
            settings.details().sectionOrder());
    reportOrphans(placement);
    MergedStrings.merge(placement.sections());
    MergedFrames.merge(placement.sections(), symbols);
    Segments.Rules rules =
        new Segments.Rules(
            settings.paged(),
            settings.protectsText(),
            settings.maxPageSize(),
            settings.details().stack());
    Layout layout = new Layout(script.get(), placement, symbols, settings, rules, diagnostics);
    layout.run();
    if (diagnostics.errors() > before) {
      return Optional.empty();
    }

    checkGlobalPointer(layout, symbols);
    List<Segments.Segment> segments =
        layout
            .programHeaders()
            .map(ProgramHeaders::segments)
            .orElseGet(() -> Segments.of(placement.sections(), rules));
    Image image =
        new Image(objects, placement, layout, segments, symbols, roots, settings, diagnostics);
    image.fill(offsets);
    if (diagnostics.errors() > before) {
      return Optional.empty();
    }
    long entry = entry(script.get(), layout, placement, symbols);
    if (segments.isEmpty()) {
      diagnostics.report(Problem.NOTHING_LOADED.at(COMMAND_LINE.whole()));
    }
    if (diagnostics.errors() > before) {
      return Optional.empty();
    }
    return Optional.of(
        new Linkage(
            note.map(made -> made.fill(image.executable(entry))).orElse(image.executable(entry)),
            LinkMap.of(placement, layout, symbols, inputs),
            unused.stream().map(InputSection::toString).toList(),
            LinkMap.memoryUse(layout),
            CrossReferences.of(objects)));
  }

  /// The symbols that are needed although no object says so.
  private Set<String> roots(Script script) {
    Set<String> roots = new LinkedHashSet<>(settings.wanted());
    roots.addAll(script.wanted());
    settings.entry().ifPresent(roots::add);
    if (settings.entry().isEmpty()) {
      for (Script.Statement statement : script.statements()) {
        if (statement instanceof Script.Entry(_, String symbol)) {
          roots.add(symbol);
        }
      }
    }
    return roots;
  }

  /// Of groups with the same signature, the sections of all but the first.
  private Set<Section> repeatedGroups() {
    Set<Section> repeated = new HashSet<>();
    Set<String> signatures = new HashSet<>();
    for (ObjectFile object : objects) {
      for (ObjectFile.Group group : object.groups()) {
        if (group.isCommon() && !signatures.add(group.signature())) {
          repeated.addAll(group.members());
        }
      }
    }
    return repeated;
  }

  /// The script, with what `--defsym` defines in front of it.
  private Optional<Script> script() {
    return script(DefaultScript.text(settings.protectsText()).text());
  }

  /// @param usual the script when none is given
  private Optional<Script> script(String usual) {
    SourceText layout = SourceText.file("the default layout", usual);
    Optional<Script> read =
        settings
            .script()
            .map(text -> ScriptReader.read(text, settings.files(), diagnostics))
            .orElseGet(() -> ScriptReader.read(layout, settings.files(), diagnostics))
            .flatMap(this::withInsertions);
    List<Script.Statement> statements = new ArrayList<>();
    for (SourceText definition : settings.definitions()) {
      Optional<Script.Assignment> assignment = ScriptReader.readDefinition(definition, diagnostics);
      if (assignment.isEmpty()) {
        return Optional.empty();
      }
      statements.add(assignment.get());
    }
    return read.map(script -> {
      statements.addAll(script.statements());
      return script.withStatements(statements);
    });
  }

  private Optional<Script> defaultScript() {
    return ScriptReader.read(
        DefaultScript.text(settings.protectsText()), settings.files(), diagnostics);
  }

  /// A script that only has statements to INSERT adds to the default layout.
  private Optional<Script> withInsertions(Script script) {
    if (script.insertions().isEmpty()) {
      return Optional.of(script);
    }
    List<Script.Statement> statements = new ArrayList<>(script.statements());
    if (statements.stream().noneMatch(Script.Output.class::isInstance)) {
      defaultScript().ifPresent(base -> statements.addAll(base.statements()));
    }
    for (Script.Insertion insertion : script.insertions()) {
      int anchor = -1;
      for (int i = 0; i < statements.size(); i++) {
        if (statements.get(i) instanceof Script.Output output
            && output.name().equals(insertion.anchor())
            && anchor < 0) {
          anchor = i;
        }
      }
      if (anchor < 0) {
        diagnostics.report(Problem.SCRIPT_NO_ANCHOR.at(insertion.span(), insertion.anchor()));
        return Optional.empty();
      }
      statements.addAll(insertion.isAfter() ? anchor + 1 : anchor, insertion.statements());
    }
    return Optional.of(script.withStatements(statements));
  }

  private List<InputSection> inputs(SymbolTable symbols) {
    IdentityHashMap<ObjectFile, InputSection> commons =
        symbols.allocateCommons(settings.details().commonOrder());
    List<InputSection> inputs = new ArrayList<>();
    for (ObjectFile object : objects) {
      for (Section section : object.sections()) {
        InputSection input = new InputSection(object, section);
        symbols.register(section, input);
        inputs.add(input);
      }
      InputSection common = commons.get(object);
      if (common != null) {
        inputs.add(common);
      }
    }
    return inputs;
  }

  @SuppressWarnings("ReferenceEquality") // two objects of the same content are two
  private static int behind(ObjectFile object, List<InputSection> inputs) {
    int last = 0;
    for (int i = 0; i < inputs.size(); i++) {
      last = inputs.get(i).object() == object ? i : last;
    }
    return last + 1;
  }

  /// All attributes go into the first of their sections.
  private void mergeAttributes(List<InputSection> inputs) {
    List<InputSection> attributes =
        inputs.stream().filter(input -> input.type() == Section.RISCV_ATTRIBUTES).toList();
    if (attributes.isEmpty()) {
      return;
    }
    Attributes.merge(attributes, diagnostics).ifPresent(attributes.getFirst()::replace);
    attributes.stream().skip(1).forEach(InputSection::discard);
  }

  private void reportOrphans(Placement placement) {
    Optional<Problem> problem =
        switch (settings.orphans()) {
          case PLACE, DISCARD -> Optional.empty();
          case WARN -> Optional.of(Problem.ORPHAN_PLACED);
          case ERROR -> Optional.of(Problem.ORPHAN_REFUSED);
        };
    for (InputSection orphan : placement.orphans()) {
      if (problem.isPresent() && orphan.size() != 0) {
        diagnostics.report(problem.get().at(orphan.source().whole(), orphan.name()));
      }
    }
  }

  /// Code that was shortened to use gp goes wrong where nothing has set gp, and GNU ld does not say so.
  private void checkGlobalPointer(Layout layout, SymbolTable symbols) {
    if (layout.usesGlobalPointer() && !symbols.isReferenced(Relaxation.GLOBAL_POINTER)) {
      diagnostics.report(
          Problem.UNSET_GLOBAL_POINTER
              .at(COMMAND_LINE.whole())
              .note(
                  "the program must start with `.option push; .option norelax; la gp, __global_pointer$; .option pop`")
              .note("or link with --no-relax, or without a definition of `__global_pointer$`"));
    }
  }

  /// What the script names must have been opened by who called this.
  private void checkFiles(Script script) {
    for (Script.Files files : script.files()) {
      for (String name : files.names()) {
        if (!name.startsWith("-l") && given.stream().noneMatch(input -> isOf(name, input))) {
          diagnostics.report(Problem.SCRIPT_INPUTS.at(files.span(), name));
        }
      }
    }
  }

  private static boolean isOf(String file, LinkInput input) {
    return switch (input) {
      case LinkInput.Object(ObjectFile object) -> object.name().contains(file);
      case LinkInput.Archive(List<ObjectFile> members) ->
          members.isEmpty() || members.stream().anyMatch(member -> member.name().contains(file));
      case LinkInput.Group(List<LinkInput> inputs) ->
          inputs.stream().anyMatch(inner -> isOf(file, inner));
    };
  }

  private void checkFloatAbi() {
    List<ObjectFile> withCode = objects.stream().filter(LinkJob::hasCode).toList();
    for (ObjectFile object : withCode) {
      ObjectFile first = withCode.getFirst();
      int one = first.flags() & ObjectFile.FLOAT_ABI_MASK;
      int other = object.flags() & ObjectFile.FLOAT_ABI_MASK;
      if (one != other) {
        diagnostics.report(
            Problem.MIXED_FLOAT_ABI
                .at(
                    SourceText.binary(object.name()).whole(),
                    object.name(),
                    registers(other),
                    first.name(),
                    registers(one))
                .note("build both with the same -march or -mabi"));
        return;
      }
    }
  }

  private static boolean hasCode(ObjectFile object) {
    return object.sections().stream()
        .anyMatch(section -> section.has(Section.EXECINSTR) && section.type() != Section.NOBITS);
  }

  private static String registers(int floatAbi) {
    return switch (floatAbi) {
      case 0 -> "integer";
      case 2 -> "single-precision";
      case 4 -> "double-precision";
      default -> "quad-precision";
    };
  }

  /// The command line decides, then the script, then a symbol `start`, then the start of `.text`, as in GNU ld.
  private long entry(Script script, Layout layout, Placement placement, SymbolTable symbols) {
    Optional<String> name = settings.entry();
    SourceSpan span = COMMAND_LINE.whole();
    for (Script.Statement statement : script.statements()) {
      if (statement instanceof Script.Entry(SourceSpan place, String symbol) && name.isEmpty()) {
        name = Optional.of(symbol);
        span = settings.script().isPresent() ? place : span;
      }
    }
    long start =
        placement.sections().stream()
            .filter(section -> section.name().equals(".text") && !section.isDropped())
            .findFirst()
            .map(OutputSection::address)
            .orElse(0L);
    Optional<Value> value = layout.globals().value(name.orElse("start"));
    if (value.isPresent()) {
      return value.get().address();
    }
    if (name.isEmpty()) {
      Optional<Long> usual = layout.globals().value("_start").map(Value::address);
      if (usual.isPresent() && usual.get() != start) {
        diagnostics.report(Problem.UNUSED_START.at(span, start, usual.get()));
      }
      return start;
    }
    String wanted = name.get();
    if (wanted.matches("0[xX][0-9a-fA-F]{1,16}")) {
      return Long.parseUnsignedLong(wanted.substring(2), 16);
    }
    if (wanted.matches("[0-9]{1,18}")) {
      return Long.parseLong(wanted);
    }
    Diagnostic diagnostic = Problem.MISSING_ENTRY.at(span, wanted, start);
    diagnostics.report(
        Spelling.nearest(wanted, symbols.definedNames())
            .map(near -> diagnostic.note("did you mean `%s`?".formatted(near)))
            .orElse(diagnostic));
    return start;
  }
}
