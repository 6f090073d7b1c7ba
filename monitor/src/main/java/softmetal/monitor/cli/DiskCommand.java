package softmetal.monitor.cli;

import java.util.stream.Stream;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.CommandLine;

/// `softmetal disk`: the minidisks of a store and the links to them.
final class DiskCommand {
  private DiskCommand() {}

  static Command command() {
    return new CommandGroup(
        "disk",
        "make, change, copy and link the minidisks of a store",
        "--store DIRECTORY [options] ...",
        "The minidisks of a store: a directory with the drives of a physical machine.",
        Stream.concat(DiskWorks.all().stream(), LinkWorks.all().stream()).toList());
  }

  /// The command line of one of the commands, with what all have in common.
  static CommandLine line(String name, String synopsis) {
    return CommandLine.named("disk " + name, "--store DIRECTORY [options] " + synopsis)
        .option("--store=DIRECTORY", "the directory with the drives");
  }
}
