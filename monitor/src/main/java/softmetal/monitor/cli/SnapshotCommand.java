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
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.CommandGroup.Work;
import softmetal.monitor.project.ByteSize;
import softmetal.monitor.snapshot.SnapshotDifference;
import softmetal.monitor.snapshot.SnapshotId;
import softmetal.monitor.snapshot.Snapshots;
import softmetal.monitor.snapshot.Snapshots.Summary;

/// `softmetal snapshot`: what is in snapshot files. They are written and resumed by `softmetal run`.
final class SnapshotCommand {
  private SnapshotCommand() {}

  static Command command() {
    return new CommandGroup(
        "snapshot",
        "list, check and compare saved machines",
        "[options] FILE.snap | DIRECTORY ...",
        """
        Saved machines. `softmetal run --snapshot-on-exit FILE.snap ...` saves one, `softmetal run FILE.snap` goes on from
        it.\
        """,
        List.of(
            new Work(
                "list",
                "list snapshots and what they are of",
                line("list", "FILE.snap | DIRECTORY ...")
                    .about("Lists snapshots: files, or all that are in a directory.")
                    .example("softmetal snapshot list ."),
                1,
                Integer.MAX_VALUE,
                SnapshotCommand::list),
            new Work(
                "tree",
                "show which snapshot builds on which",
                line("tree", "DIRECTORY")
                    .about(
                        "Shows the snapshots of a directory, each below the one that it builds on."),
                1,
                1,
                SnapshotCommand::tree),
            new Work(
                "verify",
                "check all of a snapshot, and all that it builds on",
                line("verify", "FILE.snap ...")
                    .about(
                        "Reads all of a snapshot and makes the machine of it, without running it."),
                1,
                Integer.MAX_VALUE,
                SnapshotCommand::verify),
            new Work(
                "delete",
                "delete snapshots",
                line("delete", "FILE.snap ...")
                    .about(
                        "Deletes snapshots, the last one first; one that another one builds on stays.")
                    .example("softmetal snapshot delete lab/vms/alice/snapshot-3.snap"),
                1,
                Integer.MAX_VALUE,
                SnapshotCommand::delete),
            new Work(
                "diff",
                "compare two snapshots",
                line("diff", "FILE.snap FILE.snap")
                    .about("Says which parts, which pages of RAM and which blocks of disks differ.")
                    .example("softmetal snapshot diff before.snap after.snap"),
                2,
                2,
                SnapshotCommand::diff),
            new Work(
                "export",
                "write a snapshot that builds on others as one file that builds on none",
                line("export", "FILE.snap NEW.snap")
                    .about("Writes all that a snapshot is, and what it builds on, to one file."),
                2,
                2,
                SnapshotCommand::export)));
  }

  private static CommandLine line(String name, String synopsis) {
    return CommandLine.named("snapshot " + name, synopsis);
  }

  private static void list(Request request) throws IOException, InvalidInputException {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("FILE", "SNAPSHOT", "BUILDS ON", "SIZE", "RAM", "DISKS", "MACHINE"));
    for (String operand : request.line().operands()) {
      for (Path file : files(request.path(operand))) {
        Summary summary = Snapshots.summary(file);
        rows.add(
            List.of(
                file.toString(),
                summary.id().brief(),
                summary.parent().map(SnapshotId::brief).orElse("-"),
                ByteSize.print(summary.bytes()),
                ByteSize.print(summary.ramBytes()),
                ByteSize.print(summary.diskBytes()),
                summary.machine()));
      }
    }
    request.print(Columns.print(rows));
  }

  private static void delete(Request request) throws IOException, InvalidInputException {
    for (String operand : request.line().operands().reversed()) {
      Snapshots.delete(request.path(operand));
    }
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
    for (Path file : files(request.path(request.operand(0)))) {
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
        "%s%s  %s%s%n".formatted(indent, root.file().getFileName(), root.id().brief(), missing));
    if (shown.add(root.id())) {
      children.forEach(child -> branch(child, all, indent + "  ", shown, request));
    }
  }

  private static void verify(Request request) throws InvalidInputException {
    for (String operand : request.line().operands()) {
      Path file = request.path(operand);
      Snapshots.verify(file);
      request.print("%s: good%n".formatted(file));
    }
  }

  private static void diff(Request request) throws InvalidInputException {
    List<String> lines =
        SnapshotDifference.between(
            request.path(request.operand(0)), request.path(request.operand(1)));
    request.print(lines.isEmpty() ? "they hold the same\n" : String.join("\n", lines) + "\n");
  }

  private static void export(Request request) throws IOException, InvalidInputException {
    Snapshots.export(request.path(request.operand(0)), request.path(request.operand(1)));
  }
}
