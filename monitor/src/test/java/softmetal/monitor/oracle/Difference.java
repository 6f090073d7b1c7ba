package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import softmetal.isa.Decoded;
import softmetal.isa.Disassembler;
import softmetal.isa.Field;
import softmetal.isa.FloatRegister;
import softmetal.isa.Parameter;
import softmetal.isa.Register;

/// A program that two runners end differently.
///
/// @param details what differs, a line each
record Difference(RandomProgram program, List<String> details) {
  private static final int MAX_DETAILS = 10;

  /// All differences between what two runners make of some programs.
  static List<Difference> between(Runner subject, Runner expected, List<RandomProgram> programs) {
    var batch = new ProgramBatch(programs);
    List<FinalState> states = subject.run(batch);
    List<FinalState> expectedStates = expected.run(batch);
    List<Difference> differences = new ArrayList<>();
    for (int i = 0; i < programs.size(); i++) {
      List<String> details = states.get(i).differencesTo(expectedStates.get(i));
      if (!details.isEmpty()) {
        differences.add(new Difference(programs.get(i), details));
      }
    }
    return differences;
  }

  /// The program as a listing, with the registers that it reads, and what differs.
  String report() {
    var batch = new ProgramBatch(List.of(program));
    var lines = new ArrayList<String>();
    lines.add(
        "%s (%s, mode %s), %d instructions left:"
            .formatted(program.name(), program.kind(), program.mode(), program.removable().size()));
    Map<String, Long> registers = new TreeMap<>();
    var disassembler = new Disassembler(program.kind().ours());
    long pc = batch.start(0);
    for (int word : program.words()) {
      if (!RandomProgram.isNop(word)) {
        lines.add("  %x: %s".formatted(pc, disassembler.disassemble(word, pc)));
        addRegisters(registers, word, batch.x(0));
      }
      pc += Code.length(word);
    }
    lines.add("at the start:");
    lines.add("  fcsr = 0x%x".formatted(program.fcsr()));
    registers.forEach((name, value) -> lines.add("  %s = 0x%x".formatted(name, value)));
    lines.add("at the end:");
    details.stream().limit(MAX_DETAILS).forEach(detail -> lines.add("  " + detail));
    if (details.size() > MAX_DETAILS) {
      lines.add("  and %d more".formatted(details.size() - MAX_DETAILS));
    }
    return String.join("\n", lines);
  }

  /// The registers that an instruction reads, with their values at the start of the program.
  private void addRegisters(Map<String, Long> registers, int word, long[] x) {
    Decoded decoded = program.kind().decoder().decode(word);
    if (decoded == null) {
      return;
    }
    Decoded base = decoded.expanded();
    for (Parameter parameter : base.instruction().signature().flattened()) {
      Field field = parameter.field();
      if (field == null || field == Field.RD) {
        continue;
      }
      int number = (int) base.value(field);
      if (parameter instanceof Parameter.IntegerRegister) {
        registers.put(Register.of(number).lowerCaseName(), x[number]);
      } else if (parameter instanceof Parameter.FloatingRegister) {
        registers.put(FloatRegister.of(number).lowerCaseName(), program.f()[number]);
      }
    }
  }
}
