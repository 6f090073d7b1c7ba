package softmetal.monitor.lint;

import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.VirtualCpu;

/// Looks at what drivers do to the registers of one device. A write is told of before the device knows it, a read when its value is known.
interface DeviceCheck {
  default void accessed(
      int hart, VirtualCpu cpu, int offset, Width width, long value, boolean write) {}
}
