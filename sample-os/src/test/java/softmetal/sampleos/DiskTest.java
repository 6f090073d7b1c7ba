package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.sampleos.slate.SlateDisk;
import softmetal.sdk.Guest;
import softmetal.sdk.Kernel;

class DiskTest {
  final Kernel kernel = Kernel.project(Path.of("."));

  @Test
  void what_was_written_is_there_after_a_reboot() {
    byte[] disk;
    try (Guest guest = Guest.boot(kernel)) {
      Shell shell = booted(guest);
      shell.runs("write diary day one");
      guest.console().enters("poweroff");
      guest.powersOff(Shell.SOON);
      disk = guest.disk();
    }

    try (Guest guest = Guest.boot(kernel.withDisk(disk))) {
      assertEquals("day one\n", booted(guest).runs("cat diary"));
    }
  }

  @Test
  void a_file_is_on_the_disk_when_the_prompt_is_back() {
    try (Guest guest = Guest.boot(kernel)) {
      booted(guest).runs("write diary day one");

      SlateDisk disk = SlateDisk.read(guest.disk());

      assertEquals(List.of(), disk.problems());
      assertArrayEquals("day one\n".getBytes(US_ASCII), disk.files().get("diary"));
    }
  }

  @Test
  void a_file_that_is_removed_gives_its_blocks_back() {
    try (Guest guest = Guest.boot(kernel)) {
      int before = SlateDisk.read(guest.disk()).freeBlocks();
      Shell shell = booted(guest);
      shell.runs("fill big");
      int full = SlateDisk.read(guest.disk()).freeBlocks();
      shell.runs("rm big");

      assertEquals(0, full);
      assertEquals(before, SlateDisk.read(guest.disk()).freeBlocks());
    }
  }

  @Test
  void the_programs_are_on_the_disk_as_files() {
    try (Guest guest = Guest.boot(kernel)) {
      List<String> files = List.copyOf(SlateDisk.read(guest.disk()).files().sequencedKeySet());

      String listed = booted(guest).runs("ls");

      assertEquals(files, listed.lines().map(line -> line.replaceAll("^ *[0-9]+ +", "")).toList());
    }
  }

  private static Shell booted(Guest guest) {
    guest.console().within(Shell.SOON).shows(Shell.PROMPT);
    return new Shell(guest.console());
  }
}
