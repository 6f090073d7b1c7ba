package softmetal.monitor.oracle.trial;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All 49,152 halfwords that are not the beginning of a longer instruction: registers, memory and traps end as on QEMU.
@Tag("oracle")
class CompressedInstructionsOracleTest {
  private static final long EBREAK = 0x9002;

  @TempDir Path directory;

  @Test
  void every_halfword_does_what_it_does_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (int half = 0; half < 1 << 16; half++) {
      if ((half & 3) != 3 && !jumpsToItself(half)) {
        trials.add(trial(half));
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  /// `c.j` and `c.bnez` with the distance 0: no register of a trial holds 0.
  private static boolean jumpsToItself(int half) {
    return half == 0xa001 || (half & 0xfc7f) == 0xe001;
  }

  /// Where a jump through a register leads, it ends.
  private static Trial trial(int half) {
    Trial trial = Trial.of("0x%04x".formatted(half), half);
    boolean jumps = (half & 0xe07f) == 0x8002;
    return jumps ? trial.poking(TrialBatch.POINTERS.x()[half >> 7 & 31], EBREAK) : trial;
  }
}
