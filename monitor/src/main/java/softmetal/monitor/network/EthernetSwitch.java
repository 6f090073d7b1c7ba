package softmetal.monitor.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.Restorable;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A learning Ethernet switch, inside the process.
///
/// It remembers behind which port each sender is. A frame goes to the port of its receiver; to all others when that is not
/// known, or the frame is for a group. It arrives [#LATENCY_TICKS] of virtual time after it was sent; what arrives at one
/// port at one moment comes in the order of the ports it came from. Nothing depends on the host.
///
/// What a guest can make it remember is bounded: [#ADDRESSES_PER_PORT] senders (the oldest is forgotten first) and
/// [#FRAMES_PER_PORT] frames on their way to a port (more are dropped, as on a real switch). Frames without a whole header, and such
/// longer than [#MAX_FRAME_BYTES], are dropped.
public final class EthernetSwitch implements Restorable {
  /// 50 µs.
  public static final long LATENCY_TICKS = 5_000;

  public static final int HEADER_BYTES = 14;
  public static final int MAX_FRAME_BYTES = 9_216;
  public static final int MAX_PORTS = 64;
  static final int ADDRESSES_PER_PORT = 256;
  static final int FRAMES_PER_PORT = 256;

  private final String name;
  private final List<Port> ports = new ArrayList<>();
  private final Map<MacAddress, Port> senders = new HashMap<>();
  private @Nullable FrameTap tap;

  /// @param name unique among the switches that one machine is connected to
  public EthernetSwitch(String name) {
    this.name = name;
  }

  /// The name that it was made with.
  public String networkName() {
    return name;
  }

  public int portCount() {
    return ports.size();
  }

  /// Another switch of the same name with as many ports, that nothing is plugged into and nothing known of.
  ///
  /// @return its ports, by number
  public List<Port> twin() {
    EthernetSwitch twin = new EthernetSwitch(name);
    ports.forEach(_ -> twin.connect());
    return List.copyOf(twin.ports);
  }

  /// Shows every frame to `frames` from now on.
  public void tap(FrameTap frames) {
    tap = frames;
  }

  /// A new port, for one network card.
  public Port connect() {
    if (ports.size() == MAX_PORTS) {
      throw new IllegalStateException("a switch has %d ports".formatted(MAX_PORTS));
    }
    Port port = new Port(this, ports.size());
    ports.add(port);
    return port;
  }

  void forward(Port from, long ticks, byte[] frame) {
    if (frame.length < HEADER_BYTES || frame.length > MAX_FRAME_BYTES) {
      return;
    }
    FrameTap watching = tap;
    if (watching != null) {
      watching.seen(ticks, frame);
    }
    learn(MacAddress.in(frame, MacAddress.BYTES), from);
    MacAddress receiver = MacAddress.in(frame, 0);
    Port known = senders.get(receiver);
    if (known != null && !receiver.isGroup()) {
      if (known != from) {
        known.accept(from, ticks + LATENCY_TICKS, frame);
      }
      return;
    }
    for (Port port : ports) {
      if (port != from) {
        port.accept(from, ticks + LATENCY_TICKS, frame);
      }
    }
  }

  private void learn(MacAddress sender, Port port) {
    if (sender.isGroup()) {
      return;
    }
    Port before = senders.put(sender, port);
    if (before == port) {
      return;
    }
    if (before != null) {
      before.addresses.remove(sender);
    }
    port.addresses.add(sender);
    if (port.addresses.size() > ADDRESSES_PER_PORT) {
      senders.remove(port.addresses.removeFirst());
    }
  }

  @Override
  public String name() {
    return component(name);
  }

  /// What a switch is called as a component.
  public static String component(String networkName) {
    return "switch/" + networkName;
  }

  @Override
  public int version() {
    return 1;
  }

  /// Of each port: the number of senders known behind it, and of each, the oldest first, its 48 bits; the number of frames on their
  /// way to it, and of each moment, origin, length and bytes.
  @Override
  public void save(StateOutput output) {
    ports.forEach(port -> port.save(output));
  }

  /// Its ports must have been connected before, and the same network cards plugged in.
  @Override
  public void load(StateInput input) {
    senders.clear();
    for (Port port : ports) {
      port.load(input);
      for (MacAddress address : port.addresses) {
        if (senders.put(address, port) != null) {
          throw new InvalidStateException(address + " is behind two ports");
        }
      }
    }
  }
}
