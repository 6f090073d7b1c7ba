package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StringTableTest {
  static String textAt(byte[] table, int offset) {
    int end = offset;
    while (table[end] != 0) {
      end++;
    }
    return new String(table, offset, end - offset, UTF_8);
  }

  @Test
  void strings_stand_in_the_order_given_and_endings_within_them() {
    StringTable table = new StringTable(List.of("tail", "detail", "", "main", "ail", "tail"));

    assertArrayEquals("\0detail\0main\0".getBytes(UTF_8), table.bytes());
    assertEquals(3, table.offset("tail"));
    assertEquals(4, table.offset("ail"));
    assertEquals(0, table.offset(""));
  }

  /// `-Dsoftmetal.seed=` gives the same names again.
  @Test
  void every_name_is_found_and_none_that_ends_another_has_bytes_of_its_own() {
    long seed = Long.getLong("softmetal.seed", 1);
    Random random = new Random(seed);
    String characters = "ab\u00fe\u00ff\u0100\u0101\u4e00";
    for (int round = 0; round < 200; round++) {
      List<String> names = new ArrayList<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        StringBuilder name = new StringBuilder();
        for (int length = random.nextInt(8); length >= 0; length--) {
          name.append(characters.charAt(random.nextInt(characters.length())));
        }
        names.add(name.toString());
      }
      StringTable table = new StringTable(names);
      String shown = "-Dsoftmetal.seed=" + seed + ": " + names;
      names.forEach(name -> assertEquals(name, textAt(table.bytes(), table.offset(name)), shown));
      List<String> alone =
          names.stream()
              .distinct()
              .filter(name -> names.stream().noneMatch(n -> n.endsWith(name) && !n.equals(name)))
              .toList();
      assertEquals(
          alone, Arrays.asList(new String(table.bytes(), UTF_8).substring(1).split("\0")), shown);
    }
  }
}
