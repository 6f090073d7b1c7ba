package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.cli.Surroundings;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.network.MacAddress;

/// Virtual machines with names, as a user makes and runs them.
class VmCommandsTest {
  /// Counts from 0 to 4 on its console, and switches itself off.
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

  @BeforeEach
  void writeKernel() throws Exception {
    Files.writeString(directory.resolve("kernel.s"), KERNEL);
  }

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

  private String told() {
    return err.toString(UTF_8);
  }

  private void succeeds(String line) {
    assertEquals(0, softmetal(line), line + ": " + told());
  }

  @Test
  void a_vm_boots_as_it_was_created_as_often_as_one_likes() {
    succeeds("create --store lab --memory 4M --disk 64K alice kernel.s");
    succeeds("list --store lab");
    assertTrue(shown().contains("alice  off    0          alice/disk0  -"), shown());
    assertTrue(shown().contains("--memory=4M " + directory.resolve("kernel.s")), shown());
    for (int i = 0; i < 2; i++) {
      succeeds("run --store lab alice");
      assertEquals("01234", shown());
    }
    succeeds("delete --store lab alice");
    succeeds("list --store lab");
    assertEquals(1, shown().lines().count(), shown());
    succeeds("disk list --store lab");
    assertEquals(1, shown().lines().count(), shown());
  }

  @Test
  void several_run_at_once_each_line_with_the_name_of_its_own() {
    succeeds("create --store lab alice kernel.s");
    succeeds("create --store lab bob kernel.s");
    succeeds("run --store lab alice bob");

    assertEquals(
        List.of("alice | 01234", "bob   | 01234"), shown().lines().sorted().toList(), shown());
    assertTrue(told().contains("softmetal: alice: switched itself off, status 0"), told());
  }

  @Test
  void those_on_one_network_run_together() {
    succeeds("create --store lab --net lan alice kernel.s");
    succeeds("create --store lab --net lan bob kernel.s");
    succeeds("create --store lab --net other carol kernel.s");
    succeeds("run --store lab --pcap frames.pcap alice bob carol");

    assertEquals(
        List.of("alice | 01234", "bob   | 01234", "carol | 01234"),
        shown().lines().sorted().toList());
    assertTrue(Files.exists(directory.resolve("frames.pcap")));
    assertEquals(124, softmetal("run --store lab --max-instructions 1M alice bob"));
    assertTrue(told().contains("bob: stopped after 1,000,000 instructions"), told());
  }

  @Test
  void a_disk_is_put_back_and_a_snapshot_goes_on() throws Exception {
    succeeds("create --store lab --disk 64K alice kernel.s");
    try (Drives drives = Drives.open(directory.resolve("lab"))) {
      drives.get("alice/disk0").write(512, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    }
    assertArrayEquals(new byte[] {1, 2, 3, 4}, onDisk());
    succeeds("reset --store lab alice");
    assertArrayEquals(new byte[4], onDisk());

    assertEquals(
        124,
        softmetal("run --disk 64K --max-instructions 3M --snapshot-on-exit saved.snap kernel.s"));
    succeeds("reset --store lab --to saved.snap alice");
    succeeds("list --store lab");
    assertTrue(shown().contains("alice  suspended"), shown());
    succeeds("run --store lab alice");
    assertEquals("234", shown());
    succeeds("run --store lab alice");
    assertEquals("01234", shown());
  }

  @Test
  void a_snapshot_has_a_name_and_a_note_and_what_is_replaced_by_it_is_kept() throws Exception {
    succeeds("create --store lab --disk 64K alice kernel.s");
    succeeds("snapshot save --store lab --name clean --note just-made alice");
    assertEquals("alice is saved as clean, its number 1\n", shown());
    try (Drives drives = Drives.open(directory.resolve("lab"))) {
      drives.get("alice/disk0").write(512, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    }
    succeeds("snapshot restore --store lab alice clean");
    assertArrayEquals(new byte[4], onDisk());
    succeeds("snapshot tree --store lab alice");
    assertTrue(shown().contains("  clean  (just-made)"), shown());
    assertTrue(shown().contains("(before clean was restored)"), shown());
    succeeds("show --store lab alice");
    assertTrue(Pattern.compile("1  clean  .*just-made").matcher(shown()).find(), shown());
    succeeds("snapshot restore --store lab --discard alice 2");
    assertArrayEquals(new byte[] {1, 2, 3, 4}, onDisk());
    assertEquals(2, saved().length);

    succeeds("run --store lab alice");
    assertEquals("01234", shown());
    succeeds("snapshot diff --store lab alice/1 alice/clean");
    assertEquals("they hold the same\n", shown());
    succeeds("snapshot delete --store lab alice/clean");
    succeeds("snapshot restore --store lab --discard alice 2");
  }

  @Test
  void what_a_killed_writer_of_a_snapshot_left_is_gone_once_the_store_is_opened() throws Exception {
    succeeds("create --store lab alice kernel.s");
    succeeds("snapshot save --store lab alice");
    Path left = directory.resolve("lab/vms/alice/.snapshot-2.snap.1f00");
    for (String command : List.of("list --store lab", "run --store lab alice")) {
      Files.writeString(left, "half of a snapshot");
      succeeds(command);
      assertFalse(Files.exists(left), command);
      succeeds("snapshot verify --store lab alice/1");
    }
  }

  private String[] saved() {
    return directory.resolve("lab/vms/alice").toFile().list((_, name) -> name.contains("-"));
  }

  @Test
  void a_suspended_vm_is_saved_as_it_was_then() {
    succeeds("create --store lab alice kernel.s");
    assertEquals(124, softmetal("run --max-instructions 3M --snapshot-on-exit s.snap kernel.s"));
    succeeds("snapshot restore --store lab --discard alice s.snap");
    succeeds("snapshot save --store lab --name half alice");
    succeeds("run --store lab alice");
    assertEquals("234", shown());
    succeeds("snapshot restore --store lab --discard alice half");
    succeeds("run --store lab alice");
    assertEquals("234", shown());
  }

  @Test
  void wrong_names_of_snapshots_are_told_what_would_be_right() throws Exception {
    succeeds("create --store lab alice kernel.s");
    succeeds("snapshot save --store lab --name clean alice");
    for (List<String> wrong :
        List.of(
            List.of("snapshot save --store lab --name clean alice", "already, its number 1"),
            List.of("snapshot save --store lab --name snapshot-7 alice", "is no name"),
            List.of("snapshot save --store lab --name 7 alice", "is no name"),
            List.of("snapshot save --store lab --note=a\u001b[2Jb alice", "a note is one line"),
            List.of("snapshot save --store lab alicia", "did you mean `alice`?"),
            List.of("snapshot save alice", "--store DIRECTORY is missing"),
            List.of("snapshot restore --store lab alice claen", "did you mean `clean`?"),
            List.of("snapshot verify --store lab alice", "alice/N or alice/NAME does"),
            List.of("snapshot delete --store lab alice/suspended", "has no snapshot `suspended`"),
            List.of("snapshot tree --store nowhere alice", "there is no store here"),
            List.of("run --store nowhere alice", "there is no store here"))) {
      assertNotEquals(0, softmetal(wrong.get(0)), wrong.get(0));
      assertTrue(told().contains(wrong.get(1)), told());
    }
    assertEquals(1, saved().length);
  }

  private byte[] onDisk() throws Exception {
    try (Drives drives = Drives.open(directory.resolve("lab"))) {
      byte[] bytes = new byte[4];
      drives.get("alice/disk0").read(512, ByteBuffer.wrap(bytes));
      return bytes;
    }
  }

  @Test
  void a_fork_has_disks_and_addresses_of_its_own() throws Exception {
    succeeds("create --store lab --disk 64K --net lan alice kernel.s");
    succeeds("disk create --store lab shared 32K");
    succeeds("disk link --store lab shared alice RR");
    try (Drives drives = Drives.open(directory.resolve("lab"))) {
      drives.get("alice/disk0").write(512, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    }
    succeeds("fork --store lab alice bob");

    try (Drives drives = Drives.open(directory.resolve("lab"))) {
      byte[] bytes = new byte[4];
      drives.get("bob/disk0").read(512, ByteBuffer.wrap(bytes));
      assertArrayEquals(new byte[] {1, 2, 3, 4}, bytes);
      assertEquals(32 << 10, drives.get("bob/disk1").size());
      assertTrue(drives.claims().stream().noneMatch(claim -> claim.vm().equals("bob")));
    }
    succeeds("show --store lab alice");
    String first = mac();
    succeeds("show --store lab bob");
    assertNotEquals(first, mac());
    succeeds("run --store lab alice bob");
  }

  @Test
  void a_fork_has_none_of_the_addresses_in_its_store_however_they_are_written() {
    succeeds("create --store lab --net lan,mac=52:54:00:AB:CD:EF alice kernel.s");
    succeeds("fork --store lab alice bob");
    succeeds("show --store lab bob");
    String wanted = mac();
    assertNotEquals("52:54:00:ab:cd:ef", wanted);
    succeeds("delete --store lab bob");

    // Somebody has the address that its second card would get.
    String second = new MacAddress(Long.parseLong(wanted.replace(":", ""), 16) + 1).toString();
    succeeds(
        "create --store lab --net lan,mac=%s carol kernel.s"
            .formatted(second.toUpperCase(Locale.ROOT)));
    succeeds("create --store lab --net lan --net lan dave kernel.s");
    succeeds("fork --store lab dave bob");
    succeeds("show --store lab bob");
    assertFalse(shown().contains(second), shown());
  }

  private String mac() {
    Matcher matcher = Pattern.compile("mac=([0-9a-f:]{17})").matcher(shown());
    assertTrue(matcher.find(), shown());
    return matcher.group(1);
  }

  @Test
  void who_comes_second_is_refused_by_name() {
    succeeds("create --store lab alice kernel.s");
    succeeds("create --store lab bob kernel.s");
    succeeds("disk create --store lab shared 32K");
    succeeds("disk link --store lab shared alice M");
    assertEquals(1, softmetal("disk link --store lab shared bob M"));
    assertTrue(told().contains("alice writes (M)"), told());
    succeeds("disk link --store lab shared bob MR");
    succeeds("run --store lab alice bob");
    assertTrue(told().contains("bob may only read shared: alice writes (M)"), told());
    assertEquals(1, softmetal("disk delete --store lab shared"));
  }

  @Test
  void the_store_is_one_process_s_at_a_time() throws Exception {
    succeeds("create --store lab alice kernel.s");
    try (Drives drives = Drives.open(directory.resolve("lab"))) {
      assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab alice"));
      assertTrue(told().contains("this process"), told());
      assertEquals(1, drives.map().stream().filter(map -> map.name().equals("drive0")).count());
    }
  }

  @Test
  void what_cannot_be_created_leaves_nothing_behind() throws Exception {
    succeeds("create --store lab alice kernel.s");
    for (String wrong :
        List.of(
            "create --store lab bob nowhere.elf",
            "create --store lab --harts 17 bob kernel.s",
            "create --store lab --disk 100 bob kernel.s",
            "create --store lab --disk 1T bob kernel.s",
            "create --store lab --disk 64K --disk 1T bob kernel.s",
            "create --store lab --disk-size 1M bob kernel.s",
            "create --store lab --disk 64K --link nothing bob kernel.s",
            "create --store lab ../bob kernel.s",
            "create --store lab alice kernel.s",
            "create --store lab bob")) {
      assertNotEquals(0, softmetal(wrong), wrong);
      assertFalse(told().isEmpty(), wrong);
    }
    succeeds("list --store lab");
    assertEquals(2, shown().lines().count(), shown());
    succeeds("disk list --store lab");
    assertEquals(1, shown().lines().count(), shown());
    assertEquals(
        List.of("alice"),
        Arrays.stream(directory.resolve("lab/vms").toFile().list()).sorted().toList());
  }

  @Test
  void wrong_names_and_options_are_told_what_would_be_right() {
    succeeds("create --store lab alice kernel.s");
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab alicia"));
    assertTrue(told().contains("did you mean `alice`?"), told());
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab alice bob"));
    assertTrue(told().contains("no virtual machine `bob`"), told());
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab --memory 64M alice"));
    assertTrue(told().contains("--memory: a VM of a store is as it was created"), told());
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab alice alice"));
    assertTrue(told().contains("named twice"), told());
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab --input bob=kernel.s alice"));
    assertTrue(told().contains("is not VM=FILE"), told());
    assertNotEquals(0, softmetal("reset --store lab --to 3 alice"));
    assertTrue(told().contains("alice has no snapshots"), told());
  }

  @Test
  void a_definition_that_was_broken_by_hand_is_told_of() throws Exception {
    succeeds("create --store lab alice kernel.s");
    Files.writeString(directory.resolve("lab/vms/alice/definition"), "--memory=much\nkernel.s\n");
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab alice"));
    assertTrue(told().contains("`much` is not a size"), told());
    Files.writeString(directory.resolve("lab/vms/alice/suspended.snap"), "nonsense");
    assertEquals(Runner.SOFTMETAL_FAILED, softmetal("run --store lab alice"));
    assertTrue(Files.exists(directory.resolve("lab/vms/alice/suspended.snap")));
  }

  @Test
  void snapshots_without_a_name_are_pruned() {
    succeeds("create --store lab --disk 64K alice kernel.s");
    succeeds("snapshot save --store lab alice");
    succeeds("snapshot save --store lab --name clean alice");
    succeeds("snapshot save --store lab alice");
    succeeds("snapshot save --store lab alice");
    succeeds("snapshot prune --store lab alice");
    assertEquals("alice/1 is deleted\nalice/3 is deleted\nalice: 2 deleted, 2 left\n", shown());
    succeeds("snapshot prune --store lab --keep 0 alice");
    assertEquals("alice/4 is deleted\nalice: 1 deleted, 1 left\n", shown());
    succeeds("snapshot restore --store lab --discard alice clean");
    assertEquals(2, softmetal("snapshot prune --store lab --keep x alice"));
    assertTrue(told().contains("--keep: `x` is not a number"), told());
  }
}
