package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import softmetal.assembler.cli.CommandFiles;
import softmetal.assembler.cli.CommandLine;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.monitor.cli.CommandGroup.Request;
import softmetal.monitor.cli.CommandGroup.Work;
import softmetal.monitor.disk.DriveMap;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.ImageFiles;
import softmetal.monitor.disk.LinkMode;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.disk.MinidiskDefinition;
import softmetal.monitor.project.ByteSize;

/// The commands of `softmetal disk` about minidisks themselves.
final class DiskWorks {
  private DiskWorks() {}

  static List<Work> all() {
    return List.of(
        new Work(
            "create",
            "make an empty minidisk, and a store if there is none",
            defining(DiskCommand.line("create", "NAME SIZE"))
                .about("Makes an empty minidisk. Where there is no store yet, it makes one.")
                .example("softmetal disk create --store lab alice/root 8M --owner alice"),
            2,
            2,
            DiskWorks::create),
        new Work(
            "import",
            "make a minidisk with the contents of a file",
            defining(DiskCommand.line("import", "NAME FILE"))
                .about(
                    """
                    Makes a minidisk that has the size and the contents of a file. Until all of it is there, there is no
                    such minidisk. Where there is no store yet, it makes one.\
                    """)
                .example("softmetal disk import --store lab alice/root fs.img"),
            2,
            2,
            DiskWorks::importImage),
        new Work(
            "export",
            "write the contents of a minidisk to a file",
            DiskCommand.line("export", "NAME FILE")
                .about(
                    "Writes a minidisk to a file, with holes where it is zeros: in full, or not at all.")
                .example("softmetal disk export --store lab alice/root fs.img"),
            2,
            2,
            DiskWorks::export),
        new Work(
            "resize",
            "give a minidisk another size",
            DiskCommand.line("resize", "NAME SIZE")
                .about(
                    """
                    What a minidisk gains is zeros, what it loses is gone. It grows into the room right behind it, or
                    moves to a gap on the same drive that is large enough. What is on it does not know of that.\
                    """)
                .example("softmetal disk resize --store lab alice/root 16M"),
            2,
            2,
            DiskWorks::resize),
        new Work(
            "delete",
            "delete minidisks",
            DiskCommand.line("delete", "NAME ...")
                .about("Deletes minidisks. Their room is overwritten with zeros.")
                .example("softmetal disk delete --store lab alice/root"),
            1,
            Integer.MAX_VALUE,
            DiskWorks::delete),
        new Work(
            "list",
            "list the minidisks",
            DiskCommand.line("list", "")
                .about("Lists the minidisks in the order in which they were made."),
            0,
            0,
            DiskWorks::list),
        new Work(
            "map",
            "show what lies where on the drives",
            DiskCommand.line("map", "")
                .about("Shows what lies where on the drives.")
                .option("--svg=FILE", "as a picture for a browser, in a file")
                .example("softmetal disk map --store lab --svg lab.svg"),
            0,
            0,
            DiskWorks::map),
        new Work(
            "check",
            "check a store, and repair what can be repaired",
            DiskCommand.line("check", "")
                .about(
                    """
                    Opens a store, which checks all that it says about itself, finishes what a loss of power has cut
                    short, and writes damaged copies anew; says what that was. If a drive cannot be trusted, it changes
                    nothing, says for each drive what of it can still be read, and ends with 1.\
                    """),
            0,
            0,
            DiskWorks::check));
  }

  private static CommandLine defining(CommandLine line) {
    return line.option("--owner=VM", "whose disk it is")
        .option(
            "--mode=MODE", "how its owner has it (default: W); `disk link --help=modes` explains")
        .option("--drives=N", "for a new store: how many drives (default: 3)")
        .option("--drive-size=SIZE", "for a new store: the size of each (default: 64M)");
  }

  private static void create(Request request) throws InvalidInputException, IOException {
    MinidiskDefinition definition =
        definition(request, size(request.operand(1), request.operand(1)));
    try (Drives drives = openOrMake(request)) {
      drives.create(definition);
      request.print(where(drives, definition));
    }
  }

  private static void importImage(Request request) throws InvalidInputException, IOException {
    Path image = request.path(request.operand(1));
    long bytes = ImageFiles.size(image);
    if (bytes <= 0 || bytes % Minidisk.SECTOR_BYTES != 0) {
      throw new InvalidInputException(
          notInSectors(bytes).at(SourceText.binary(image.toString()).whole(), sectorValues(bytes)));
    }
    MinidiskDefinition definition = definition(request, bytes);
    try (Drives drives = openOrMake(request)) {
      try (ProgressLine progress = new ProgressLine("import", request.surroundings())) {
        drives.importImage(definition, image, progress);
      }
      request.print(where(drives, definition));
    }
  }

  private static Problem notInSectors(long bytes) {
    return bytes <= 0 ? Problem.DISK_EMPTY : Problem.DISK_NOT_IN_SECTORS;
  }

  private static Object[] sectorValues(long bytes) {
    long sector = Minidisk.SECTOR_BYTES;
    return bytes <= 0 ? new Object[0] : new Object[] {bytes, bytes % sector, bytes / sector};
  }

  private static void export(Request request) throws InvalidInputException, IOException {
    Path image = request.path(request.operand(1));
    try (Drives drives = open(request);
        ProgressLine progress = new ProgressLine("export", request.surroundings())) {
      Minidisk minidisk = drives.get(request.operand(0));
      drives.exportImage(minidisk, image, progress);
    } catch (IOException e) {
      throw new IOException(
          "cannot write %s: %s".formatted(request.operand(1), HostFile.reason(e)), e);
    }
  }

  private static void resize(Request request) throws InvalidInputException, IOException {
    String text = request.operand(1);
    long bytes = size(text, text);
    try (Drives drives = open(request)) {
      Minidisk resized = drives.resize(request.operand(0), bytes);
      for (MinidiskDefinition definition : drives.definitions()) {
        if (definition.name().equals(resized.name())) {
          request.print(where(drives, definition));
        }
      }
    }
  }

  private static void delete(Request request) throws InvalidInputException, IOException {
    try (Drives drives = open(request)) {
      // All of them or none, as far as that can be told before.
      for (String name : request.line().operands()) {
        drives.get(name);
      }
      for (String name : request.line().operands()) {
        drives.delete(name);
      }
    }
  }

  private static void list(Request request) throws InvalidInputException, IOException {
    try (Drives drives = open(request)) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("NAME", "SIZE", "DRIVE", "AT", "OWNER", "MODE", "LINKED BY"));
      for (MinidiskDefinition definition : drives.definitions()) {
        Place place = place(drives, definition);
        String links =
            drives.claims().stream()
                .filter(claim -> claim.minidisk().equals(definition.name()))
                .map(claim -> "%s (%s)".formatted(claim.holder(), claim.mode()))
                .collect(Collectors.joining(", "));
        rows.add(
            List.of(
                definition.name(),
                ByteSize.print(definition.size()),
                place.drive(),
                ByteSize.print(place.part().start()),
                definition.owner().isEmpty() ? "-" : definition.owner(),
                definition.mode().name(),
                links.isEmpty() ? "-" : links));
      }
      request.print(Columns.print(rows));
    }
  }

  private static void map(Request request) throws InvalidInputException, IOException {
    List<DriveMap> map;
    try (Drives drives = open(request)) {
      map = drives.map();
    }
    Optional<String> file = request.line().value("svg");
    if (file.isPresent()) {
      CommandFiles.write(
          request.surroundings(), file.get(), DriveMapPicture.svg(map).getBytes(UTF_8));
    } else {
      request.print(DriveMapPicture.text(map));
    }
  }

  private static void check(Request request) throws InvalidInputException, IOException {
    Drives drives;
    try {
      drives = Drives.open(request.store());
    } catch (InvalidInputException e) {
      if (e.diagnostic().problem() == Problem.STORE_DAMAGED) {
        Drives.examine(request.store()).forEach(line -> request.print(line + "\n"));
      }
      throw e;
    }
    try (drives) {
      drives.repairs().forEach(repair -> request.print("repaired: " + repair + "\n"));
      for (DriveMap map : drives.map()) {
        long disks = map.parts().stream().filter(part -> !part.isFree()).count();
        request.print(
            "%s: whole, %d minidisk%s, %s free\n"
                .formatted(map.name(), disks, disks == 1 ? "" : "s", ByteSize.print(map.free())));
      }
    }
  }

  /// `alice/root: 8 MiB on drive0, at 16 MiB`
  private static String where(Drives drives, MinidiskDefinition definition) {
    Place place = place(drives, definition);
    return "%s: %s on %s, at %s\n"
        .formatted(
            definition.name(),
            ByteSize.print(definition.size()),
            place.drive(),
            ByteSize.print(place.part().start()));
  }

  private record Place(String drive, DriveMap.Part part) {}

  private static Place place(Drives drives, MinidiskDefinition definition) {
    for (DriveMap map : drives.map()) {
      for (DriveMap.Part part : map.parts()) {
        if (part.minidisk().equals(definition.name())) {
          return new Place(map.name(), part);
        }
      }
    }
    throw new IllegalStateException(definition.name() + " is on no drive");
  }

  static Drives open(Request request) throws InvalidInputException {
    return told(VmCommands.openStore(request.store()), request);
  }

  private static Drives openOrMake(Request request) throws InvalidInputException {
    Path store = request.store();
    Optional<String> count = request.line().value("drives");
    Optional<String> size = request.line().value("drive-size");
    if (Drives.isStore(store)) {
      if (count.isPresent() || size.isPresent()) {
        throw new IllegalArgumentException(
            "%s is a store already: its drives stay as they are".formatted(store));
      }
      return told(Drives.open(store), request);
    }
    return Drives.in(
        store,
        count.map(DiskWorks::driveCount).orElse(Drives.DEFAULT_COUNT),
        size.map(text -> driveSize(text)).orElse(Drives.DEFAULT_BYTES));
  }

  private static Drives told(Drives drives, Request request) {
    for (String repair : drives.repairs()) {
      request.surroundings().err().println("softmetal disk: repaired: " + repair);
    }
    return drives;
  }

  private static int driveCount(String text) {
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= Drives.MAX_COUNT) {
        return count;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "--drives: `%s` is not a number from 1 to %d".formatted(text, Drives.MAX_COUNT));
  }

  private static long driveSize(String text) {
    long size = size("--drive-size: " + text, text);
    if (!Drives.isDriveSize(size)) {
      throw new IllegalArgumentException(
          "--drive-size: %s is not a multiple of 16 KiB up to 16 TiB".formatted(text));
    }
    return size;
  }

  private static MinidiskDefinition definition(Request request, long size) {
    return new MinidiskDefinition(
        request.operand(0),
        size,
        request.line().value("owner").orElse(""),
        request.line().value("mode").map(LinkWorks::mode).orElse(LinkMode.W));
  }

  private static long size(String shown, String text) {
    long size =
        ByteSize.parse(text)
            .orElseThrow(() ->
                new IllegalArgumentException("`%s` is not a size such as 8M".formatted(shown)));
    if (size <= 0 || size % Minidisk.SECTOR_BYTES != 0) {
      throw new IllegalArgumentException(
          "`%s` is not a size of a disk: that is one or more sectors of 512 bytes"
              .formatted(shown));
    }
    return size;
  }
}
