package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("oracle")
class RandomProgramsTest {
  @TempDir Path directory;

  @Test
  void end_as_they_end_on_qemu() {
    long seed = Long.getLong("softmetal.seed", 1972);
    int count = Integer.getInteger("softmetal.programs", 10_000);
    int first = Integer.getInteger("softmetal.program", 0);
    int bad = 0;
    long traps = 0;
    for (int from = first; from < first + count; from += 500) {
      List<RandomProgram> programs = new ArrayList<>();
      for (int i = from; i < Math.min(from + 500, first + count); i++) {
        programs.add(ProgramGenerator.generate(seed, i));
      }
      long t0 = System.nanoTime();
      var batch = new ProgramBatch(programs);
      long t1 = System.nanoTime();
      List<FinalState> ours; try { ours = new MachineRunner().run(batch); } catch (RuntimeException e) { e.printStackTrace(System.out); throw e; }
      long t2 = System.nanoTime();
      List<FinalState> theirs = new QemuRunner(directory).run(batch);
      long t3 = System.nanoTime();
      System.out.printf(
          "build %d ours %d qemu %d%n", (t1 - t0) / 1000000, (t2 - t1) / 1000000, (t3 - t2) / 1000000);
      for (int i = 0; i < programs.size(); i++) {
        traps += ours.get(i).traps();
        List<String> d = ours.get(i).differencesTo(theirs.get(i));
        if (!d.isEmpty() && bad++ < 20) {
          System.out.println(programs.get(i).name() + " " + programs.get(i).mode() + " " + d.subList(0, Math.min(6, d.size())));
        }
      }
    }
    System.out.println("traps " + traps);
    assertEquals(0, bad);
  }
}
