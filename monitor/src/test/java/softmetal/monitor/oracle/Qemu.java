package softmetal.monitor.oracle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// QEMU's `virt` board, the oracle of this machine.
public final class Qemu {
  private Qemu() {}

  /// Boots a kernel in M mode and waits until it switches the machine off.
  public static ProcessResult run(Path kernel, List<Path> disks, String input)
      throws IOException, InterruptedException {
    return ProcessResult.of(command(kernel, disks), input);
  }

  public static List<String> command(Path kernel, List<Path> disks) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "qemu-system-riscv64", "-M", "virt", "-bios", "none", "-nographic", "-m", "128M"));
    command.addAll(List.of("-kernel", kernel.toString()));
    for (int i = 0; i < disks.size(); i++) {
      command.addAll(
          List.of(
              "-drive", "file=%s,if=none,format=raw,id=x%d".formatted(disks.get(i), i),
              "-device", "virtio-blk-device,drive=x%d,bus=virtio-mmio-bus.%d".formatted(i, i)));
    }
    command.addAll(List.of("-global", "virtio-mmio.force-legacy=false"));
    return command;
  }
}
