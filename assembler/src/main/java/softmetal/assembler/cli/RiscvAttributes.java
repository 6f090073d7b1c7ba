package softmetal.assembler.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.object.ElfFile;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.PlacedSection;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;
import softmetal.isa.InstructionSet;

/// For which instruction set a file is, as its section `.riscv.attributes` says.
///
/// Source: RISC-V ELF psABI, "Attributes".
final class RiscvAttributes {
  private static final int ARCHITECTURE = 5;

  private RiscvAttributes() {}

  /// The instruction set of a file; what everybody builds for, if the file does not say or says what is unknown here.
  static InstructionSet instructionSet(ElfFile file) {
    List<Section> sections =
        switch (file) {
          case ObjectFile object -> object.sections();
          case Executable program ->
              program.sections().stream().map(PlacedSection::section).toList();
        };
    return sections.stream()
        .filter(section -> section.type() == Section.RISCV_ATTRIBUTES)
        .findFirst()
        .flatMap(section -> architecture(section.contents()))
        .flatMap(RiscvAttributes::parse)
        .orElse(InstructionSet.RV64GC);
  }

  /// The instruction set with this name, if it is known.
  static Optional<InstructionSet> parse(String architecture) {
    try {
      return Optional.of(InstructionSet.parse(architecture));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> architecture(byte[] contents) {
    ByteBuffer bytes = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
    try {
      if (bytes.get() != 'A') {
        return Optional.empty();
      }
      bytes.getInt(); // length
      string(bytes); // "riscv"
      number(bytes); // about the whole file
      bytes.getInt(); // length
      while (bytes.hasRemaining()) {
        long tag = number(bytes);
        if (tag == ARCHITECTURE) {
          return Optional.of(string(bytes));
        }
        if (tag % 2 == 0) {
          number(bytes);
        } else {
          string(bytes);
        }
      }
    } catch (BufferUnderflowException _) {
      // Damaged: as good as absent.
    }
    return Optional.empty();
  }

  private static String string(ByteBuffer bytes) {
    int start = bytes.position();
    while (bytes.get() != 0) {
      // up to the zero
    }
    byte[] text = new byte[bytes.position() - 1 - start];
    bytes.get(start, text);
    return new String(text, US_ASCII);
  }

  private static long number(ByteBuffer bytes) {
    long value = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes.get();
      value |= shift < 64 ? (long) (next & 0x7f) << shift : 0;
      shift += 7;
    } while (next < 0);
    return value;
  }
}
