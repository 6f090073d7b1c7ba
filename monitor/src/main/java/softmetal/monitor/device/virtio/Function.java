package softmetal.monitor.device.virtio;

import softmetal.monitor.state.StateOutput;

/// What a virtio device does behind its registers and queues.
public interface Function {
  /// The device type, as the register DeviceID shows it.
  ///
  /// Source: Virtual I/O Device (VIRTIO), "Device Types".
  int deviceId();

  /// The feature bits of this device type, on top of those of the transport.
  long features();

  int queues();

  /// The fields that the driver can read behind the registers, little-endian.
  byte[] configuration();

  /// The driver says that it has put something into a queue.
  void notified(Virtqueue queue);

  /// Forgets all work in progress. The queues are reset by the transport.
  void reset();

  void save(StateOutput output);
}
