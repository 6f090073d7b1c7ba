package softmetal.isa;

import java.util.ArrayList;
import java.util.List;

/// One way to write something that the assembler understands: a mnemonic with operands of certain kinds, and
/// what becomes of it.
///
/// @param signature the operands; the names in it are the variables of the expansion
/// @param meaning the expansion as the table has it, for people
public record Form(String mnemonic, Signature signature, Expansion expansion, String meaning) {

  /// What a form stands for.
  public sealed interface Expansion {
    /// Whether its instructions exist there.
    boolean isIn(InstructionSet instructionSet);

    /// Whether it is a two-byte instruction.
    boolean isCompressed();

    /// Exactly this instruction.
    ///
    /// @param operands in the order of its flattened signature
    /// @param ordering of an atomic; otherwise [Ordering#RELAXED]
    record Single(Instruction instruction, List<Template> operands, Ordering ordering)
        implements Expansion {
      @Override
      public boolean isIn(InstructionSet instructionSet) {
        return instructionSet.has(instruction);
      }

      @Override
      public boolean isCompressed() {
        return instruction.isCompressed();
      }
    }

    /// Several statements; each is looked up again, so that it may become a compressed instruction.
    record Sequence(List<Step> steps) implements Expansion {
      @Override
      public boolean isIn(InstructionSet instructionSet) {
        for (Step step : steps) {
          if (!instructionSet.has(step.instruction())) {
            return false;
          }
          for (Template operand : step.operands()) {
            if (!exists(operand, instructionSet.xlen())) {
              return false;
            }
          }
        }
        return true;
      }

      @Override
      public boolean isCompressed() {
        return false;
      }
    }

    /// As many instructions as the constant needs.
    record LoadConstant() implements Expansion {
      @Override
      public boolean isIn(InstructionSet instructionSet) {
        return true;
      }

      @Override
      public boolean isCompressed() {
        return false;
      }
    }

    /// Bits that are no instruction of the table: `unimp`, and names that only GNU as still knows.
    ///
    /// @param length in bytes
    record Bits(int word, int length) implements Expansion {
      @Override
      public boolean isIn(InstructionSet instructionSet) {
        return length == 4 || instructionSet.has(Extension.C);
      }

      @Override
      public boolean isCompressed() {
        return length == 2;
      }
    }
  }

  /// One statement of a sequence.
  ///
  /// @param operands in the order of the flattened signature of that mnemonic's own instruction
  public record Step(Instruction instruction, List<Template> operands) {}

  /// Whether the instructions of this form exist there.
  public boolean isIn(InstructionSet instructionSet) {
    return expansion.isIn(instructionSet)
        && (!isFloatControl() || instructionSet.has(Extension.F) || instructionSet.has("zfinx"));
  }

  /// Whether it reads or writes the floating-point CSRs under a name of their own, such as `frcsr`.
  public boolean isFloatControl() {
    return expansion
            instanceof Expansion.Single(Instruction instruction, List<Template> _, Ordering _)
        && instruction.extensions().contains(Extension.ZICSR)
        && mnemonic.startsWith("f");
  }

  /// `zext.w` means nothing where a register has 32 bits.
  private static boolean exists(Template operand, Xlen xlen) {
    return !(operand instanceof Template.XlenLess(int bits)) || bits < xlen.bits();
  }

  /// Whether it makes a two-byte instruction.
  public boolean isCompressed() {
    return expansion.isCompressed();
  }

  /// Whether it is an instruction under its own name, with its own operands.
  public boolean isOwn() {
    return meaning.isEmpty();
  }

  /// How to write it: `addi rd, rs1, imm`.
  public String usage() {
    return signature.text().isEmpty() ? mnemonic : mnemonic + " " + signature.text();
  }

  /// Understands one row of [Forms].
  static Form parse(String usage, String meaning) {
    String mnemonic = head(usage);
    Signature signature = Signature.parse(tail(usage));
    if (meaning.equals("constant")) {
      return new Form(
          mnemonic, signature, new Expansion.LoadConstant(), "as many instructions as it needs");
    }
    if (meaning.matches("\\.[24]byte .*")) {
      int word = Long.decode(tail(meaning)).intValue();
      int length = meaning.charAt(1) - '0';
      return new Form(mnemonic, signature, new Expansion.Bits(word, length), meaning);
    }
    List<Step> steps = new ArrayList<>();
    for (String step : meaning.split("; *", -1)) {
      Instruction instruction = Instruction.named(head(step));
      if (instruction == null) {
        throw new IllegalArgumentException("no such instruction: " + step);
      }
      List<Template> operands = Template.parseList(tail(step));
      int wanted = instruction.signature().flattened().size();
      if (operands.size() != wanted && !operands.isEmpty()) {
        int rounding =
            instruction.signature().parameters().size() - instruction.signature().required();
        if (operands.size() + rounding != wanted) {
          throw new IllegalArgumentException("operands of " + step + " in " + usage);
        }
      }
      steps.add(new Step(instruction, operands));
    }
    if (steps.size() > 1) {
      return new Form(mnemonic, signature, new Expansion.Sequence(List.copyOf(steps)), meaning);
    }
    Step only = steps.getFirst();
    return new Form(
        mnemonic,
        signature,
        new Expansion.Single(only.instruction(), only.operands(), Ordering.RELAXED),
        meaning);
  }

  /// The form that an instruction has from its own row.
  static Form own(Instruction instruction, Ordering ordering) {
    List<Template> operands = new ArrayList<>();
    for (Parameter parameter : instruction.signature().flattened()) {
      operands.add(parameter.itself());
    }
    return new Form(
        instruction.mnemonic() + ordering.suffix(),
        instruction.signature(),
        new Expansion.Single(instruction, List.copyOf(operands), ordering),
        "");
  }

  static String head(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? text : text.substring(0, space);
  }

  private static String tail(String text) {
    int space = text.indexOf(' ');
    return space < 0 ? "" : text.substring(space + 1).strip();
  }
}
