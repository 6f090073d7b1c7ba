package softmetal.sampleos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Seven virtual machines on three drives: the textbook's picture of a virtual machine monitor.
@Tag("slow")
class VirtualMachinesTest {
  private static final String WORK =
      "ls\nprimes\nwrite note mine\ncat note\nprimes\nprimes\npoweroff\n";

  @TempDir Path directory;

  private CommandRun succeeds(String line) {
    CommandRun run = CommandRun.of(directory, "", line);
    assertEquals(0, run.status(), line + "\n" + run.output() + run.messages());
    return run;
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }

  private void create(int number, String more) {
    succeeds(
        "create --store lab --disk-size %dM vm%d %s%s"
            .formatted(number, number, Path.of("").toAbsolutePath(), more));
  }

  @Test
  void one_panics_another_loops_and_five_finish_their_work() throws IOException {
    StringBuilder line = new StringBuilder("run --store lab --max-instructions 500M");
    for (int number = 1; number <= 7; number++) {
      create(number, "");
      line.append(" --input vm%d=%d.txt".formatted(number, number));
      write(number + ".txt", number == 6 ? "panic\n" : number == 7 ? "spin\n" : WORK);
    }
    for (int number = 1; number <= 7; number++) {
      line.append(" vm").append(number);
    }
    CommandRun run = CommandRun.of(directory, "", line.toString());

    assertEquals(1, run.status(), run.messages());
    for (int number = 1; number <= 7; number++) {
      String name = "vm%d | ".formatted(number);
      // What the file system needs for itself is the same on all.
      String free = "slate disk with %d KiB free".formatted(1024 * number - 264);
      assertTrue(run.output().contains(name + "Softmetal sample OS"), name + run.output());
      assertTrue(
          run.output().lines().anyMatch(l -> l.startsWith(name) && l.endsWith(free)),
          name + free + "\n" + run.output());
      String end =
          number == 6
              ? "switched itself off, status 1"
              : number == 7
                  ? "stopped after 500,000,000 instructions"
                  : "switched itself off, status 0";
      assertTrue(
          run.messages().contains("softmetal: vm%d: %s".formatted(number, end)), run.messages());
    }
    assertTrue(run.output().contains("vm6 | PANIC: "), run.output());
    List<String> finished = run.output().lines().filter(l -> l.endsWith(" | mine")).toList();
    assertEquals(5, new TreeSet<>(finished).size(), run.output());
    assertEquals(0, succeeds("disk check --store lab").status());
  }

  /// Seven machines that never end by themselves, each until it has executed as much: as no machine gets more of the host than another, none
  /// is through long before the others are.
  @Test
  void each_gets_a_fair_share_of_the_host() throws Exception {
    StringBuilder line = new StringBuilder("run --store lab --max-instructions 800M");
    write("spin.txt", "spin\n");
    for (int number = 1; number <= 7; number++) {
      create(number, "");
      line.append(" --input vm%d=spin.txt vm%d".formatted(number, number));
    }
    long start = System.nanoTime();
    List<Double> ends = new ArrayList<>();
    CommandRun.of(
        directory,
        line.toString(),
        message -> {
          if (message.contains("stopped after 800,000,000 instructions")) {
            ends.add((System.nanoTime() - start) / 1e9);
          }
        });

    assertEquals(7, ends.size());
    System.out.printf(
        "seven equal machines end after %.1f to %.1f s%n", ends.getFirst(), ends.getLast());
    // One that had the host to itself would be through in a seventh of the time, or two in seven
    // where there are two processors.
    assertTrue(ends.getFirst() > 0.6 * ends.getLast(), ends.toString());
  }

  @Test
  void what_the_writer_has_flushed_the_reader_reads_and_a_second_writer_is_refused_by_name()
      throws IOException {
    for (int number = 1; number <= 3; number++) {
      create(number, "");
    }
    succeeds("disk export --store lab vm3/disk0 fs.img");
    succeeds("disk import --store lab shared fs.img");
    succeeds("disk link --store lab shared vm1:0 M");
    succeeds("disk link --store lab shared vm2:0 RR");
    CommandRun second = CommandRun.of(directory, "", "disk link --store lab shared vm3:0 M");
    assertEquals(1, second.status());
    assertTrue(second.messages().contains("vm1:0 writes (M)"), second.messages());

    write("writer.txt", "write news from vm1\npoweroff\n");
    succeeds("run --store lab --input vm1=writer.txt vm1");
    // A file system looks at its disk when it is mounted; the writer has the disk at the same time.
    write("reader.txt", "cat news\nwrite news forged\npoweroff\n");
    write("writer.txt", "primes\ncat news\npoweroff\n");
    CommandRun run =
        succeeds("run --store lab --input vm1=writer.txt --input vm2=reader.txt vm1 vm2");

    assertTrue(run.output().contains("vm1 | from vm1\n"), run.output());
    assertTrue(run.output().contains("vm2 | from vm1\n"), run.output());
  }
}
