package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.sampleos.slate.SlateDisk;
import softmetal.sampleos.slate.SlateFormat;

/// The sample operating system, built by the GNU tools, on the `virt` machine of QEMU.
@Tag("oracle")
class QemuTest {
  static final Path SOURCES = Path.of("src/main/asm");
  static final Path SDK = Path.of("../sdk/src/main/asm");

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
    List<String> objects = new ArrayList<>();
    for (Path unit : unitsIn(SOURCES.resolve("kernel"))) {
      objects.add(assemble(unit));
    }
    Path kernel = link(objects, "kernel/kernel.ld", "kernel.elf");

    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    for (Path unit : unitsIn(SOURCES.resolve("user"))) {
      String name = unit.getFileName().toString().replace(".s", "");
      files.put(name, Files.readAllBytes(link(List.of(assemble(unit)), "user/program.ld", name)));
    }
    for (Path file : sorted(Path.of("src/main/disk"))) {
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

  private String assemble(Path unit) throws Exception {
    String object = build.resolve(unit.getFileName() + ".o").toString();
    run(
        "riscv64-unknown-elf-as",
        "-march=rv64gc_zicsr_zifencei",
        "-mabi=lp64d",
        "-mno-relax",
        "-I" + SDK,
        "-I" + SOURCES,
        unit.toString(),
        "-o",
        object);
    return object;
  }

  private Path link(List<String> objects, String script, String name) throws Exception {
    Path executable = build.resolve(name);
    List<String> command = new ArrayList<>(List.of("riscv64-unknown-elf-ld", "-T"));
    command.add(SOURCES.resolve(script).toString());
    command.addAll(objects);
    command.addAll(List.of("-o", executable.toString()));
    run(command.toArray(String[]::new));
    return executable;
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor(60, TimeUnit.SECONDS);
    assertEquals(0, process.exitValue(), output);
  }

  private static List<Path> unitsIn(Path directory) throws IOException {
    return sorted(directory).stream().filter(file -> file.toString().endsWith(".s")).toList();
  }

  private static List<Path> sorted(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
