package softmetal.assembler.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.link.LinkInput;
import softmetal.assembler.object.Archive;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ObjectFile;

/// Reads the files of one link, in order; what is wrong with them is reported.
final class LinkInputs {
  private final Surroundings surroundings;
  private final List<String> libraryPath;
  private final Diagnostics diagnostics;
  private final List<LinkInput> inputs = new ArrayList<>();
  private final List<LinkInput> group = new ArrayList<>();
  private boolean inGroup;
  private boolean whole;

  /// @param libraryPath directories in which `-l` searches
  LinkInputs(Surroundings surroundings, List<String> libraryPath, Diagnostics diagnostics) {
    this.surroundings = surroundings;
    this.libraryPath = libraryPath;
    this.diagnostics = diagnostics;
  }

  void add(LinkArguments.Item item) {
    try {
      switch (item) {
        case LinkArguments.Item.File(String name) -> addFile(name);
        case LinkArguments.Item.Library(String name) -> addFile(library(name));
        case LinkArguments.Item.WholeArchives(boolean on) -> whole = on;
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
    if (!Archive.looksLikeArchive(bytes)) {
      target.add(new LinkInput.Object(ElfReader.readObject(name, bytes)));
      return;
    }
    List<ObjectFile> members = new ArrayList<>();
    for (Archive.Member member : Archive.read(name, bytes)) {
      if (ElfReader.looksLikeElf(member.contents())) {
        members.add(ElfReader.readObject(member.name(), member.contents()));
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
