package softmetal.assembler.encode;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What instructions of other processors and simulators are called here: habits of MIPS, Arm and x86.
final class ForeignInstructions {
  /// The same instruction with the same operands under another name; where there are several, the operands decide.
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("mov", "mv li"),
          entry("addiu", "addi"),
          entry("addu", "add"),
          entry("subu", "sub"),
          entry("daddiu", "addi"),
          entry("daddu", "add"),
          entry("dsubu", "sub"),
          entry("sllv", "sll"),
          entry("srlv", "srl"),
          entry("srav", "sra"),
          entry("syscall", "ecall"),
          entry("svc", "ecall"),
          entry("swi", "ecall"),
          entry("break", "ebreak"),
          entry("int3", "ebreak"),
          entry("b", "j"),
          entry("jmp", "j"),
          entry("bal", "call"),
          entry("bl", "call"),
          entry("bx", "jr"),
          entry("blr", "jalr"),
          entry("ldr", "ld la"),
          entry("str", "sd"),
          entry("ldrb", "lbu"),
          entry("strb", "sb"),
          entry("ldrh", "lhu"),
          entry("strh", "sh"),
          entry("lea", "la"),
          entry("adr", "la"),
          entry("ldi", "li"),
          entry("hlt", "wfi"),
          entry("halt", "wfi"),
          entry("shl", "sll"),
          entry("shr", "srl"),
          entry("sar", "sra"),
          entry("lsl", "sll"),
          entry("lsr", "srl"),
          entry("asr", "sra"),
          entry("orr", "or"),
          entry("eor", "xor"),
          entry("mvn", "not"),
          entry("sync", "fence"));

  /// What has no counterpart of one instruction.
  private static final Map<String, String> ADVICE =
      Map.ofEntries(
          entry("subi", "to subtract a constant, add its negative: `addi rd, rs1, -imm`"),
          entry("subiw", "to subtract a constant, add its negative: `addiw rd, rs1, -imm`"),
          entry("push", "there is no push: `addi sp, sp, -16`, then `sd register, 0(sp)`"),
          entry("pop", "there is no pop: `ld register, 0(sp)`, then `addi sp, sp, 16`"),
          entry("cmp", "there are no flags: branches compare, as in `beq a0, a1, place`"),
          entry("test", "there are no flags: branches compare, as in `beqz a0, place`"),
          entry("je", "branches compare by themselves: `beq a0, a1, place`"),
          entry("jz", "branches compare by themselves: `beqz a0, place`"),
          entry("jne", "branches compare by themselves: `bne a0, a1, place`"),
          entry("jnz", "branches compare by themselves: `bnez a0, place`"),
          entry("jl", "branches compare by themselves: `blt a0, a1, place`"),
          entry("jg", "branches compare by themselves: `bgt a0, a1, place`"),
          entry("jle", "branches compare by themselves: `ble a0, a1, place`"),
          entry("jge", "branches compare by themselves: `bge a0, a1, place`"),
          entry("inc", "to count up: `addi rd, rd, 1`"),
          entry("dec", "to count down: `addi rd, rd, -1`"),
          entry(
              "eret",
              "a trap returns with `mret` from machine mode, with `sret` from supervisor mode"),
          entry(
              "iret",
              "a trap returns with `mret` from machine mode, with `sret` from supervisor mode"),
          entry(
              "mult", "`mul rd, rs1, rs2` gives the lower half of a product, `mulh` the upper one"),
          entry(
              "multu",
              "`mul rd, rs1, rs2` gives the lower half of a product, `mulhu` the upper one"),
          entry("mflo", "there is no LO: `mul` and `div` write to a register"),
          entry("mfhi", "there is no HI: `mulh` and `rem` write to a register"),
          entry("mtc0", "control registers are written with `csrw csr, rs`"),
          entry("mfc0", "control registers are read with `csrr rd, csr`"),
          entry("nor", "there is no nor: `or`, then `not`"),
          entry("seq", "`sub rd, rs1, rs2`, then `seqz rd, rd`"),
          entry("sne", "`sub rd, rs1, rs2`, then `snez rd, rd`"),
          entry("lwl", "`lw` may load from any address, if the processor allows it"),
          entry("lwr", "`lw` may load from any address, if the processor allows it"),
          entry(
              "cli",
              "interrupts are masked with `csrci sstatus, 2`, in machine mode with `csrci mstatus, 8`"),
          entry(
              "sti",
              "interrupts are enabled with `csrsi sstatus, 2`, in machine mode with `csrsi mstatus, 8`"));

  private ForeignInstructions() {}

  /// The names here, if nothing but the name differs.
  static List<String> sameAs(String mnemonic) {
    String names = NAMES.get(mnemonic);
    return names == null ? List.of() : List.of(names.split(" ", -1));
  }

  static @Nullable String advice(String mnemonic) {
    return ADVICE.get(mnemonic);
  }
}
