import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;

/// How long a process that runs already takes for a source, from its text to the bytes of the object.
///
/// ```
/// java -cp 'target/lib/*' assembler/src/bench/WarmAssembly.java FILE
/// ```
///
/// Assembles it 300 times, and says how long the first took, and the middle one of the last hundred: in wall time, and in
/// processor time of this thread, which does not care what else the machine does.
final class WarmAssembly {
  private static final int ROUNDS = 300;
  private static final int COUNTED = 100;

  private WarmAssembly() {}

  public static void main(String[] arguments) throws Exception {
    String text = Files.readString(Path.of(arguments[0]));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long[] wall = new long[ROUNDS];
    long[] processor = new long[ROUNDS];
    long bytes = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      long startProcessor = threads.getCurrentThreadCpuTime();
      bytes += assemble(text).length;
      processor[i] = threads.getCurrentThreadCpuTime() - startProcessor;
      wall[i] = System.nanoTime() - start;
    }
    System.out.printf(
        "%d lines, %d bytes: first %.1f ms, warm %.1f ms of wall time, %.1f ms of processor time%n",
        text.lines().count(),
        bytes / ROUNDS,
        wall[0] / 1e6,
        middleOfLast(wall),
        middleOfLast(processor));
  }

  private static double middleOfLast(long[] nanos) {
    long[] last = Arrays.copyOfRange(nanos, ROUNDS - COUNTED, ROUNDS);
    Arrays.sort(last);
    return last[COUNTED / 2] / 1e6;
  }

  private static byte[] assemble(String text) {
    Diagnostics diagnostics = new Diagnostics();
    return new Assembler()
        .assemble(SourceText.file("source.s", text), AssemblerOptions.standard(), diagnostics)
        .map(ElfWriter::write)
        .orElseThrow(() -> new IllegalStateException("errors in the source"));
  }
}
