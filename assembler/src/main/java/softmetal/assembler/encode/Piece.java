package softmetal.assembler.encode;

import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.object.RelocationType;
import softmetal.assembler.syntax.Expression;
import softmetal.isa.Instruction;

/// What one statement leaves in a section, in order: what `InstructionEncoder.encode(operation, context)` returns.
///
/// A piece is all that the layout has to know of an instruction: its size, or the sizes it may take.
public sealed interface Piece {

  /// One instruction whose size is settled.
  ///
  /// @param word the encoding; relocated fields hold what GNU as leaves in them
  /// @param length 2 or 4 bytes
  /// @param fixups relocations at its first byte, in the order in which they appear in the object
  /// @param label a hidden label that this piece defines (the anchor of a `%pcrel_lo`), or null
  record Code(int word, int length, List<Fixup> fixups, Expression.@Nullable Symbol label)
      implements Piece {
    public Code {
      fixups = List.copyOf(fixups);
    }

    /// Nothing but the word itself.
    public Code(int word, int length) {
      this(word, length, List.of(), null);
    }
  }

  /// A branch or jump to a symbol: the layout finds the smallest size that reaches.
  ///
  /// @param instruction the four-byte form: BEQ, BNE, BLT, BGE, BLTU, BGEU or JAL
  /// @param rs1 first register of a conditional branch; of JAL, the link register `rd`
  /// @param compressed the two-byte form, where the registers and the extensions allow one (C_BEQZ, C_BNEZ, C_J)
  /// @param raw the word without its displacement, where `.insn` gave one; otherwise 0
  record Branch(
      Instruction instruction,
      int rs1,
      int rs2,
      @Nullable Instruction compressed,
      Expression target,
      SourceSpan span,
      int raw)
      implements Piece {
    /// One of the instruction table.
    public Branch(
        Instruction instruction,
        int rs1,
        int rs2,
        @Nullable Instruction compressed,
        Expression target,
        SourceSpan span) {
      this(instruction, rs1, rs2, compressed, target, span, 0);
    }
  }

  /// A relocation to be made: `type` applied to the value of `target`.
  ///
  /// @param span the operand that asked for it, kept for messages at link time
  record Fixup(RelocationType type, Expression target, SourceSpan span) {}
}
