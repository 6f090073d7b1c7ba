package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.sampleos.slate.SlateDisk;
import softmetal.sampleos.slate.SlateFormat;

/// The sample operating system, built by the GNU tools, on the `virt` machine of QEMU.
@Tag("oracle")
class QemuTest {
  @TempDir Path build;

  @Test
  void every_command_shows_what_it_should() throws Exception {
    assertPlays("every-command", 0);
  }

  @Test
  void hard_times_end_nothing_but_what_asked_for_it() throws Exception {
    assertPlays("hard-times", 0);
  }

  @Test
  void a_failing_kernel_says_so_and_switches_off() throws Exception {
    assertPlays("panic", 1);
  }

  @Test
  void what_is_typed_before_the_prompt_is_not_lost() throws Exception {
    List<String> command = buildAndDescribeMachine();
    Process machine = start(command);
    String typed = "echo word\r".repeat(100) + "poweroff\r";
    machine.getOutputStream().write(typed.getBytes(US_ASCII));
    machine.getOutputStream().flush();

    String shown = new String(machine.getInputStream().readAllBytes(), US_ASCII);

    assertEquals(100, shown.lines().filter("word"::equals).count(), shown);
  }

  private void assertPlays(String name, int status) throws Exception {
    ConsoleScript script = ConsoleScript.named(name);
    List<String> command = buildAndDescribeMachine();
    Process machine = start(command);
    try {
      String shown = play(machine, script);
      assertEquals("", script.difference(shown));
      assertEquals(status, machine.waitFor());
    } finally {
      machine.destroyForcibly();
    }
    try (FileChannel disk = FileChannel.open(build.resolve("disk"))) {
      assertEquals(List.of(), SlateDisk.read(disk).problems());
    }
  }

  /// A machine that still runs after a minute is switched off, and what it has shown is judged.
  private static Process start(List<String> command) throws IOException {
    Process machine = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES).execute(machine::destroyForcibly);
    return machine;
  }

  private static String play(Process machine, ConsoleScript script) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    InputStream console = machine.getInputStream();
    int seen = 0;
    try {
      for (ConsoleScript.Step step : script.steps()) {
        int found;
        while ((found = shown.toString(US_ASCII).indexOf(step.awaited(), seen)) < 0) {
          int character = console.read();
          if (character < 0) {
            return shown.toString(US_ASCII);
          }
          shown.write(character);
        }
        seen = found + step.awaited().length();
        machine.getOutputStream().write(step.keys().getBytes(US_ASCII));
        machine.getOutputStream().flush();
      }
      console.transferTo(shown);
    } catch (IOException e) {
      // The machine was switched off: what it has shown tells why.
    }
    return shown.toString(US_ASCII);
  }

  private List<String> buildAndDescribeMachine() throws Exception {
    GnuBuild gnu = new GnuBuild(build);
    Path kernel = gnu.kernel();
    SequencedMap<String, byte[]> files = gnu.programs();
    for (Path file : GnuBuild.filesIn(Path.of("src/main/disk"))) {
      files.put(file.getFileName().toString(), Files.readAllBytes(file));
    }
    Path disk = build.resolve("disk");
    try (FileChannel channel =
        FileChannel.open(
            disk, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      channel.truncate(0).write(ByteBuffer.allocate(1), (4 << 20) - 1);
      new SlateFormat().format(channel, channel.size(), files);
    }

    return List.of(
        "qemu-system-riscv64",
        "-machine",
        "virt",
        "-bios",
        "none",
        "-nographic",
        "-m",
        "128M",
        "-kernel",
        kernel.toString(),
        "-drive",
        "file=" + disk + ",if=none,format=raw,id=disk",
        "-device",
        "virtio-blk-device,drive=disk,bus=virtio-mmio-bus.0",
        "-global",
        "virtio-mmio.force-legacy=false");
  }
}
