package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.cli.Surroundings;

/// Saving, resuming, and looking into snapshots, as a user does.
class SnapshotCommandTest {
  private static final String KERNEL =
      """
              .globl  _start
      _start: li      s0, 0x10000000
              li      s1, '0'
      again:  sb      s1, (s0)
              addi    s1, s1, 1
              li      t0, 1000000
      wait:   addi    t0, t0, -1
              bnez    t0, wait
              li      t0, '5'
              bne     s1, t0, again
              li      t0, 0x100000
              li      t1, 0x5555
              sw      t1, (t0)
              j       .
      """;

  @TempDir Path directory;

  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int softmetal(String line) {
    out.reset();
    err.reset();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            directory,
            false);
    return Main.run(List.of(line.split(" ")), surroundings);
  }

  private String shown() {
    return out.toString(UTF_8);
  }

  private void saveTwo() throws Exception {
    Files.writeString(directory.resolve("kernel.s"), KERNEL);
    assertEquals(124, softmetal("run --max-instructions 3M --snapshot-on-exit a.snap kernel.s"));
    assertEquals("01", shown().strip());
    assertEquals(124, softmetal("run --max-instructions 3M --snapshot-on-exit b.snap a.snap"));
  }

  @Test
  void a_saved_machine_goes_on_as_often_as_one_likes() throws Exception {
    saveTwo();

    assertEquals("2", shown().strip());
    for (int i = 0; i < 2; i++) {
      assertEquals(0, softmetal("run a.snap"));
      assertEquals("234", shown().strip());
    }
  }

  @Test
  void snapshots_are_listed_checked_and_compared() throws Exception {
    saveTwo();

    assertEquals(0, softmetal("snapshot list ."));
    assertTrue(shown().contains("rv64") && shown().contains("128 MiB, 1 hart, 0 disks"), shown());
    assertEquals(3, shown().lines().count());
    assertEquals(0, softmetal("snapshot verify a.snap b.snap"));
    assertTrue(shown().endsWith("b.snap: good\n"), shown());
    assertEquals(0, softmetal("snapshot tree ."));
    assertEquals(2, shown().lines().count());
    assertEquals(0, softmetal("snapshot diff a.snap a.snap"));
    assertEquals("they hold the same\n", shown());
    assertEquals(0, softmetal("snapshot diff a.snap b.snap"));
    assertTrue(shown().contains("part hart0\n") && !shown().contains("RAM"), shown());
    assertEquals(0, softmetal("snapshot export a.snap c.snap"));
    assertEquals(0, softmetal("snapshot diff a.snap c.snap"));
    assertEquals("they hold the same\n", shown());
  }

  @Test
  void what_is_wrong_is_said() throws Exception {
    saveTwo();
    byte[] bytes = Files.readAllBytes(directory.resolve("a.snap"));
    bytes[200] ^= 1;
    Files.write(directory.resolve("bad.snap"), bytes);

    assertEquals(1, softmetal("snapshot verify a.snap bad.snap"));
    assertTrue(err.toString(UTF_8).contains("bad.snap: error: this snapshot cannot be used: "));
    assertEquals(125, softmetal("run bad.snap"));
    assertEquals(125, softmetal("run --harts 2 a.snap"));
    assertTrue(
        err.toString(UTF_8).contains("--harts: the machine of a snapshot is as it was saved"));
    assertEquals(125, softmetal("run --snapshot-on-exit=x kernel.s"));
    assertEquals(2, softmetal("snapshot verfy a.snap"));
    assertTrue(err.toString(UTF_8).contains("did you mean `verify`?"), err.toString(UTF_8));
    assertEquals(2, softmetal("snapshot diff a.snap"));
  }
}
