package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import softmetal.monitor.disk.LinkTable.Answer;
import softmetal.monitor.disk.LinkTable.Linked;
import softmetal.monitor.disk.LinkTable.Refused;

class LinkTableTest {
  /// For each column of the table, what others asked for before; all of them mean the same for a newcomer.
  private static final List<List<List<LinkMode>>> COLUMNS =
      List.of(
          List.of(List.of()),
          List.of(
              List.of(LinkMode.R),
              List.of(LinkMode.RR),
              List.of(LinkMode.R, LinkMode.RR),
              List.of(LinkMode.R, LinkMode.WR)),
          List.of(
              List.of(LinkMode.W),
              List.of(LinkMode.WR),
              List.of(LinkMode.M),
              List.of(LinkMode.MR),
              List.of(LinkMode.MW),
              List.of(LinkMode.MW, LinkMode.MW, LinkMode.RR),
              List.of(LinkMode.RR, LinkMode.MR, LinkMode.MR)),
          List.of(List.of(LinkMode.SR), List.of(LinkMode.R, LinkMode.SR, LinkMode.SR)),
          List.of(List.of(LinkMode.SW), List.of(LinkMode.SM), List.of(LinkMode.RR, LinkMode.SM)),
          List.of(List.of(LinkMode.ER), List.of(LinkMode.EW)));

  final LinkTable table = new LinkTable();

  /// The table as the manual prints it is what happens.
  @Test
  void each_cell_is_what_the_manual_says() throws Exception {
    int cells = 0;
    List<String> page = Files.readAllLines(Path.of("..", "docs", "operating.md"));
    for (LinkMode mode : LinkMode.values()) {
      String row =
          page.stream()
              .filter(l -> l.startsWith("| `%s` |".formatted(mode)))
              .findFirst()
              .orElseThrow();
      List<String> columns = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
      for (int column = 0; column < COLUMNS.size(); column++) {
        for (List<LinkMode> others : COLUMNS.get(column)) {
          LinkTable fresh = new LinkTable();
          for (LinkMode other : others) {
            assertInstanceOf(Linked.class, fresh.link("other", "disk", other), others.toString());
          }
          String expected = columns.get(2 + column);
          assertEquals(expected, shown(fresh.link("newcomer", "disk", mode)), mode + " " + others);
          cells++;
        }
      }
    }
    assertEquals(12 * 19, cells);
  }

  private static String shown(Answer answer) {
    return switch (answer) {
      case Refused _ -> "–";
      case Linked(LinkTable.Link link, String because) -> {
        assertEquals(link.forced(), !because.isEmpty());
        yield link.writes() ? "W" : link.forced() ? "R!" : "R";
      }
    };
  }

  @Test
  void who_is_refused_or_forced_is_told_by_whom_and_what_would_help() {
    table.link("alice", "disk", LinkMode.W);

    Refused refused = (Refused) table.link("bob", "disk", LinkMode.W);
    Linked forced = (Linked) table.link("carol", "disk", LinkMode.MR);
    Refused late = (Refused) table.link("dave", "disk", LinkMode.EW);

    assertEquals("alice writes (W); MR would let it read", refused.because());
    assertEquals("alice writes (W)", forced.because());
    assertEquals("alice writes (W), carol reads (MR); MR would let it read", late.because());
  }

  @Test
  void nobody_is_pre_empted_and_nobody_gets_more_when_another_leaves() {
    table.link("alice", "disk", LinkMode.MR);
    table.link("bob", "disk", LinkMode.MR);

    table.unlinkAll("alice");

    assertEquals(1, table.links("disk").size());
    assertTrue(table.links("disk").getFirst().forced());
    table.unlink("bob", "disk");
    assertTrue(((Linked) table.link("bob", "disk", LinkMode.MR)).link().writes());
  }

  @Test
  void a_refused_request_leaves_nothing_behind() {
    table.link("alice", "disk", LinkMode.EW);
    table.link("bob", "disk", LinkMode.RR);
    table.unlinkAll("alice");

    assertEquals(List.of(), table.links());
    assertInstanceOf(Linked.class, table.link("carol", "disk", LinkMode.EW));
  }

  @Test
  void links_to_other_minidisks_do_not_count() {
    table.link("alice", "disk", LinkMode.EW);

    assertInstanceOf(Linked.class, table.link("bob", "other", LinkMode.EW));
  }
}
