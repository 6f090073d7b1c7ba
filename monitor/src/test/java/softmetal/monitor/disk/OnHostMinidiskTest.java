package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;

class OnHostMinidiskTest extends MinidiskContract {
  @TempDir Path directory;
  int made;

  @Override
  Drives drives(int count, long size) throws Exception {
    return Drives.in(directory.resolve("drives"), count, size);
  }

  @Override
  Minidisk create(long size) throws InvalidInputException {
    return drives.create(MinidiskDefinition.of("disk" + made++, size));
  }

  @Test
  void the_newest_contents_lie_in_the_extent_whatever_is_remembered() throws Exception {
    Path file = directory.resolve("drives/drive0.img");
    Minidisk disk = create(MIB);
    write(disk, 70_000, (byte) 41);
    try (DiskImage _ = disk.freeze()) {
      write(disk, 70_000, (byte) 42);
    }
    disk.flush();

    assertEquals(Drive.DATA_START + 4 * MIB, Files.size(file));
    assertEquals(42, Files.readAllBytes(file)[(int) Drive.DATA_START + 70_000]);
  }

  @Test
  void files_in_the_way_are_left_alone() throws Exception {
    Path place = Files.createDirectory(directory.resolve("d"));
    Path earlier = Files.createFile(place.resolve("drive1.img"));

    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> Drives.in(place, 2, MIB));

    assertEquals(Problem.DRIVE_EXISTS, e.diagnostic().problem());
    assertTrue(Files.exists(earlier));
  }

  @Test
  void a_file_is_no_place_for_drives() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> Drives.in(file, 2, MIB));

    assertEquals(Problem.DRIVES_UNUSABLE, e.diagnostic().problem());
  }
}
