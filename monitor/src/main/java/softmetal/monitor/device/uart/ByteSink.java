package softmetal.monitor.device.uart;

/// Where the bytes go that a guest sends.
@FunctionalInterface
public interface ByteSink {
  void put(byte value);
}
