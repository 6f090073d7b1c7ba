package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The file system gets over a loss of power at any write; without one of its flushes it does not.
class PowercutTest {
  /// Between the contents of a file and the entry in the directory that refers to them.
  private static final String FLUSH =
      "        call    disk_flush                      # blocks before the file that has them\n";

  @TempDir Path directory;

  @BeforeEach
  void scripts() throws IOException {
    Files.writeString(directory.resolve("work.txt"), "write diary day one\npoweroff\n");
    Files.writeString(directory.resolve("check.txt"), "cat welcome\npoweroff\n");
  }

  private CommandRun powercut(Path system, String options) {
    return CommandRun.of(
        directory,
        "",
        "powercut --workload work.txt --check check.txt --expect Welcome %s %s"
            .formatted(options, system));
  }

  @Test
  @Tag("slow")
  void the_file_system_is_sound_after_every_power_cut() throws IOException {
    Files.writeString(
        directory.resolve("work.txt"),
        "write diary day one\nwrite diary day two\nrm diary\nwrite poem Roses\npoweroff\n");

    CommandRun run = powercut(Path.of("").toAbsolutePath(), "--window 6");

    assertEquals(0, run.status(), run::output);
    assertTrue(run.output().contains("The check passes on all of them."), run.output());
  }

  @Test
  @Tag("slow")
  void a_flush_that_is_missing_is_found() throws IOException {
    Path system = directory.resolve("system");
    copy(Path.of(""), system);
    Path source = system.resolve("src/main/asm/kernel/file.s");
    String sound = Files.readString(source);
    assertTrue(sound.contains(FLUSH + "        bltz    a0, 8f\n"));
    Files.writeString(source, sound.replace(FLUSH + "        bltz    a0, 8f\n", ""));

    CommandRun run = powercut(system, "--window 3 --output lost");

    assertEquals(1, run.status(), () -> run.output() + run.messages());
    assertTrue(run.output().contains("LOST"), run.output());
    assertTrue(run.output().contains("the disk holds no sound slate file system"), run.output());
    CommandRun again = CommandRun.of(directory, "", "replay lost.log");
    assertTrue(again.output().contains("no sound slate file system"), again.output());
    assertTrue(again.messages().contains("to the same machine"), again.messages());
  }

  @Test
  void what_cannot_be_tried_is_refused() throws IOException {
    Path system = Path.of("").toAbsolutePath();
    assertEquals(125, CommandRun.of(directory, "", "powercut " + system).status());
    assertEquals(125, powercut(system, "--window 99").status());

    Files.writeString(directory.resolve("work.txt"), "poweroff\n");
    CommandRun idle = powercut(system, "");
    assertEquals(125, idle.status());
    assertTrue(idle.messages().contains("writes nothing"), idle.messages());
  }

  private static void copy(Path from, Path to) throws IOException {
    for (String part : List.of("softmetal.project", "src/main/asm", "src/main/disk")) {
      try (Stream<Path> files = Files.walk(from.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path target = to.resolve(from.relativize(file).toString());
          Files.createDirectories(target.getParent());
          Files.copy(file, target);
        }
      }
    }
  }
}
