package softmetal.monitor.network;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A port of an [EthernetSwitch], and the cable to the network card of one machine.
public final class Port {
  /// Takes a frame that arrives, at the present moment of its machine.
  @FunctionalInterface
  public interface Receiver {
    void receive(byte[] frame);
  }

  private record Travelling(long atTicks, int origin, long turn, byte[] frame) {}

  private record Plug(Alarm arrival, Clock clock, long ticksBefore, Receiver receiver) {}

  private final EthernetSwitch owner;
  private final int number;
  private final TreeSet<Travelling> travelling =
      new TreeSet<>(
          Comparator.comparingLong(Travelling::atTicks)
              .thenComparingInt(Travelling::origin)
              .thenComparingLong(Travelling::turn));
  private long turns;
  private @Nullable Plug plug;

  /// The senders that the switch knows behind this port, the oldest first.
  final LinkedHashSet<MacAddress> addresses = new LinkedHashSet<>();

  Port(EthernetSwitch owner, int number) {
    this.owner = owner;
    this.number = number;
  }

  public EthernetSwitch owner() {
    return owner;
  }

  /// From 0, in the order of connection.
  public int number() {
    return number;
  }

  /// Connects a network card, in place of the one before; what was on its way to that is lost.
  ///
  /// @param event the name of the event of arrival, unique in the machine
  /// @param clock the one of the card's machine
  /// @param ticksBefore how long the machine had run when that clock began; more than 0 after a reset
  public void plug(String event, Clock clock, long ticksBefore, Receiver receiver) {
    Plug before = plug;
    if (before != null) {
      before.arrival.cancel();
    }
    travelling.clear();
    plug = new Plug(clock.alarm(event, this::arrive), clock, ticksBefore, receiver);
  }

  /// A frame leaves the card now.
  public void send(byte[] frame) {
    Plug connected = plug;
    if (connected != null) {
      owner.forward(this, connected.ticksBefore + connected.clock.ticks(), frame);
    }
  }

  void accept(Port from, long atTicks, byte[] frame) {
    if (plug == null || travelling.size() == EthernetSwitch.FRAMES_PER_PORT) {
      return;
    }
    travelling.add(new Travelling(atTicks, from.number, turns++, frame));
    awaitArrival(plug);
  }

  private void awaitArrival(Plug connected) {
    if (!travelling.isEmpty()) {
      long atTicks = travelling.first().atTicks - connected.ticksBefore;
      connected.arrival.set(atTicks);
    }
  }

  private void arrive() {
    Plug connected = plug;
    if (connected == null) {
      return;
    }
    long now = connected.ticksBefore + connected.clock.ticks();
    while (!travelling.isEmpty() && travelling.first().atTicks <= now) {
      connected.receiver.receive(travelling.removeFirst().frame);
    }
    awaitArrival(connected);
  }

  void save(StateOutput output) {
    output.putInt(addresses.size());
    addresses.forEach(address -> output.putLong(address.bits()));
    output.putInt(travelling.size());
    for (Travelling frame : travelling) {
      output.putLong(frame.atTicks);
      output.putInt(frame.origin);
      output.putBlock(frame.frame);
    }
  }

  void load(StateInput input) {
    addresses.clear();
    travelling.clear();
    int known = input.getInt("the number of senders", 0, EthernetSwitch.ADDRESSES_PER_PORT);
    for (int i = 0; i < known; i++) {
      MacAddress address = new MacAddress(input.getLong("an address", 0, (1L << 48) - 1));
      if (address.isGroup() || !addresses.add(address)) {
        throw new InvalidStateException(address + " cannot be a sender here");
      }
    }
    int count = input.getInt("the number of frames", 0, EthernetSwitch.FRAMES_PER_PORT);
    for (int i = 0; i < count; i++) {
      long atTicks = input.getLong("when a frame arrives", 0, Long.MAX_VALUE / 2);
      int origin = input.getInt("where a frame is from", 0, EthernetSwitch.MAX_PORTS - 1);
      byte[] frame = input.getBlock("a frame", EthernetSwitch.MAX_FRAME_BYTES);
      if (frame.length < EthernetSwitch.HEADER_BYTES) {
        throw new InvalidStateException("a frame of %d bytes".formatted(frame.length));
      }
      travelling.add(new Travelling(atTicks, origin, turns++, frame));
    }
  }
}
