package softmetal.monitor.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AddressMapTest {
  final AddressMap<String> map = new AddressMap<>();

  @BeforeEach
  void fill() {
    map.add(0x1000_1000, 0x1000, "disk");
    map.add(0x10_0000, 0x1000, "finisher");
    map.add(0x1000_0000, 0x100, "uart");
  }

  @Nullable String at(long address) {
    var range = map.find(address);
    return range == null ? null : range.value();
  }

  @Test
  void finds_what_an_address_belongs_to() {
    assertEquals("finisher", at(0x10_0000));
    assertEquals("finisher", at(0x10_0fff));
    assertEquals("uart", at(0x1000_00ff));
    assertEquals("disk", at(0x1000_1000));

    assertNull(at(0));
    assertNull(at(0x10_1000));
    assertNull(at(0x1000_0100));
    assertNull(at(0x1000_2000));
    assertNull(at(-1));
    assertNull(at(Long.MIN_VALUE));
  }

  @Test
  void is_listed_in_the_order_of_addresses() {
    assertEquals(
        List.of("finisher", "uart", "disk"),
        map.ranges().stream().map(AddressMap.Range::value).toList());
  }

  @Test
  void refuses_an_overlap() {
    assertThrows(IllegalArgumentException.class, () -> map.add(0x1000_00ff, 1, "x"));
    assertThrows(IllegalArgumentException.class, () -> map.add(0, 0x2000_0000, "x"));
    map.add(0x1000_0100, 0xf00, "between");

    assertEquals("between", at(0x1000_0fff));
  }

  @Test
  void an_access_must_end_inside_the_range_too() {
    var uart = map.find(0x1000_00fe);

    assertNotNull(uart);
    assertTrue(uart.contains(0x1000_00fe, 2));
    assertFalse(uart.contains(0x1000_00fe, 4));
    assertFalse(uart.contains(0x1000_00fe, Long.MAX_VALUE));
    assertFalse(uart.contains(-1, 1));
  }
}
