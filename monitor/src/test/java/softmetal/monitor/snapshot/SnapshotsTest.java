package softmetal.monitor.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.BoardOptions;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Peripheral;
import softmetal.monitor.machine.RecordingHost;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.project.Project;

class SnapshotsTest {
  private static final String KERNEL =
      """
              .globl  _start
      _start: la      t0, counter
              li      t2, 4096
      again:  ld      t1, (t0)
              addi    t1, t1, 1
              sd      t1, (t0)
              add     t3, t0, t2
              sd      t1, (t3)
              j       again
              .data
              .balign 4096
      counter: .dword 0
              .zero   8192
      """;

  @TempDir Path directory;

  final Drives drives = Drives.inMemory(1, 1 << 22);
  Machine machine;

  @BeforeEach
  void boot() throws Exception {
    Path source = directory.resolve("kernel.s");
    Files.writeString(source, KERNEL);
    Minidisk disk = drives.create(100_352, "100352");
    disk.write(20_000, ByteBuffer.wrap("what was written".getBytes(US_ASCII)));
    BoardOptions options =
        BoardOptions.plain()
            .with(
                new Peripheral.NetworkCard(
                    new EthernetSwitch("lan").connect(), new MacAddress(0x5254_0012_3456L)))
            .with(new Peripheral.EntropySource())
            .with(new Peripheral.VirtioTerminal());
    MachineDefinition definition =
        MachineDefinition.small()
            .withMemory(1 << 20)
            .withHarts(2)
            .withDisks(List.of(disk))
            .withBootArguments("quiet")
            .withOptions(options);
    machine = new Machine(definition, new RecordingHost());
    machine.load(
        Project.buildFiles(List.of(source), Project.MACHINE_BASE, new Diagnostics())
            .orElseThrow()
            .kernel());
    machine.run(10_000);
  }

  @AfterEach
  void close() throws Exception {
    machine.close();
    drives.close();
  }

  private Path saved(String name, @Nullable SavedSnapshot parent) throws IOException {
    Path file = directory.resolve(name + Snapshots.SUFFIX);
    Snapshots.write(file, Snapshot.of(machine), name, "a note", parent);
    return file;
  }

  private String hash(Path file) throws Exception {
    try (SavedSnapshot read = Snapshots.read(file, drives);
        Fork fork = Snapshots.restore(file, read, drives, new RecordingHost())) {
      return fork.machine().stateHash();
    }
  }

  @Test
  void a_file_holds_the_machine_with_all_its_parts() throws Exception {
    Path file = saved("one", null);

    assertEquals(machine.stateHash(), hash(file));
    Snapshots.verify(file);
    Snapshots.Summary summary = Snapshots.summary(file);
    assertEquals("one", summary.name());
    assertEquals("a note", summary.note());
    assertTrue(summary.bytes() < 20_000, summary.toString());
  }

  @Test
  void the_same_moment_makes_the_same_file() throws Exception {
    byte[] first = Files.readAllBytes(saved("one", null));

    assertArrayEquals(first, Files.readAllBytes(saved("one", null)));
  }

  @Test
  void a_file_that_builds_on_another_holds_what_differs() throws Exception {
    Path first = saved("first", null);
    SavedSnapshot parent = Snapshots.write(first, Snapshot.of(machine), "first", "", null);
    machine.run(1_000);
    Path second = saved("second", parent);
    String later = machine.stateHash();

    assertEquals(later, hash(second));
    assertEquals(2 * 4096, Snapshots.summary(second).ramBytes());
    Files.move(first, directory.resolve("renamed.snap"));
    assertEquals(later, hash(second));
    Files.delete(directory.resolve("renamed.snap"));
    refused(second, "builds on snapshot " + parent.id().brief());
  }

  @Test
  void what_another_one_builds_on_is_not_deleted() throws Exception {
    Path first = directory.resolve("first.snap");
    SavedSnapshot parent = Snapshots.write(first, Snapshot.of(machine), "first", "", null);
    Path second = saved("second", parent);

    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> Snapshots.delete(first));
    assertTrue(
        e.diagnostic().message().contains("second.snap builds on it"), e.diagnostic().message());
    Snapshots.delete(second);
    Snapshots.delete(first);
    assertTrue(Files.notExists(first) && Files.notExists(second));
    parent.close();
  }

  @Test
  void what_is_merged_goes_to_those_that_build_on_it() throws Exception {
    List<Path> files = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    SavedSnapshot parent = null;
    for (int i = 0; i < 5; i++) {
      machine.run(1_000);
      files.add(directory.resolve("chain" + i + ".snap"));
      parent = Snapshots.write(files.get(i), Snapshot.of(machine), "chain" + i, "", parent);
      hashes.add(machine.stateHash());
    }
    Path copy = Files.copy(files.get(3), directory.resolve("copy.snap"));
    // In the middle, at the root, and the last one.
    for (int gone : new int[] {2, 0, 4}) {
      Snapshots.merge(files.get(gone));
      assertTrue(Files.notExists(files.get(gone)));
      for (int i = 0; i < 5; i++) {
        if (Files.exists(files.get(i))) {
          assertEquals(hashes.get(i), hash(files.get(i)), "chain" + i + " without " + gone);
        }
      }
    }
    assertEquals(hashes.get(3), hash(copy));
    assertEquals(
        Optional.of(Snapshots.summary(files.get(1)).id()),
        Snapshots.summary(files.get(3)).parent());
    try (var all = Files.list(directory)) {
      assertEquals(0, all.filter(file -> file.getFileName().toString().startsWith(".")).count());
    }
  }

  @Test
  void a_failed_save_leaves_what_was_there() throws Exception {
    Path file = saved("one", null);
    byte[] before = Files.readAllBytes(file);
    Path nowhere = directory.resolve("missing/one.snap");

    assertThrows(
        IOException.class, () -> Snapshots.write(nowhere, Snapshot.of(machine), "one", "", null));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void every_bit_matters_in_header_and_index() throws Exception {
    flipBits(97);
  }

  @Test
  @Tag("slow")
  void every_single_bit_matters_in_header_and_index() throws Exception {
    flipBits(1);
  }

  /// @param step of all bits of the index, one in so many is flipped; of those of the header all
  private void flipBits(int step) throws Exception {
    byte[] good = Files.readAllBytes(saved("good", null));
    Path file = directory.resolve("bad.snap");
    int index = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
    for (int bit = 0; bit < 8 * good.length; ) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file, bad);
      refused(file, "");
      bit += bit < 8 * SnapshotFormat.HEADER_BYTES ? 1 : step;
      bit = bit == 8 * SnapshotFormat.HEADER_BYTES ? 8 * index : bit;
    }
  }

  @Test
  void damage_anywhere_is_found() throws Exception {
    damage(500);
  }

  @Test
  @Tag("slow")
  void much_damage_anywhere_is_found() throws Exception {
    damage(10_000);
  }

  private void damage(int rounds) throws Exception {
    byte[] good = Files.readAllBytes(saved("good", null));
    Path file = directory.resolve("bad.snap");
    SplittableRandom random = new SplittableRandom(Long.getLong("softmetal.seed", 1));
    for (int round = 0; round < rounds; round++) {
      byte[] bad = good.clone();
      switch (random.nextInt(4)) {
        case 0 -> bad = Arrays.copyOf(good, random.nextInt(good.length));
        case 1 -> bad = Arrays.copyOf(good, good.length + random.nextInt(1, 100));
        default -> bad[random.nextInt(bad.length)] ^= (byte) random.nextInt(1, 256);
      }
      Files.write(file, bad);
      refused(file, "");
    }
  }

  /// Every checksum right, and the contents whatever they are: refused, or a machine that runs.
  @Test
  void contents_that_checksums_vouch_for_are_not_believed() throws Exception {
    byte[] good = Files.readAllBytes(saved("good", null));
    Path file = directory.resolve("bad.snap");
    SplittableRandom random = new SplittableRandom(Long.getLong("softmetal.seed", 2));
    int index = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
    int accepted = 0;
    for (int round = 0; round < 1_000; round++) {
      byte[] bad = good.clone();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        bad[random.nextInt(index, bad.length)] = (byte) random.nextInt(256);
      }
      seal(bad, index);
      Files.write(file, bad);
      accepted += isRefusedOrRuns(file) ? 0 : 1;
    }
    assertTrue(accepted < 1_000, "nothing was refused");
  }

  private static void seal(byte[] file, int index) {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    SnapshotId id = SnapshotId.of(Chunk.sha256(file, index, file.length - index));
    header.put(0, new SnapshotFormat(index, file.length - index, id).toBytes().array());
  }

  private boolean isRefusedOrRuns(Path file) throws IOException {
    try (SavedSnapshot read = Snapshots.read(file, drives);
        Fork fork = Snapshots.restore(file, read, drives, new RecordingHost())) {
      fork.machine().run(1_000);
      return false;
    } catch (InvalidInputException refused) {
      return true;
    }
  }

  private void refused(Path file, String why) {
    InvalidInputException e =
        assertThrows(InvalidInputException.class, () -> hash(file), file.toString());
    assertTrue(e.diagnostic().message().contains(why), e.diagnostic().message());
    assertEquals(file.toString(), e.diagnostic().span().source().name());
  }
}
