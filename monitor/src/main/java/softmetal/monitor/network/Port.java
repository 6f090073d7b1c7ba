package softmetal.monitor.network;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.state.StateOutput;

/// A port of an [EthernetSwitch], and the cable to the network card of one machine.
public final class Port {
  /// Takes a frame that arrives, at the present moment of its machine.
  @FunctionalInterface
  public interface Receiver {
    void receive(byte[] frame);
  }

  private record Travelling(long atTicks, int origin, long turn, byte[] frame) {}

  private record Plug(String event, Clock clock, long ticksBefore, Receiver receiver) {}

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
      before.clock.cancel(before.event);
    }
    travelling.clear();
    plug = new Plug(event, clock, ticksBefore, receiver);
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
      connected.clock.schedule(connected.event, atTicks, () -> arrive(connected));
    }
  }

  private void arrive(Plug connected) {
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
      output.putInt(frame.frame.length);
      output.putBytes(frame.frame, 0, frame.frame.length);
    }
  }
}
