package softmetal.assembler.cli;

import java.util.List;

/// The commands that this package offers.
public final class Commands {
  private Commands() {}

  public static List<Command> all() {
    return List.of(
        new AsmCommand(),
        new LdCommand(),
        new DumpCommand(),
        new FmtCommand(),
        new ExplainCommand(),
        new LspCommand());
  }
}
