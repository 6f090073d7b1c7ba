package softmetal.sampleos;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A machine in a process of its own, with its console on standard input and output.
///
/// One that still runs after a minute is switched off, and what it has shown until then is judged.
record ConsoleProcess(Process process) implements AutoCloseable {

  /// QEMU, with the same board as ours.
  static ConsoleProcess qemu(Path kernel, Path disk) throws IOException {
    return start(
        List.of(
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
            "virtio-mmio.force-legacy=false"));
  }

  /// `softmetal run`, with the classes that are being tested.
  static ConsoleProcess softmetal(Path kernel, Path disk) throws IOException {
    String classPath =
        Objects.requireNonNullElse(
            System.getProperty("surefire.test.class.path"), System.getProperty("java.class.path"));
    return start(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            "softmetal.monitor.cli.Main",
            "run",
            "--disk",
            disk.toString(),
            kernel.toString()));
  }

  private static ConsoleProcess start(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture.delayedExecutor(1, TimeUnit.MINUTES).execute(process::destroyForcibly);
    return new ConsoleProcess(process);
  }

  void types(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(US_ASCII));
    process.getOutputStream().flush();
  }

  /// Types what a script says, when it says.
  ///
  /// @return all that is shown until the machine is off
  String plays(ConsoleScript script) {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    InputStream console = process.getInputStream();
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
        types(step.keys());
      }
      console.transferTo(shown);
    } catch (IOException e) {
      // The machine was switched off: what it has shown tells why.
    }
    return shown.toString(US_ASCII);
  }

  int status() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
