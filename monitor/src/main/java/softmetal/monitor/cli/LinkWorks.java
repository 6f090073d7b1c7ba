package softmetal.monitor.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.CommandGroup.Work;
import softmetal.monitor.disk.Claim;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.LinkMode;
import softmetal.monitor.disk.LinkTable.Link;
import softmetal.monitor.disk.LinkTable.Linked;
import softmetal.monitor.disk.MinidiskDefinition;

/// The commands of `softmetal disk` about links.
final class LinkWorks {
  private LinkWorks() {}

  static List<Work> all() {
    return List.of(
        new Work(
            "link",
            "let a VM have a minidisk when it starts",
            DiskCommand.line("link", "MINIDISK VM[:SLOT] [MODE]")
                .about(
                    """
                    Lets a VM have a minidisk from now on, also if that is another's. Who comes first wins; nobody loses a
                    link to somebody who comes later, and a link that is refused says who stands in the way. The owner of
                    a minidisk comes before all others.
                    SLOT is the virtio slot where the VM finds it, 0 to 7; without one it is behind the VM's own disks.
                    MODE is R when it is absent, and for the owner what the minidisk was made with.\
                    """)
                .topic("modes", LinkWorks::modes)
                .option("--help=modes", "what each mode means, and who gets what")
                .example("softmetal disk link --store lab shared bob RR")
                .example("softmetal disk link --store lab shared carol:3 MR"),
            2,
            3,
            LinkWorks::link),
        new Work(
            "unlink",
            "take a link away",
            DiskCommand.line("unlink", "MINIDISK VM")
                .about("Takes a link away that `disk link` made.")
                .example("softmetal disk unlink --store lab shared bob"),
            2,
            2,
            LinkWorks::unlink),
        new Work(
            "links",
            "list who has which minidisk",
            DiskCommand.line("links", "[MINIDISK]")
                .about("Lists what each VM would have if all started now: owners first."),
            0,
            1,
            LinkWorks::links));
  }

  private static void link(Request request) throws InvalidInputException, IOException {
    String minidisk = request.operand(0);
    String[] who = request.operand(1).split(":", 2);
    try (Drives drives = DiskWorks.open(request)) {
      drives.get(minidisk);
      LinkMode mode =
          request.line().operands().size() > 2
              ? mode(request.operand(2))
              : usual(drives, minidisk, who[0]);
      Claim claim = new Claim(who[0], who.length > 1 ? who[1] : "", minidisk, mode);
      Linked linked = drives.claim(claim);
      request.print(
          "%s %s %s%s\n"
              .formatted(
                  linked.link().holder(),
                  linked.link().writes() ? "may write" : "may read",
                  minidisk,
                  linked.because().isEmpty() ? "" : "; it may not write, for " + linked.because()));
    }
  }

  private static LinkMode usual(Drives drives, String minidisk, String vm) {
    return drives.definitions().stream()
        .filter(d -> d.name().equals(minidisk) && d.owner().equals(vm))
        .map(MinidiskDefinition::mode)
        .findFirst()
        .orElse(LinkMode.R);
  }

  private static void unlink(Request request) throws InvalidInputException, IOException {
    String vm = request.operand(1).split(":", 2)[0];
    try (Drives drives = DiskWorks.open(request)) {
      if (!drives.unclaim(vm, request.operand(0))) {
        throw new IOException(
            "%s has no link to %s; `softmetal disk links` lists who has"
                .formatted(vm, request.operand(0)));
      }
    }
  }

  private static void links(Request request) throws InvalidInputException, IOException {
    Optional<String> only = request.line().operands().stream().findFirst();
    try (Drives drives = DiskWorks.open(request)) {
      if (only.isPresent()) {
        drives.get(only.get());
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("MINIDISK", "VM", "MODE", "MAY"));
      for (Link link : drives.claimed().links()) {
        if (only.isEmpty() || only.get().equals(link.minidisk())) {
          String may = link.writes() ? "write" : link.forced() ? "read (forced)" : "read";
          rows.add(List.of(link.minidisk(), link.holder(), link.mode().name(), may));
        }
      }
      request.print(Columns.print(rows));
    }
  }

  /// @throws IllegalArgumentException when there is no such mode
  static LinkMode mode(String text) {
    return LinkMode.parse(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "`%s` is no mode of a link; there are %s"
                    .formatted(
                        text,
                        Arrays.stream(LinkMode.values())
                            .map(LinkMode::name)
                            .collect(Collectors.joining(" ")))));
  }

  private static String modes() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "MODE", "nobody", "reads", "writes", "SR", "SW, SM", "ER, EW", "what is asked for"));
    for (LinkMode mode : LinkMode.values()) {
      List<String> row = new ArrayList<>();
      row.add(mode.name());
      row.addAll(mode.row());
      row.add(mode.meaning());
      rows.add(row);
    }
    return """
    What a VM gets that asks for a minidisk, by the strongest link that others have to it:

    """
        + Columns.print(rows)
        + """

        R   it may read
        W   it may write
        R!  it may read, though it asked for more
        -   it gets no link

        Two that write at a time (MW) lose data unless they agree among themselves. Who reads while another writes sees what has
        been written so far.
        """;
  }
}
