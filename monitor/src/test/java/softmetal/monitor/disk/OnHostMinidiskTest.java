package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

  @Override
  Drives drives(int count, long size) throws Exception {
    return Drives.in(directory.resolve("drives"), count, size);
  }

  @Test
  void a_drive_is_a_plain_image_that_comes_to_be_with_the_first_write() throws Exception {
    Path file = directory.resolve("drives/drive0.img");
    Minidisk disk = create(MIB);
    assertFalse(Files.exists(file));

    write(disk, 70_000, (byte) 42);
    disk.flush();

    assertEquals(4 * MIB, Files.size(file));
    assertEquals(42, Files.readAllBytes(file)[70_000]);
  }

  @Test
  void files_of_earlier_drives_are_left_alone() throws Exception {
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
