package softmetal.monitor.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class StateHashTest {
  record Cell(String name, int version, long... values) implements Component {
    @Override
    public void save(StateOutput output) {
      output.putLongs(values);
    }
  }

  @Test
  void does_not_depend_on_the_order_of_the_components() {
    Cell a = new Cell("a", 1, 10);
    Cell b = new Cell("b", 1, 20);

    assertEquals(StateHash.of(List.of(a, b)), StateHash.of(List.of(b, a)));
  }

  @Test
  void depends_on_every_name_version_value_and_boundary() {
    String hash = StateHash.of(List.of(new Cell("a", 1, 10), new Cell("b", 1, 20)));

    assertNotEquals(hash, StateHash.of(List.of(new Cell("a", 1, 10), new Cell("c", 1, 20))));
    assertNotEquals(hash, StateHash.of(List.of(new Cell("a", 2, 10), new Cell("b", 1, 20))));
    assertNotEquals(hash, StateHash.of(List.of(new Cell("a", 1, 11), new Cell("b", 1, 20))));
    assertNotEquals(hash, StateHash.of(List.of(new Cell("a", 1, 10, 20), new Cell("b", 1))));
  }

  @Test
  void is_the_digest_of_the_documented_bytes() throws Exception {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "01000000" + "61" + "02000000" + "0a" + "0".repeat(14) + "08" + "0".repeat(14));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);

    assertEquals(HexFormat.of().formatHex(digest), StateHash.of(List.of(new Cell("a", 2, 10))));
  }

  @Test
  void refuses_two_components_of_one_name() {
    List<Cell> twins = List.of(new Cell("a", 1, 1), new Cell("a", 1, 1));

    assertThrows(IllegalArgumentException.class, () -> StateHash.of(twins));
  }
}
