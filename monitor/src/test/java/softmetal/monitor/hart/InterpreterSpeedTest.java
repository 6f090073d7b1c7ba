package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static softmetal.isa.Instruction.*;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Prints how fast the interpreter is; fails only where something is badly wrong, such as a method that HotSpot does
/// not compile.
@Tag("slow")
class InterpreterSpeedTest {
  private static final long INSTRUCTIONS = 500_000_000;
  private static final long VIRTUAL_DATA = 0x40_0000_0000L;
  private static final int PAGES = 128;

  /// A loop of ten instructions that changes every 67th byte of 128 pages, which are scattered in RAM.
  private static void load(HartBench bench) {
    int address = 5;
    int index = 6;
    int value = 7;
    int sum = 28;
    int scratch = 29;
    int data = 10;
    int size = 11;
    bench.put(
        HartBench.CODE,
        HartBench.word(ADD, address, data, index),
        HartBench.word(LBU, value, address, 0),
        HartBench.word(C_ADDI, value, 1),
        HartBench.word(SB, address, value, 0),
        HartBench.word(XOR, sum, sum, value),
        HartBench.word(SRLI, scratch, sum, 7),
        HartBench.word(C_ADD, sum, scratch),
        HartBench.word(ADDI, index, index, 67),
        HartBench.word(BLTU, index, size, -28),
        HartBench.word(C_LI, index, 0),
        HartBench.word(JAL, 0, -34));
    bench.state.x[data] = VIRTUAL_DATA;
    bench.state.x[size] = PAGES << 12;
  }

  @Test
  void an_integer_loop_with_paging_on_runs_at_interpreter_speed() {
    try (HartBench bench = new HartBench()) {
      load(bench);
      run(bench, INSTRUCTIONS / 5);
      long start = System.nanoTime();
      run(bench, INSTRUCTIONS);
      long mips = INSTRUCTIONS * 1000 / (System.nanoTime() - start);
      System.out.println("interpreter: " + mips + " million instructions per second");
      assertTrue(mips > 20, () -> mips + " million instructions per second");
    }
  }

  private static void run(HartBench bench, long instructions) {
    long end = bench.state.retired + instructions;
    while (bench.state.retired < end) {
      if (bench.run(Math.min(100_000, end - bench.state.retired)) instanceof Exit.TlbMiss miss) {
        long page = (miss.virtualAddress() - VIRTUAL_DATA) >> 12;
        long frame = 16 + page * 37 % PAGES;
        bench.tlb.fillRam(miss.access(), miss.virtualAddress(), HartBench.BASE + (frame << 12));
      }
    }
  }
}
