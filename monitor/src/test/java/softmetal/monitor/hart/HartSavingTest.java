package softmetal.monitor.hart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static softmetal.isa.Instruction.ADDI;
import static softmetal.isa.Instruction.CSRRS;
import static softmetal.isa.Instruction.JAL;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import softmetal.monitor.state.RecordedState;

class HartSavingTest {
  @Test
  void what_a_hart_has_cached_is_not_saved() {
    try (HartBench straight = loop();
        HartBench halting = loop()) {
      straight.run(1000);
      for (int i = 0; i < 1000; i++) {
        halting.tlb.flush();
        halting.run(1);
      }
      assertArrayEquals(RecordedState.of(straight.hart), RecordedState.of(halting.hart));
    }
  }

  @Test
  void a_question_that_is_open_is_saved() {
    try (HartBench asked = loop();
        HartBench resumed = loop()) {
      int word = HartBench.word(CSRRS, 10, 0, 0x300);
      asked.put(HartBench.CODE, word);
      resumed.put(HartBench.CODE, word);
      asked.run(10);

      assertFalse(Arrays.equals(RecordedState.of(asked.hart), RecordedState.of(resumed.hart)));
    }
  }

  private static HartBench loop() {
    HartBench bench = new HartBench();
    bench.put(HartBench.CODE, HartBench.word(ADDI, 10, 10, 1), HartBench.word(JAL, 0, -4));
    return bench;
  }
}
