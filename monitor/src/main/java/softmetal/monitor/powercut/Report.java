package softmetal.monitor.powercut;

import java.util.List;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.powercut.Experiment.Failure;
import softmetal.monitor.powercut.Experiment.Result;
import softmetal.monitor.powercut.Experiment.Work;
import softmetal.monitor.powercut.Operation.Flush;
import softmetal.monitor.powercut.Operation.Write;

/// What is said of a power cut that a system does not get over, for people who know the system.
public final class Report {
  private static final int MOST_OPERATIONS = 24;
  private static final int MOST_LINES = 20;

  private Report() {}

  /// @param name how the files begin that were written about it
  public static String of(Work work, Result result, String name) {
    Failure failure = result.failures().getFirst();
    StringBuilder text = new StringBuilder();
    text.append(
        "The check FAILS on %,d of them. The one with the least damage:%n%n"
            .formatted(result.failures().size()));
    operations(text, work.operations(), failure.cut());
    text.append("%nAfter that, %s.%n".formatted(failure.verdict().reason()));
    text.append("The console showed at its end:%n%n".formatted());
    text.append(lastLines(failure.verdict().console()));
    long executed = work.operations().get(Math.max(0, failure.cut().after() - 1)).executed();
    text.append(
        """

        To look at it:
          softmetal replay %1$s.log                boots from what was left, and checks it
          softmetal replay --gdb 1234 %1$s.log     the same in gdb, which can go back
          softmetal replay --to %2$d --gdb 1234 %1$s-workload.log
                                                   the workload at the power cut
        """
            .formatted(name, Math.max(1, executed)));
    return text.toString();
  }

  private static void operations(StringBuilder text, List<Operation> operations, Cut cut) {
    int first = Math.max(0, cut.after() - MOST_OPERATIONS);
    text.append("  %14s  %-5s %-22s%n".formatted("instruction", "disk", "what"));
    if (first > 0) {
      text.append("  %,14d operations before%n".formatted(first));
    }
    for (int number = first; number < cut.after(); number++) {
      Operation operation = operations.get(number);
      text.append(
          "  %,14d  %-5d %s%n"
              .formatted(operation.executed(), operation.disk(), describe(operation, number, cut)));
    }
    text.append("  %14s  the power goes%n".formatted("------------"));
  }

  private static String describe(Operation operation, int number, Cut cut) {
    return switch (operation) {
      case Flush _ -> "flush: all above is on the disk";
      case Write write -> {
        long sector = write.position() / Minidisk.SECTOR_BYTES;
        int sectors = write.contents().length / Minidisk.SECTOR_BYTES;
        String what = "write sectors %d to %d".formatted(sector, sector + sectors - 1);
        int there = cut.bytes(number, write) / Minidisk.SECTOR_BYTES;
        yield there == sectors
            ? what
            : there == 0
                ? "%-28s LOST".formatted(what)
                : "%-28s TORN: only the first %d of %d".formatted(what, there, sectors);
      }
    };
  }

  /// The end of what a console showed, indented.
  public static String lastLines(String console) {
    List<String> lines = console.replace("\r", "").lines().toList();
    StringBuilder text = new StringBuilder();
    lines
        .subList(Math.max(0, lines.size() - MOST_LINES), lines.size())
        .forEach(line -> text.append("  | ").append(line).append('\n'));
    return text.toString();
  }
}
