package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.host.Vm;
import softmetal.monitor.host.VmDirectory;

/// Ctrl-A z: all machines of a run are suspended at one moment, those on one network and those on threads of their own.
class SuspendedTogetherTest {
  /// Shows the digits from 0 to 9, each on a line, waits for three seconds behind the third one, and switches itself off.
  private static final String KERNEL =
      """
              .globl  _start
      _start: li      s0, 0x10000000
              li      s1, '0'
              li      s2, 0x200bff8
              li      s3, '\\n'
              li      s4, '3'
              li      t0, 1 << 7
              csrw    mie, t0
      again:  sb      s1, (s0)
              sb      s3, (s0)
              bne     s1, s4, 1f
              ld      t0, (s2)
              li      t1, 30000000
              add     t0, t0, t1
              li      t1, 0x2004000
              sd      t0, (t1)
      wait:   wfi
              ld      t1, (s2)
              bltu    t1, t0, wait
      1:      addi    s1, s1, 1
              li      t0, '0' + 10
              bne     s1, t0, again
              li      t0, 0x100000
              li      t1, 0x5555
              sw      t1, (t0)
              j       .
      """;

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void writeKernel() throws IOException {
    Files.writeString(directory.resolve("kernel.s"), KERNEL);
  }

  private Surroundings surroundings() {
    out.reset();
    err.reset();
    return new Surroundings(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        directory,
        false);
  }

  private void succeeds(String line) {
    assertEquals(0, Main.run(List.of(line.split(" ")), surroundings()), () -> line + told());
  }

  private String shown() {
    return out.toString(UTF_8);
  }

  private String told() {
    return err.toString(UTF_8);
  }

  /// A person who suspends all when all of so many machines have shown something.
  private final class Person extends InputStream {
    private final String awaited;
    private final int machines;
    private int typed;

    Person(String awaited, int machines) {
      this.awaited = awaited;
      this.machines = machines;
    }

    @Override
    public int read() throws IOException {
      try {
        while (shown().split(awaited, -1).length <= machines) {
          Thread.sleep(1);
        }
        typed++;
        if (typed > 2) {
          Thread.sleep(60_000);
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return typed == 1 ? 1 : 'z';
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      target[offset] = (byte) read();
      return 1;
    }
  }

  private void runUntil(String awaited, String... names) throws Exception {
    List<Vm> vms = new ArrayList<>();
    for (String name : names) {
      vms.add(new VmDirectory(directory.resolve("lab")).get(name));
    }
    VmRun run =
        new VmRun(
            directory.resolve("lab"),
            vms,
            Long.MAX_VALUE,
            Optional.empty(),
            Map.of(),
            new Runner.Input.Keys(new Person(awaited, names.length)),
            surroundings());
    assertEquals(0, run.run(), this::told);
    assertTrue(told().contains("softmetal: suspended"), told());
    assertTrue(vms.stream().allMatch(Vm::isSuspended));
  }

  private String rest(String name) {
    return shown()
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf('|') + 1).strip())
        .reduce("", String::concat);
  }

  @Test
  void those_on_a_network_go_on_there_together() throws Exception {
    succeeds("create --store lab --net lan alice kernel.s");
    succeeds("create --store lab --net lan bob kernel.s");
    succeeds("create --store lab carol kernel.s");
    runUntil("3", "alice", "bob", "carol");
    succeeds("run --store lab alice bob carol");

    assertFalse(told().contains("meet"), told());
    for (String name : List.of("alice", "bob", "carol")) {
      assertEquals("456789", rest(name));
    }
    assertTrue(Files.notExists(directory.resolve("lab/vms/alice/suspended.snap")));
  }

  @Test
  void one_that_goes_on_cannot_meet_one_that_boots() throws Exception {
    succeeds("create --store lab --net lan alice kernel.s");
    succeeds("create --store lab --net lan bob kernel.s");
    runUntil("3", "alice", "bob");
    succeeds("reset --store lab bob");
    succeeds("run --store lab alice bob");

    assertTrue(
        told()
            .contains(
                "alice goes on from another moment than the others on `lan`, and cannot meet them"),
        told());
    assertEquals("0123456789", rest("bob"));
    assertEquals("456789", rest("alice"));
  }

  @Test
  void those_of_two_moments_cannot_meet() throws Exception {
    succeeds("create --store lab --net lan alice kernel.s");
    succeeds("create --store lab --net lan bob kernel.s");
    runUntil("3", "alice");
    runUntil("3", "bob");
    succeeds("run --store lab alice bob");

    assertTrue(told().contains("alice goes on from another moment"), told());
    assertTrue(told().contains("bob goes on from another moment"), told());
  }

  @Test
  void what_could_not_be_made_stays_suspended() throws Exception {
    succeeds("create --store lab --net lan alice kernel.s");
    succeeds("create --store lab --net lan bob kernel.s");
    runUntil("3", "alice", "bob");
    Path file = directory.resolve("lab/vms/bob/suspended.snap");
    byte[] saved = Files.readAllBytes(file);
    Files.writeString(file, "nonsense");

    assertEquals(125, Main.run(List.of("run", "--store", "lab", "alice", "bob"), surroundings()));
    Files.write(file, saved);
    succeeds("run --store lab alice bob");
    assertFalse(told().contains("meet"), told());
  }
}
