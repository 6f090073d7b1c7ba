package softmetal.monitor.disk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.monitor.disk.DriveTable.Disk;
import softmetal.monitor.disk.TableFormat.Damaged;

/// Makes and opens the files of all drives of a store together.
final class Store {
  private static final String FRESH = ".new";

  private Store() {}

  static boolean exists(Place place) throws IOException {
    return place.exists(Drive.fileName(0));
  }

  /// Makes drives where there are none: all or none, whenever the power goes. The first drive gets its name last.
  static void create(Place place, int count, long size) throws IOException, InvalidInputException {
    checkIsFree(place, count);
    UUID store = UUID.randomUUID();
    for (int i = 0; i < count; i++) {
      DriveTable table = DriveTable.empty(store, i, count, size);
      Drive.create(place, table, Drive.fileName(i) + FRESH);
    }
    for (int i = count - 1; i >= 0; i--) {
      place.rename(Drive.fileName(i) + FRESH, Drive.fileName(i));
      place.force();
    }
  }

  /// @throws InvalidInputException when there are files with the names of drives
  static void checkIsFree(Place place, int count) throws IOException, InvalidInputException {
    for (int i = 0; i < count; i++) {
      if (place.exists(Drive.fileName(i)) && !isLeftBehind(place, i)) {
        throw invalid(Problem.DRIVE_EXISTS, place.describe(Drive.fileName(i)));
      }
    }
  }

  /// Whether a file is an empty drive of a store whose making was cut short.
  private static boolean isLeftBehind(Place place, int number) throws IOException {
    if (number == 0) {
      return false;
    }
    try (Drive drive = Drive.open(place, number, new ArrayList<>())) {
      return drive.table().generation() == 1;
    } catch (Damaged | IOException e) {
      return false;
    }
  }

  /// Opens the drives that are there.
  ///
  /// @param repairs where to say what was set right
  static List<Drive> open(Place place, List<String> repairs)
      throws IOException, InvalidInputException {
    List<Drive> drives = new ArrayList<>();
    boolean opened = false;
    try {
      int count = 1;
      for (int i = 0; i < count; i++) {
        drives.add(open(place, i, repairs));
        count = drives.getFirst().table().drives();
      }
      checkTogether(place, drives);
      for (Drive drive : drives) {
        finish(place, drive, repairs);
      }
      opened = true;
      return drives;
    } finally {
      if (!opened) {
        for (Drive drive : drives) {
          drive.close();
        }
      }
    }
  }

  private static Drive open(Place place, int number, List<String> repairs)
      throws IOException, InvalidInputException {
    String name = Drive.fileName(number);
    if (!place.exists(name)) {
      throw invalid(Problem.NO_STORE, place.describe(""), name);
    }
    try {
      return Drive.open(place, number, repairs);
    } catch (Damaged e) {
      throw invalid(Problem.STORE_DAMAGED, place.describe(name), e.getMessage());
    } catch (IOException e) {
      throw invalid(Problem.STORE_FAILED, place.describe(name), FileProblem.reason(e));
    }
  }

  private static void checkTogether(Place place, List<Drive> drives) throws InvalidInputException {
    DriveTable first = drives.getFirst().table();
    Set<String> names = new HashSet<>();
    for (Drive drive : drives) {
      String file = place.describe(Drive.fileName(drive.table().drive()));
      if (!drive.table().store().equals(first.store())
          || drive.table().drives() != first.drives()) {
        throw invalid(Problem.STORE_DAMAGED, file, "it is a drive of another store");
      }
      for (Disk disk : drive.table().disks()) {
        if (!names.add(disk.definition().name())) {
          throw invalid(
              Problem.STORE_DAMAGED,
              file,
              "another drive has a minidisk `%s` as well".formatted(disk.definition().name()));
        }
      }
    }
  }

  /// What can still be read of drives, some lines for each.
  static List<String> examine(Place place) {
    List<String> lines = new ArrayList<>();
    int count = 1;
    for (int i = 0; i < count; i++) {
      String name = Drive.fileName(i);
      try {
        if (!place.exists(name)) {
          lines.add(name + ": missing");
          continue;
        }
        Drive.Remnants remnants = Drive.examine(place, i);
        lines.addAll(remnants.lines());
        count = Math.max(count, remnants.drives());
      } catch (IOException e) {
        lines.add("%s: cannot be read: %s".formatted(name, FileProblem.reason(e)));
      }
    }
    return lines;
  }

  /// Ends what a loss of power has cut short.
  private static void finish(Place place, Drive drive, List<String> repairs)
      throws IOException, InvalidInputException {
    String file = place.describe(Drive.fileName(drive.table().drive()));
    place.delete(drive.name() + ".overlay");
    try {
      if (Redo.finish(drive)) {
        repairs.add(file + ": a minidisk that was being put back has been put back");
      }
    } catch (Damaged e) {
      String redo = place.describe(drive.name() + ".redo");
      throw invalid(Problem.STORE_DAMAGED, redo, e.getMessage());
    }
    if (!drive.table().remains().isEmpty()) {
      eraseRemains(drive);
      repairs.add(file + ": room that had been given up has been erased");
    }
  }

  /// Makes all room zeros that was given up, and free.
  static void eraseRemains(Drive drive) throws IOException {
    List<DriveTable.Remains> remains = drive.table().remains();
    for (DriveTable.Remains part : remains) {
      drive.erase(part.first(), part.count());
    }
    drive.flush();
    drive.commit(
        drive
            .table()
            .changed(entries -> {
              entries.removeAll(remains);
              return entries;
            }));
  }

  static InvalidInputException invalid(Problem problem, String what, Object... values) {
    return new InvalidInputException(problem.at(SourceText.binary(what).whole(), values));
  }
}
