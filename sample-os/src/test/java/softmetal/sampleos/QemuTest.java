package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.object.ElfWriter;
import softmetal.monitor.project.BootImage;
import softmetal.monitor.project.BootImage.DiskContents;
import softmetal.monitor.project.Project;
import softmetal.sampleos.slate.SlateDisk;
import softmetal.sampleos.slate.SlateFormat;

/// The sample operating system on the `virt` machine of QEMU.
@Tag("oracle")
class QemuTest {
  static final int DISK_BYTES = 4 << 20;

  @TempDir Path build;

  @ParameterizedTest
  @CsvSource({"every-command, 0", "hard-times, 0", "panic, 1"})
  void built_by_the_gnu_tools_it_shows_what_it_should(String session, int status) throws Exception {
    ConsoleScript script = ConsoleScript.named(session);
    try (ConsoleProcess machine = builtByGnuTools()) {
      assertEquals("", script.difference(machine.plays(script)));
      assertEquals(status, machine.status());
    }
    assertEquals(List.of(), SlateDisk.read(Files.readAllBytes(disk())).problems());
  }

  @ParameterizedTest
  @CsvSource({"every-command, 0", "hard-times, 0", "panic, 1"})
  void built_by_softmetal_it_shows_the_same_here_and_there_to_the_last_character(
      String session, int status) throws Exception {
    ConsoleScript script = ConsoleScript.named(session);
    BootImage image = Project.build(Path.of("."), new Diagnostics()).orElseThrow();
    DiskContents disk = image.disk().orElseThrow();
    Path kernel = Files.write(build.resolve("kernel.elf"), ElfWriter.write(image.kernel()));

    makeDisk(disk.files());
    try (ConsoleProcess there = ConsoleProcess.qemu(kernel, disk());
        ConsoleProcess here = ConsoleProcess.softmetal(kernel, copyOfDisk())) {
      String shownThere = there.plays(script);

      assertEquals("", script.difference(shownThere));
      assertEquals(shownThere, here.plays(script));
      assertEquals(status, there.status());
      assertEquals(status, here.status());
    }
  }

  @Test
  void what_is_typed_before_the_prompt_is_not_lost() throws Exception {
    try (ConsoleProcess machine = builtByGnuTools()) {
      machine.types("echo word\r".repeat(100) + "poweroff\r");

      String shown = new String(machine.process().getInputStream().readAllBytes(), US_ASCII);

      assertEquals(100, shown.lines().filter("word"::equals).count(), shown);
    }
  }

  private ConsoleProcess builtByGnuTools() throws Exception {
    GnuBuild gnu = new GnuBuild(build);
    SequencedMap<String, byte[]> files = gnu.programs();
    for (Path file : GnuBuild.filesIn(Path.of("src/main/disk"))) {
      files.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    makeDisk(files);
    return ConsoleProcess.qemu(gnu.kernel(), disk());
  }

  private Path disk() {
    return build.resolve("disk");
  }

  private Path copyOfDisk() throws Exception {
    return Files.copy(disk(), build.resolve("copy"));
  }

  private void makeDisk(SequencedMap<String, byte[]> files) throws Exception {
    try (FileChannel channel =
        FileChannel.open(
            disk(),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), DISK_BYTES - 1);
      new SlateFormat().format(channel, DISK_BYTES, files);
    }
  }
}
