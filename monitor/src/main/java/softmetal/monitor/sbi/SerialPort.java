package softmetal.monitor.sbi;

/// The console that firmware writes to and reads from.
public interface SerialPort {
  void put(byte value);

  /// The next byte that has arrived, 0 to 255, or -1 when there is none.
  int take();
}
