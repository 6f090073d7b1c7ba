package softmetal.monitor.machine;

import softmetal.assembler.object.Executable;

/// What stands between reset and the kernel.
public sealed interface Firmware {
  /// Nothing: all harts enter the kernel in machine mode.
  record None() implements Firmware {}

  /// The monitor's own SBI: hart 0 enters the kernel in supervisor mode.
  record BuiltIn() implements Firmware {}

  /// A program that all harts enter in machine mode, such as OpenSBI; `a2` tells it where the kernel is.
  record Image(Executable program) implements Firmware {}
}
