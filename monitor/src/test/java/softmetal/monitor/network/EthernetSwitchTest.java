package softmetal.monitor.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import softmetal.monitor.clock.VirtualClock;
import softmetal.monitor.state.StateHash;

class EthernetSwitchTest {
  static final long ALL = 0xffff_ffff_ffffL;
  static final long A = 0x5254_0000_0001L;
  static final long B = 0x5254_0000_0002L;
  static final long STRANGER = 0x5254_0000_0009L;

  /// A card that writes down what arrives, and when.
  static final class Card {
    final VirtualClock clock;
    final Port port;
    final List<String> arrived = new ArrayList<>();

    Card(EthernetSwitch network, VirtualClock clock) {
      this.clock = clock;
      port = network.connect();
      port.plug(
          "arrival" + port.number(),
          clock,
          0,
          frame -> arrived.add("%d: %d at %d".formatted(port.number(), frame[14], clock.ticks())));
    }
  }

  final EthernetSwitch network = new EthernetSwitch("lan");
  final VirtualClock clock = new VirtualClock();
  final Card a = new Card(network, clock);
  final Card b = new Card(network, clock);
  final Card c = new Card(network, clock);

  static byte[] frame(long to, long from, int content) {
    byte[] frame = new byte[60];
    System.arraycopy(new MacAddress(to).toBytes(), 0, frame, 0, 6);
    System.arraycopy(new MacAddress(from).toBytes(), 0, frame, 6, 6);
    frame[14] = (byte) content;
    return frame;
  }

  @Test
  void a_frame_for_nobody_known_goes_to_all_others_50_microseconds_later() {
    clock.advanceTo(1_000);
    a.port.send(frame(STRANGER, A, 7));
    clock.advanceTo(5_999);
    assertEquals(List.of(), b.arrived);

    clock.advanceTo(6_000);

    assertEquals(List.of(), a.arrived);
    assertEquals(List.of("1: 7 at 6000"), b.arrived);
    assertEquals(List.of("2: 7 at 6000"), c.arrived);
  }

  @Test
  void it_learns_where_a_sender_is() {
    a.port.send(frame(ALL, A, 1));
    b.port.send(frame(A, B, 2));
    clock.advanceTo(10_000);

    assertEquals(List.of("0: 2 at 5000"), a.arrived);
    assertEquals(List.of("2: 1 at 5000"), c.arrived);
  }

  @Test
  void a_sender_may_move() {
    a.port.send(frame(ALL, A, 1));
    c.port.send(frame(ALL, A, 2));
    b.port.send(frame(A, B, 3));
    clock.advanceTo(10_000);

    assertEquals(List.of("0: 2 at 5000"), a.arrived);
    assertEquals(List.of("2: 1 at 5000", "2: 3 at 5000"), c.arrived);
  }

  @Test
  void a_frame_to_the_port_it_came_from_goes_nowhere() {
    a.port.send(frame(ALL, A, 1));
    a.port.send(frame(A, STRANGER, 2));
    clock.advanceTo(10_000);

    assertEquals(List.of(), a.arrived);
    assertEquals(List.of("1: 1 at 5000"), b.arrived);
  }

  @Test
  void what_arrives_at_one_moment_comes_in_the_order_of_ports() {
    c.port.send(frame(ALL, STRANGER, 3));
    a.port.send(frame(ALL, A, 1));
    a.port.send(frame(ALL, A, 2));
    clock.advanceTo(10_000);

    assertEquals(List.of("1: 1 at 5000", "1: 2 at 5000", "1: 3 at 5000"), b.arrived);
  }

  @Test
  void a_guest_cannot_make_it_remember_without_end() {
    b.port.send(frame(ALL, B, 1));
    for (int i = 0; i < 20_000; i++) {
      a.port.send(frame(A, 0x0200_0000_0000L + i, 2));
    }
    clock.advanceTo(10_000);
    // It still knows the one behind the other port, and the last ones behind this.
    c.port.send(frame(B, STRANGER, 3));
    c.port.send(frame(0x0200_0000_0000L + 19_999, STRANGER, 4));
    clock.advanceTo(20_000);

    assertEquals(EthernetSwitch.FRAMES_PER_PORT + 1, b.arrived.size());
    assertEquals("1: 3 at 15000", b.arrived.getLast());
    assertEquals(List.of("0: 1 at 5000", "0: 4 at 15000"), a.arrived);
  }

  @Test
  void frames_that_are_none_are_dropped() {
    a.port.send(new byte[13]);
    a.port.send(new byte[EthernetSwitch.MAX_FRAME_BYTES + 1]);
    a.port.send(new byte[0]);
    clock.advanceTo(10_000);

    assertEquals(List.of(), b.arrived);
  }

  @Test
  void a_card_in_place_of_another_does_not_get_what_was_on_its_way() {
    a.port.send(frame(ALL, A, 1));
    VirtualClock fresh = new VirtualClock();
    b.port.plug("again", fresh, 2_000, frame -> b.arrived.add("again at " + fresh.ticks()));
    a.port.send(frame(ALL, A, 2));
    clock.advanceTo(10_000);
    fresh.advanceTo(10_000);

    assertEquals(List.of("again at 3000"), b.arrived);
  }

  @Test
  void its_memory_and_what_is_on_its_way_are_part_of_its_state() {
    List<String> hashes = new ArrayList<>(List.of(hash()));
    a.port.send(frame(ALL, A, 1));
    hashes.add(hash());
    clock.advanceTo(5_000);
    hashes.add(hash());

    assertEquals(3, hashes.stream().distinct().count());
  }

  private String hash() {
    return StateHash.of(List.of(network));
  }

  @Test
  void has_64_ports() {
    IntStream.range(3, EthernetSwitch.MAX_PORTS).forEach(_ -> network.connect());

    assertThrows(IllegalStateException.class, network::connect);
  }

  @Test
  void addresses_are_written_as_people_write_them() {
    assertEquals("52:54:00:12:34:56", new MacAddress(0x5254_0012_3456L).toString());
    assertEquals(A, MacAddress.parse("52:54:00:00:00:01").orElseThrow().bits());
    for (String wrong : List.of("", "52:54", "52-54-00-00-00-01", "53:54:00:00:00:01", "x")) {
      assertEquals(List.of(), MacAddress.parse(wrong).stream().toList(), wrong);
    }
    assertNotEquals(new MacAddress(A), new MacAddress(B));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(-1));
  }
}
