package softmetal.assembler.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkInput;
import softmetal.assembler.link.ScriptInputs;
import softmetal.assembler.object.Archive;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;

/// Reads the files of one link, in order; what is wrong with them is reported.
final class LinkInputs {
  private final Surroundings surroundings;
  private final List<String> libraryPath;
  private final Diagnostics diagnostics;
  private final Optional<ScriptInputs> script;
  private final List<LinkInput> inputs = new ArrayList<>();
  private final Set<String> given = new HashSet<>();

  /// Files that a pattern of the script named, so that they are linked where the script stands.
  private final Set<String> ofPatterns = new HashSet<>();

  private final List<LinkInput> group = new ArrayList<>();
  private boolean inGroup;
  private boolean whole;
  private boolean binary;
  private final UnaryOperator<String> wanted;

  /// @param libraryPath directories in which `-l` searches
  /// @param script what the linker script names
  /// @param wanted what is meant by the name of an undefined symbol
  LinkInputs(
      Surroundings surroundings,
      List<String> libraryPath,
      Optional<ScriptInputs> script,
      UnaryOperator<String> wanted,
      Diagnostics diagnostics) {
    this.wanted = wanted;
    this.surroundings = surroundings;
    this.libraryPath = new ArrayList<>(libraryPath);
    this.script = script;
    script.ifPresent(inputs -> this.libraryPath.addAll(inputs.directories()));
    this.diagnostics = diagnostics;
  }

  void add(LinkArguments.Item item) {
    try {
      switch (item) {
        case LinkArguments.Item.File(String name) -> {
          if (!ofPatterns.remove(name)) {
            addFile(name);
          }
          given.add(name);
        }
        case LinkArguments.Item.Library(String name) -> addFile(library(name));
        case LinkArguments.Item.Script() -> addScript();
        case LinkArguments.Item.WholeArchives(boolean on) -> whole = on;
        case LinkArguments.Item.Binary(boolean on) -> binary = on;
        case LinkArguments.Item.StartGroup() -> startGroup();
        case LinkArguments.Item.EndGroup() -> endGroup();
      }
    } catch (InvalidInputException e) {
      diagnostics.report(e.diagnostic());
    }
  }

  List<LinkInput> inputs() {
    if (inGroup) {
      problem("--start-group without --end-group");
    }
    return inputs;
  }

  private void addScript() throws InvalidInputException {
    if (script.isEmpty()) {
      return;
    }
    ScriptInputs named = script.get();
    for (String name : named.files()) {
      addFile(ofScript(name));
    }
    for (List<String> names : named.groups()) {
      startGroup();
      for (String name : names) {
        addFile(ofScript(name));
      }
      endGroup();
    }
    for (String name : named.patterns()) {
      if (!given.contains(name) && Files.isRegularFile(surroundings.resolve(name))) {
        addFile(name);
        ofPatterns.add(name);
      }
    }
    List<LinkInput> others = List.copyOf(inputs);
    inputs.clear();
    for (String name : named.first()) {
      addFile(ofScript(name));
    }
    inputs.addAll(others);
  }

  /// A file that a script names is here, or in a directory that is searched.
  private String ofScript(String name) throws InvalidInputException {
    if (name.startsWith("-l")) {
      return library(name.substring(2));
    }
    for (String path :
        Stream.concat(Stream.of(name), libraryPath.stream().map(d -> d + "/" + name)).toList()) {
      if (Files.isRegularFile(surroundings.resolve(path))) {
        return path;
      }
    }
    throw new InvalidInputException(
        Problem.SCRIPT_INPUTS
            .at(SourceText.binary("ld").whole(), name)
            .note("it is looked for here, and in the directories of -L and SEARCH_DIR"));
  }

  private void startGroup() {
    if (inGroup) {
      problem("--start-group within another group");
    }
    inGroup = true;
  }

  private void endGroup() {
    if (!inGroup) {
      problem("--end-group without --start-group");
    }
    inGroup = false;
    inputs.add(new LinkInput.Group(group));
    group.clear();
  }

  private void problem(String what) {
    diagnostics.report(Problem.GROUP_OPEN.at(SourceText.binary("ld").whole(), what));
  }

  private void addFile(String name) throws InvalidInputException {
    byte[] bytes = CommandFiles.read(surroundings, name);
    List<LinkInput> target = inGroup ? group : inputs;
    if (binary) {
      target.add(new LinkInput.Object(BinaryObject.of(name, bytes)));
      return;
    }
    if (!Archive.looksLikeArchive(bytes)) {
      target.add(new LinkInput.Object(ElfReader.readObject(name, bytes, wanted)));
      return;
    }
    List<ObjectFile> members = new ArrayList<>();
    for (Archive.Member member : Archive.read(name, bytes)) {
      byte[] contents = CommandFiles.contents(surroundings, name, member);
      if (ElfReader.looksLikeElf(contents)) {
        members.add(ElfReader.readObject(member.name(), contents, wanted));
      }
    }
    if (whole) {
      members.forEach(member -> target.add(new LinkInput.Object(member)));
    } else {
      target.add(new LinkInput.Archive(members));
    }
  }

  /// `-lgcc` is `libgcc.a`, `-l:name` is `name`, in the first directory that has it.
  private String library(String name) throws InvalidInputException {
    String file = name.startsWith(":") ? name.substring(1) : "lib" + name + ".a";
    for (String directory : libraryPath) {
      String path = directory.endsWith("/") ? directory + file : directory + "/" + file;
      try {
        if (Files.isRegularFile(surroundings.resolve(path))) {
          return path;
        }
      } catch (InvalidPathException _) {
        // No such file can exist.
      }
    }
    String where =
        libraryPath.isEmpty()
            ? ": no directory was given with -L"
            : " in " + String.join(", ", libraryPath);
    throw new InvalidInputException(
        Problem.NO_LIBRARY.at(SourceText.binary("ld").whole(), name, where));
  }
}
