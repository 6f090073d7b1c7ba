package softmetal.monitor.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import softmetal.isa.Decoded;
import softmetal.isa.Decoder;
import softmetal.isa.Extension;
import softmetal.isa.Instruction;

class ProgramGeneratorTest {
  @Test
  void every_unprivileged_instruction_appears() {
    var decoder = new Decoder(HartKind.RV64.common());
    Set<Instruction> missing = EnumSet.noneOf(Instruction.class);
    for (Instruction instruction : Instruction.values()) {
      if (HartKind.RV64.common().has(instruction)
          && !instruction.extensions().contains(Extension.PRIVILEGED)) {
        missing.add(instruction);
      }
    }

    missing.remove(Instruction.CTZW); // see docs/qemu-differences.md

    for (int number = 0; number < 1000; number++) {
      for (int word : ProgramGenerator.generate(HartKind.RV64, 1, number).words()) {
        Decoded decoded = decoder.decode(word);
        if (decoded != null) {
          missing.remove(decoded.instruction());
        }
      }
    }

    assertEquals(Set.of(), missing);
  }

  @Test
  void a_seed_and_a_number_always_make_the_same_program() {
    RandomProgram program = ProgramGenerator.generate(HartKind.RV64, 5, 17);

    assertEquals(program.words(), ProgramGenerator.generate(HartKind.RV64, 5, 17).words());
    assertEquals(program.place(), ProgramGenerator.generate(HartKind.RV64, 5, 17).place());
  }
}
