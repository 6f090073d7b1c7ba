package softmetal.monitor.device.virtio;

import java.util.List;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
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

  /// The driver writes to these fields; most of them, and most devices, ignore that.
  ///
  /// @param accepted the features that the driver has accepted
  default void configure(long accepted, int offset, Width width, long value) {}

  /// Told once, by the slot that the device is put into: these are its queues, by number.
  default void connect(List<Virtqueue> queues) {}

  /// The driver has accepted these features, of those offered; told again whenever that changes.
  default void accepted(long features) {}

  /// The driver says that it has put something into a queue.
  void notified(Virtqueue queue);

  /// Forgets all work in progress. The queues are reset by the transport.
  void reset();

  void save(StateOutput output);

  /// Takes on what one like it has saved, as [softmetal.monitor.state.Restorable#load] does. Its queues, and the features that were accepted, have been
  /// loaded.
  ///
  /// @param queues those of the device, by number
  void load(StateInput input, List<Virtqueue> queues);
}
