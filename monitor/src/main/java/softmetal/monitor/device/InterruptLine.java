package softmetal.monitor.device;

/// One level-triggered wire from a device to an interrupt controller, or from there to a hart.
@FunctionalInterface
public interface InterruptLine {
  void set(boolean high);
}
