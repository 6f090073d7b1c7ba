package softmetal.monitor.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.CommandGroup.Work;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDirectory;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.snapshot.SnapshotDifference;
import softmetal.monitor.snapshot.SnapshotId;
import softmetal.monitor.snapshot.Snapshots;
import softmetal.monitor.snapshot.Snapshots.Summary;

/// `softmetal snapshot`: snapshot files, and those of the VMs of a store, which [VmSnapshots] saves and restores.
final class SnapshotCommand {
  private SnapshotCommand() {}

  static Command command() {
    return new CommandGroup(
        "snapshot",
        "save, restore, list, check and compare machines",
        "[options] FILE.snap | DIRECTORY | VM ...",
        """
        Saved machines. `softmetal run --snapshot-on-exit FILE.snap ...` saves one, `softmetal run FILE.snap` goes on from
        it. Virtual machines of a store have snapshots with names, which `save` and `restore` make and use.\
        """,
        works());
  }

  private static List<Work> works() {
    List<Work> works = new ArrayList<>(VmSnapshots.all());
    works.addAll(
        List.of(
            new Work(
                "list",
                "list snapshots and what they are of",
                line("list", "FILE.snap | DIRECTORY | VM ...")
                    .about(
                        "Lists snapshots: files, all that are in a directory, or those of virtual machines.")
                    .example("softmetal snapshot list .")
                    .example("softmetal snapshot list --store lab alice"),
                1,
                Integer.MAX_VALUE,
                SnapshotCommand::list),
            new Work(
                "tree",
                "show which snapshot builds on which",
                line("tree", "DIRECTORY | VM")
                    .about(
                        "Shows the snapshots of a directory or a virtual machine, each below the one that it builds on."),
                1,
                1,
                SnapshotCommand::tree),
            new Work(
                "verify",
                "check all of a snapshot, and all that it builds on",
                line("verify", "FILE.snap | VM/N ...")
                    .about(
                        "Reads all of a snapshot and makes the machine of it, without running it."),
                1,
                Integer.MAX_VALUE,
                SnapshotCommand::verify),
            new Work(
                "delete",
                "delete snapshots",
                line("delete", "FILE.snap | VM/N ...")
                    .about(
                        "Deletes snapshots, the last one first; one that another one builds on stays.")
                    .option(
                        "--merge",
                        "others that build on it get what it holds, and new identities: a log that starts at one no longer finds it")
                    .example("softmetal snapshot delete --store lab alice/3"),
                1,
                Integer.MAX_VALUE,
                SnapshotCommand::delete),
            new Work(
                "diff",
                "compare two snapshots",
                line("diff", "FILE.snap FILE.snap | VM/N VM/N")
                    .about("Says which parts, which pages of RAM and which blocks of disks differ.")
                    .example("softmetal snapshot diff before.snap after.snap"),
                2,
                2,
                SnapshotCommand::diff),
            new Work(
                "export",
                "write a snapshot that builds on others as one file that builds on none",
                line("export", "FILE.snap|VM/N NEW.snap")
                    .about("Writes all that a snapshot is, and what it builds on, to one file."),
                2,
                2,
                SnapshotCommand::export)));
    return works;
  }

  private static CommandLine line(String name, String synopsis) {
    return CommandLine.named("snapshot " + name, synopsis)
        .option(
            "--store=DIRECTORY",
            "the operands are virtual machines of this store, and VM/N or VM/NAME their snapshots");
  }

  private static void list(Request request) throws IOException, InvalidInputException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "FILE", "NAME", "SNAPSHOT", "BUILDS ON", "SIZE", "RAM", "DISKS", "MACHINE", "NOTE"));
    for (String operand : request.line().operands()) {
      for (Path file : files(operand, request)) {
        Summary summary = Snapshots.summary(file);
        rows.add(
            List.of(
                file.toString(),
                printable(summary.name()),
                summary.id().brief(),
                summary.parent().map(SnapshotId::brief).orElse("-"),
                ByteSize.print(summary.bytes()),
                ByteSize.print(summary.ramBytes()),
                ByteSize.print(summary.diskBytes()),
                summary.machine(),
                printable(summary.note())));
      }
    }
    request.print(Columns.print(rows));
  }

  private static void delete(Request request) throws IOException, InvalidInputException {
    if (request.line().value("store").isEmpty()) {
      delete(request.line().operands(), request);
      return;
    }
    try (Drives _ = DiskWorks.open(request)) {
      delete(request.line().operands(), request);
    }
  }

  private static void delete(List<String> operands, Request request)
      throws IOException, InvalidInputException {
    List<Path> files = new ArrayList<>();
    for (String operand : operands) {
      files.add(file(operand, request));
    }
    for (Path file : files.reversed()) {
      if (request.line().has("merge")) {
        Snapshots.merge(file);
      } else {
        Snapshots.delete(file);
      }
    }
  }

  /// One snapshot: a file, or what `VM/N` names in a store.
  private static Path file(String operand, Request request)
      throws IOException, InvalidInputException {
    if (request.line().value("store").isEmpty()) {
      return request.path(operand);
    }
    int slash = operand.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "`%s` names no snapshot: %s/N or %s/NAME does".formatted(operand, operand, operand));
    }
    Vm vm = new VmDirectory(request.store()).get(operand.substring(0, slash));
    String wanted = operand.substring(slash + 1);
    Optional<Path> own = vm.snapshot(wanted);
    if (own.isEmpty()) {
      throw VmSnapshots.noSuchSnapshot(vm, wanted);
    }
    return own.get();
  }

  /// What an operand stands for: a file, those of a directory, those of a VM.
  private static List<Path> files(String operand, Request request)
      throws IOException, InvalidInputException {
    if (request.line().value("store").isEmpty()) {
      return files(request.path(operand));
    }
    return operand.contains("/")
        ? List.of(file(operand, request))
        : new VmDirectory(request.store()).get(operand).allSnapshots();
  }

  /// A text from a file, which may come from a stranger: nothing in it moves the cursor.
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(path, "*" + Snapshots.SUFFIX)) {
      all.forEach(files::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    files.sort(null);
    return files;
  }

  private static void tree(Request request) throws IOException, InvalidInputException {
    List<Summary> all = new ArrayList<>();
    for (Path file : files(request.operand(0), request)) {
      all.add(Snapshots.summary(file));
    }
    Map<SnapshotId, Summary> known =
        all.stream().collect(Collectors.toMap(Summary::id, Function.identity(), (a, _) -> a));
    Set<SnapshotId> shown = new HashSet<>();
    for (Summary summary : all) {
      boolean isRoot = summary.parent().isEmpty() || !known.containsKey(summary.parent().get());
      if (isRoot) {
        branch(summary, all, "", shown, request);
      }
    }
  }

  private static void branch(
      Summary root, List<Summary> all, String indent, Set<SnapshotId> shown, Request request) {
    List<Summary> children =
        all.stream()
            .filter(child -> child.parent().isPresent() && child.parent().get().equals(root.id()))
            .toList();
    String missing =
        indent.isEmpty() && root.parent().isPresent()
            ? "  (builds on %s, which is not here)".formatted(root.parent().get().brief())
            : "";
    request.print(
        "%s%s  %s%s%s%n"
            .formatted(indent, root.file().getFileName(), root.id().brief(), title(root), missing));
    if (shown.add(root.id())) {
      children.forEach(child -> branch(child, all, indent + "  ", shown, request));
    }
  }

  /// Its name, where the file's does not say it, and the note.
  private static String title(Summary summary) {
    boolean isAsFile =
        summary.file().getFileName().toString().equals(summary.name() + Snapshots.SUFFIX);
    String name = isAsFile ? "" : "  " + printable(summary.name());
    return summary.note().isEmpty() ? name : name + "  (" + printable(summary.note()) + ")";
  }

  private static void verify(Request request) throws IOException, InvalidInputException {
    for (String operand : request.line().operands()) {
      Path file = file(operand, request);
      Snapshots.verify(file);
      request.print("%s: good%n".formatted(file));
    }
  }

  private static void diff(Request request) throws IOException, InvalidInputException {
    List<String> lines =
        SnapshotDifference.between(
            file(request.operand(0), request), file(request.operand(1), request));
    request.print(lines.isEmpty() ? "they hold the same\n" : String.join("\n", lines) + "\n");
  }

  private static void export(Request request) throws IOException, InvalidInputException {
    Snapshots.export(file(request.operand(0), request), request.path(request.operand(1)));
  }
}
