package softmetal.monitor.device.finisher;

/// What a machine does when its guest asks for an end. Takes effect once the store that asked has been completed.
public interface PowerSwitch {
  /// @param exitCode 0 for success, else what the guest gave, up to 65535
  void powerOff(int exitCode);

  /// As if the machine had been switched off and on again.
  void reset();
}
