package softmetal.monitor.machine;

import java.util.Optional;
import softmetal.assembler.object.Executable;

/// What is in RAM when a machine starts, and how it starts.
///
/// @param kernel may be absent only behind a [Firmware.Image]
/// @param initialRamdisk what the device tree names as `linux,initrd`; empty for none
public record Boot(Firmware firmware, Optional<Executable> kernel, byte[] initialRamdisk) {
  public Boot {
    if (kernel.isEmpty() && !(firmware instanceof Firmware.Image)) {
      throw new IllegalArgumentException("neither a kernel nor a program in its place");
    }
  }

  /// A kernel in machine mode, and nothing else.
  public static Boot of(Executable kernel) {
    return new Boot(new Firmware.None(), Optional.of(kernel), new byte[0]);
  }

  /// What the harts enter first.
  public Executable first() {
    return firmware instanceof Firmware.Image(Executable program) ? program : kernel.orElseThrow();
  }
}
