package softmetal.monitor.oracle.trial;

import java.util.ArrayList;
import java.util.List;
import softmetal.isa.Disassembler;
import softmetal.isa.InstructionSet;

/// What can be told about a trial from its words.
final class TrialDecoding {
  private static final Disassembler DISASSEMBLER = new Disassembler(InstructionSet.ALL);
  private static final int SYSTEM = 0x73;

  private TrialDecoding() {}

  /// Whether what a [Setup] has written may be something else afterwards.
  static boolean writesControlRegisters(Trial trial) {
    return trial.words().stream().anyMatch(word -> (word & 0x7f) == SYSTEM && word >>> 7 != 0);
  }

  static String listing(Trial trial) {
    List<String> lines = new ArrayList<>();
    long at = trial.start();
    for (int word : trial.words()) {
      lines.add(DISASSEMBLER.disassemble(word, at));
      at += (word & 3) == 3 ? 4 : 2;
    }
    return String.join("; ", lines);
  }
}
