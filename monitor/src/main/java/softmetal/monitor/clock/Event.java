package softmetal.monitor.clock;

/// Something that happens at a moment of virtual time, on the thread that runs the machine.
@FunctionalInterface
public interface Event {
  void happen();
}
