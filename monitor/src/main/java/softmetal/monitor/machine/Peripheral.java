package softmetal.monitor.machine;

import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;

/// What can be in a virtio slot, besides a disk.
public sealed interface Peripheral {
  /// A network card, connected to a port of a switch. The port may belong to no other card.
  record NetworkCard(Port port, MacAddress address) implements Peripheral {}

  /// A source of random numbers, which follow from [BoardOptions#seed].
  record EntropySource() implements Peripheral {}

  /// A console that gets the keys in place of the serial port, and whose output joins that of the serial port.
  record VirtioTerminal() implements Peripheral {}
}
