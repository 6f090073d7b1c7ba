package softmetal.isa;

import static softmetal.isa.Extension.A;
import static softmetal.isa.Extension.C;
import static softmetal.isa.Extension.D;
import static softmetal.isa.Extension.F;
import static softmetal.isa.Extension.I;
import static softmetal.isa.Extension.M;
import static softmetal.isa.Extension.PRIVILEGED;
import static softmetal.isa.Extension.ZBA;
import static softmetal.isa.Extension.ZBB;
import static softmetal.isa.Extension.ZBC;
import static softmetal.isa.Extension.ZBS;
import static softmetal.isa.Extension.ZICOND;
import static softmetal.isa.Extension.ZICSR;
import static softmetal.isa.Extension.ZIFENCEI;
import static softmetal.isa.Extension.ZMMUL;
import static softmetal.isa.Xlen.RV32;
import static softmetal.isa.Xlen.RV64;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The instruction table: one row for each instruction, as the manual draws it.
///
/// A row has the extension, the register width where the instruction exists on one width only, the
/// encoding (read by [Encoding]) and the operands as assembly text has them (read by [Signature]). A
/// compressed instruction also names the base instruction that it abbreviates, with that one's operands. Where the
/// two widths encode one mnemonic differently, the row of the narrow one is called `…_RV32`.
///
/// Source: RISC-V Unprivileged ISA, "RV32/64G Instruction Set Listings" and "RVC Instruction Set
/// Listings"; RISC-V Privileged ISA, "RISC-V Privileged Instruction Set Listings".
@SuppressWarnings("ImmutableEnumChecker") // unmodifiable all, which the checker cannot see
public enum Instruction {
  // spotless:off (the columns are the documentation)
  LUI        (I,              "imm[31:12]                              rd            0110111", "rd, upper"),
  AUIPC      (I,              "imm[31:12]                              rd            0010111", "rd, upper"),
  JAL        (I,              "imm[20|10:1|11|19:12]                   rd            1101111", "rd, target"),
  JALR       (I,              "imm[11:0]              rs1     000      rd            1100111", "rd, imm(rs1)"),
  BEQ        (I,              "imm[12|10:5]   rs2     rs1     000      imm[4:1|11]   1100011", "rs1, rs2, target"),
  BNE        (I,              "imm[12|10:5]   rs2     rs1     001      imm[4:1|11]   1100011", "rs1, rs2, target"),
  BLT        (I,              "imm[12|10:5]   rs2     rs1     100      imm[4:1|11]   1100011", "rs1, rs2, target"),
  BGE        (I,              "imm[12|10:5]   rs2     rs1     101      imm[4:1|11]   1100011", "rs1, rs2, target"),
  BLTU       (I,              "imm[12|10:5]   rs2     rs1     110      imm[4:1|11]   1100011", "rs1, rs2, target"),
  BGEU       (I,              "imm[12|10:5]   rs2     rs1     111      imm[4:1|11]   1100011", "rs1, rs2, target"),
  LB         (I,              "imm[11:0]              rs1     000      rd            0000011", "rd, imm(rs1)"),
  LH         (I,              "imm[11:0]              rs1     001      rd            0000011", "rd, imm(rs1)"),
  LW         (I,              "imm[11:0]              rs1     010      rd            0000011", "rd, imm(rs1)"),
  LD         (I, RV64,        "imm[11:0]              rs1     011      rd            0000011", "rd, imm(rs1)"),
  LBU        (I,              "imm[11:0]              rs1     100      rd            0000011", "rd, imm(rs1)"),
  LHU        (I,              "imm[11:0]              rs1     101      rd            0000011", "rd, imm(rs1)"),
  LWU        (I, RV64,        "imm[11:0]              rs1     110      rd            0000011", "rd, imm(rs1)"),
  SB         (I,              "imm[11:5]      rs2     rs1     000      imm[4:0]      0100011", "rs2, imm(rs1)"),
  SH         (I,              "imm[11:5]      rs2     rs1     001      imm[4:0]      0100011", "rs2, imm(rs1)"),
  SW         (I,              "imm[11:5]      rs2     rs1     010      imm[4:0]      0100011", "rs2, imm(rs1)"),
  SD         (I, RV64,        "imm[11:5]      rs2     rs1     011      imm[4:0]      0100011", "rs2, imm(rs1)"),
  ADDI       (I,              "imm[11:0]              rs1     000      rd            0010011", "rd, rs1, imm"),
  SLTI       (I,              "imm[11:0]              rs1     010      rd            0010011", "rd, rs1, imm"),
  SLTIU      (I,              "imm[11:0]              rs1     011      rd            0010011", "rd, rs1, imm"),
  XORI       (I,              "imm[11:0]              rs1     100      rd            0010011", "rd, rs1, imm"),
  ORI        (I,              "imm[11:0]              rs1     110      rd            0010011", "rd, rs1, imm"),
  ANDI       (I,              "imm[11:0]              rs1     111      rd            0010011", "rd, rs1, imm"),
  SLLI       (I,              "000000 shamt[5:0]      rs1     001      rd            0010011", "rd, rs1, shamt"),
  SRLI       (I,              "000000 shamt[5:0]      rs1     101      rd            0010011", "rd, rs1, shamt"),
  SRAI       (I,              "010000 shamt[5:0]      rs1     101      rd            0010011", "rd, rs1, shamt"),
  ADD        (I,              "0000000        rs2     rs1     000      rd            0110011", "rd, rs1, rs2"),
  SUB        (I,              "0100000        rs2     rs1     000      rd            0110011", "rd, rs1, rs2"),
  SLL        (I,              "0000000        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  SLT        (I,              "0000000        rs2     rs1     010      rd            0110011", "rd, rs1, rs2"),
  SLTU       (I,              "0000000        rs2     rs1     011      rd            0110011", "rd, rs1, rs2"),
  XOR        (I,              "0000000        rs2     rs1     100      rd            0110011", "rd, rs1, rs2"),
  SRL        (I,              "0000000        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  SRA        (I,              "0100000        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  OR         (I,              "0000000        rs2     rs1     110      rd            0110011", "rd, rs1, rs2"),
  AND        (I,              "0000000        rs2     rs1     111      rd            0110011", "rd, rs1, rs2"),
  ADDIW      (I, RV64,        "imm[11:0]              rs1     000      rd            0011011", "rd, rs1, imm"),
  SLLIW      (I, RV64,        "0000000 shamt[4:0]     rs1     001      rd            0011011", "rd, rs1, shamt"),
  SRLIW      (I, RV64,        "0000000 shamt[4:0]     rs1     101      rd            0011011", "rd, rs1, shamt"),
  SRAIW      (I, RV64,        "0100000 shamt[4:0]     rs1     101      rd            0011011", "rd, rs1, shamt"),
  ADDW       (I, RV64,        "0000000        rs2     rs1     000      rd            0111011", "rd, rs1, rs2"),
  SUBW       (I, RV64,        "0100000        rs2     rs1     000      rd            0111011", "rd, rs1, rs2"),
  SLLW       (I, RV64,        "0000000        rs2     rs1     001      rd            0111011", "rd, rs1, rs2"),
  SRLW       (I, RV64,        "0000000        rs2     rs1     101      rd            0111011", "rd, rs1, rs2"),
  SRAW       (I, RV64,        "0100000        rs2     rs1     101      rd            0111011", "rd, rs1, rs2"),
  FENCE      (I,              "fm pred succ           .....   000      .....         0001111", "pred, succ"),
  ECALL      (I,              "000000000000           00000   000      00000         1110011", ""),
  EBREAK     (I,              "000000000001           00000   000      00000         1110011", ""),

  FENCE_I    (ZIFENCEI,       "............           .....   001      .....         0001111", ""),

  CSRRW      (ZICSR,          "csr                    rs1     001      rd            1110011", "rd, csr, rs1"),
  CSRRS      (ZICSR,          "csr                    rs1     010      rd            1110011", "rd, csr, rs1"),
  CSRRC      (ZICSR,          "csr                    rs1     011      rd            1110011", "rd, csr, rs1"),
  CSRRWI     (ZICSR,          "csr                    zimm    101      rd            1110011", "rd, csr, zimm"),
  CSRRSI     (ZICSR,          "csr                    zimm    110      rd            1110011", "rd, csr, zimm"),
  CSRRCI     (ZICSR,          "csr                    zimm    111      rd            1110011", "rd, csr, zimm"),

  SRET       (PRIVILEGED,     "0001000        00010   00000   000      00000         1110011", ""),
  MRET       (PRIVILEGED,     "0011000        00010   00000   000      00000         1110011", ""),
  WFI        (PRIVILEGED,     "0001000        00101   00000   000      00000         1110011", ""),
  SFENCE_VMA (PRIVILEGED,     "0001001        rs2     rs1     000      00000         1110011", "rs1, rs2"),

  MUL        (ZMMUL,          "0000001        rs2     rs1     000      rd            0110011", "rd, rs1, rs2"),
  MULH       (ZMMUL,          "0000001        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  MULHSU     (ZMMUL,          "0000001        rs2     rs1     010      rd            0110011", "rd, rs1, rs2"),
  MULHU      (ZMMUL,          "0000001        rs2     rs1     011      rd            0110011", "rd, rs1, rs2"),
  DIV        (M,              "0000001        rs2     rs1     100      rd            0110011", "rd, rs1, rs2"),
  DIVU       (M,              "0000001        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  REM        (M,              "0000001        rs2     rs1     110      rd            0110011", "rd, rs1, rs2"),
  REMU       (M,              "0000001        rs2     rs1     111      rd            0110011", "rd, rs1, rs2"),
  MULW       (ZMMUL, RV64,    "0000001        rs2     rs1     000      rd            0111011", "rd, rs1, rs2"),
  DIVW       (M, RV64,        "0000001        rs2     rs1     100      rd            0111011", "rd, rs1, rs2"),
  DIVUW      (M, RV64,        "0000001        rs2     rs1     101      rd            0111011", "rd, rs1, rs2"),
  REMW       (M, RV64,        "0000001        rs2     rs1     110      rd            0111011", "rd, rs1, rs2"),
  REMUW      (M, RV64,        "0000001        rs2     rs1     111      rd            0111011", "rd, rs1, rs2"),

  LR_W       (A,              "00010  aq rl   00000   rs1     010      rd            0101111", "rd, (rs1)"),
  SC_W       (A,              "00011  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOSWAP_W  (A,              "00001  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOADD_W   (A,              "00000  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOXOR_W   (A,              "00100  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOAND_W   (A,              "01100  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOOR_W    (A,              "01000  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOMIN_W   (A,              "10000  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOMAX_W   (A,              "10100  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOMINU_W  (A,              "11000  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  AMOMAXU_W  (A,              "11100  aq rl   rs2     rs1     010      rd            0101111", "rd, rs2, (rs1)"),
  LR_D       (A, RV64,        "00010  aq rl   00000   rs1     011      rd            0101111", "rd, (rs1)"),
  SC_D       (A, RV64,        "00011  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOSWAP_D  (A, RV64,        "00001  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOADD_D   (A, RV64,        "00000  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOXOR_D   (A, RV64,        "00100  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOAND_D   (A, RV64,        "01100  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOOR_D    (A, RV64,        "01000  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOMIN_D   (A, RV64,        "10000  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOMAX_D   (A, RV64,        "10100  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOMINU_D  (A, RV64,        "11000  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),
  AMOMAXU_D  (A, RV64,        "11100  aq rl   rs2     rs1     011      rd            0101111", "rd, rs2, (rs1)"),

  FLW        (F,              "imm[11:0]              rs1     010      rd            0000111", "fd, imm(rs1)"),
  FSW        (F,              "imm[11:5]      rs2     rs1     010      imm[4:0]      0100111", "fs2, imm(rs1)"),
  FMADD_S    (F,              "rs3      00    rs2     rs1     rm       rd            1000011", "fd, fs1, fs2, fs3, rm"),
  FMSUB_S    (F,              "rs3      00    rs2     rs1     rm       rd            1000111", "fd, fs1, fs2, fs3, rm"),
  FNMSUB_S   (F,              "rs3      00    rs2     rs1     rm       rd            1001011", "fd, fs1, fs2, fs3, rm"),
  FNMADD_S   (F,              "rs3      00    rs2     rs1     rm       rd            1001111", "fd, fs1, fs2, fs3, rm"),
  FADD_S     (F,              "0000000        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FSUB_S     (F,              "0000100        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FMUL_S     (F,              "0001000        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FDIV_S     (F,              "0001100        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FSQRT_S    (F,              "0101100        00000   rs1     rm       rd            1010011", "fd, fs1, rm"),
  FSGNJ_S    (F,              "0010000        rs2     rs1     000      rd            1010011", "fd, fs1, fs2"),
  FSGNJN_S   (F,              "0010000        rs2     rs1     001      rd            1010011", "fd, fs1, fs2"),
  FSGNJX_S   (F,              "0010000        rs2     rs1     010      rd            1010011", "fd, fs1, fs2"),
  FMIN_S     (F,              "0010100        rs2     rs1     000      rd            1010011", "fd, fs1, fs2"),
  FMAX_S     (F,              "0010100        rs2     rs1     001      rd            1010011", "fd, fs1, fs2"),
  FCVT_W_S   (F,              "1100000        00000   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FCVT_WU_S  (F,              "1100000        00001   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FMV_X_W    (F,              "1110000        00000   rs1     000      rd            1010011", "rd, fs1"),
  FEQ_S      (F,              "1010000        rs2     rs1     010      rd            1010011", "rd, fs1, fs2"),
  FLT_S      (F,              "1010000        rs2     rs1     001      rd            1010011", "rd, fs1, fs2"),
  FLE_S      (F,              "1010000        rs2     rs1     000      rd            1010011", "rd, fs1, fs2"),
  FCLASS_S   (F,              "1110000        00000   rs1     001      rd            1010011", "rd, fs1"),
  FCVT_S_W   (F,              "1101000        00000   rs1     rm       rd            1010011", "fd, rs1, rm"),
  FCVT_S_WU  (F,              "1101000        00001   rs1     rm       rd            1010011", "fd, rs1, rm"),
  FMV_W_X    (F,              "1111000        00000   rs1     000      rd            1010011", "fd, rs1"),
  FCVT_L_S   (F, RV64,        "1100000        00010   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FCVT_LU_S  (F, RV64,        "1100000        00011   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FCVT_S_L   (F, RV64,        "1101000        00010   rs1     rm       rd            1010011", "fd, rs1, rm"),
  FCVT_S_LU  (F, RV64,        "1101000        00011   rs1     rm       rd            1010011", "fd, rs1, rm"),

  FLD        (D,              "imm[11:0]              rs1     011      rd            0000111", "fd, imm(rs1)"),
  FSD        (D,              "imm[11:5]      rs2     rs1     011      imm[4:0]      0100111", "fs2, imm(rs1)"),
  FMADD_D    (D,              "rs3      01    rs2     rs1     rm       rd            1000011", "fd, fs1, fs2, fs3, rm"),
  FMSUB_D    (D,              "rs3      01    rs2     rs1     rm       rd            1000111", "fd, fs1, fs2, fs3, rm"),
  FNMSUB_D   (D,              "rs3      01    rs2     rs1     rm       rd            1001011", "fd, fs1, fs2, fs3, rm"),
  FNMADD_D   (D,              "rs3      01    rs2     rs1     rm       rd            1001111", "fd, fs1, fs2, fs3, rm"),
  FADD_D     (D,              "0000001        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FSUB_D     (D,              "0000101        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FMUL_D     (D,              "0001001        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FDIV_D     (D,              "0001101        rs2     rs1     rm       rd            1010011", "fd, fs1, fs2, rm"),
  FSQRT_D    (D,              "0101101        00000   rs1     rm       rd            1010011", "fd, fs1, rm"),
  FSGNJ_D    (D,              "0010001        rs2     rs1     000      rd            1010011", "fd, fs1, fs2"),
  FSGNJN_D   (D,              "0010001        rs2     rs1     001      rd            1010011", "fd, fs1, fs2"),
  FSGNJX_D   (D,              "0010001        rs2     rs1     010      rd            1010011", "fd, fs1, fs2"),
  FMIN_D     (D,              "0010101        rs2     rs1     000      rd            1010011", "fd, fs1, fs2"),
  FMAX_D     (D,              "0010101        rs2     rs1     001      rd            1010011", "fd, fs1, fs2"),
  FCVT_S_D   (D,              "0100000        00001   rs1     rm       rd            1010011", "fd, fs1, rm"),
  FCVT_D_S   (D,              "0100001        00000   rs1     rm       rd            1010011", "fd, fs1, rm=rne"),
  FEQ_D      (D,              "1010001        rs2     rs1     010      rd            1010011", "rd, fs1, fs2"),
  FLT_D      (D,              "1010001        rs2     rs1     001      rd            1010011", "rd, fs1, fs2"),
  FLE_D      (D,              "1010001        rs2     rs1     000      rd            1010011", "rd, fs1, fs2"),
  FCLASS_D   (D,              "1110001        00000   rs1     001      rd            1010011", "rd, fs1"),
  FCVT_W_D   (D,              "1100001        00000   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FCVT_WU_D  (D,              "1100001        00001   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FCVT_D_W   (D,              "1101001        00000   rs1     rm       rd            1010011", "fd, rs1, rm=rne"),
  FCVT_D_WU  (D,              "1101001        00001   rs1     rm       rd            1010011", "fd, rs1, rm=rne"),
  FCVT_L_D   (D, RV64,        "1100001        00010   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FCVT_LU_D  (D, RV64,        "1100001        00011   rs1     rm       rd            1010011", "rd, fs1, rm"),
  FMV_X_D    (D, RV64,        "1110001        00000   rs1     000      rd            1010011", "rd, fs1"),
  FCVT_D_L   (D, RV64,        "1101001        00010   rs1     rm       rd            1010011", "fd, rs1, rm"),
  FCVT_D_LU  (D, RV64,        "1101001        00011   rs1     rm       rd            1010011", "fd, rs1, rm"),
  FMV_D_X    (D, RV64,        "1111001        00000   rs1     000      rd            1010011", "fd, rs1"),

  ADD_UW     (ZBA, RV64,      "0000100        rs2     rs1     000      rd            0111011", "rd, rs1, rs2"),
  SH1ADD     (ZBA,            "0010000        rs2     rs1     010      rd            0110011", "rd, rs1, rs2"),
  SH2ADD     (ZBA,            "0010000        rs2     rs1     100      rd            0110011", "rd, rs1, rs2"),
  SH3ADD     (ZBA,            "0010000        rs2     rs1     110      rd            0110011", "rd, rs1, rs2"),
  SH1ADD_UW  (ZBA, RV64,      "0010000        rs2     rs1     010      rd            0111011", "rd, rs1, rs2"),
  SH2ADD_UW  (ZBA, RV64,      "0010000        rs2     rs1     100      rd            0111011", "rd, rs1, rs2"),
  SH3ADD_UW  (ZBA, RV64,      "0010000        rs2     rs1     110      rd            0111011", "rd, rs1, rs2"),
  SLLI_UW    (ZBA, RV64,      "000010 shamt[5:0]      rs1     001      rd            0011011", "rd, rs1, shamt"),

  ANDN       (ZBB,            "0100000        rs2     rs1     111      rd            0110011", "rd, rs1, rs2"),
  ORN        (ZBB,            "0100000        rs2     rs1     110      rd            0110011", "rd, rs1, rs2"),
  XNOR       (ZBB,            "0100000        rs2     rs1     100      rd            0110011", "rd, rs1, rs2"),
  CLZ        (ZBB,            "0110000        00000   rs1     001      rd            0010011", "rd, rs1"),
  CTZ        (ZBB,            "0110000        00001   rs1     001      rd            0010011", "rd, rs1"),
  CPOP       (ZBB,            "0110000        00010   rs1     001      rd            0010011", "rd, rs1"),
  CLZW       (ZBB, RV64,      "0110000        00000   rs1     001      rd            0011011", "rd, rs1"),
  CTZW       (ZBB, RV64,      "0110000        00001   rs1     001      rd            0011011", "rd, rs1"),
  CPOPW      (ZBB, RV64,      "0110000        00010   rs1     001      rd            0011011", "rd, rs1"),
  MIN        (ZBB,            "0000101        rs2     rs1     100      rd            0110011", "rd, rs1, rs2"),
  MINU       (ZBB,            "0000101        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  MAX        (ZBB,            "0000101        rs2     rs1     110      rd            0110011", "rd, rs1, rs2"),
  MAXU       (ZBB,            "0000101        rs2     rs1     111      rd            0110011", "rd, rs1, rs2"),
  SEXT_B     (ZBB,            "0110000        00100   rs1     001      rd            0010011", "rd, rs1"),
  SEXT_H     (ZBB,            "0110000        00101   rs1     001      rd            0010011", "rd, rs1"),
  ZEXT_H     (ZBB, RV64,      "0000100        00000   rs1     100      rd            0111011", "rd, rs1"),
  ZEXT_H_RV32 (ZBB, RV32,      "0000100        00000   rs1     100      rd            0110011", "rd, rs1"),
  ROL        (ZBB,            "0110000        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  ROR        (ZBB,            "0110000        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  RORI       (ZBB,            "011000 shamt[5:0]      rs1     101      rd            0010011", "rd, rs1, shamt"),
  ROLW       (ZBB, RV64,      "0110000        rs2     rs1     001      rd            0111011", "rd, rs1, rs2"),
  RORW       (ZBB, RV64,      "0110000        rs2     rs1     101      rd            0111011", "rd, rs1, rs2"),
  RORIW      (ZBB, RV64,      "0110000 shamt[4:0]     rs1     101      rd            0011011", "rd, rs1, shamt"),
  ORC_B      (ZBB,            "0010100        00111   rs1     101      rd            0010011", "rd, rs1"),
  REV8       (ZBB, RV64,      "0110101        11000   rs1     101      rd            0010011", "rd, rs1"),
  REV8_RV32  (ZBB, RV32,      "0110100        11000   rs1     101      rd            0010011", "rd, rs1"),

  CLMUL      (ZBC,            "0000101        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  CLMULR     (ZBC,            "0000101        rs2     rs1     010      rd            0110011", "rd, rs1, rs2"),
  CLMULH     (ZBC,            "0000101        rs2     rs1     011      rd            0110011", "rd, rs1, rs2"),

  BCLR       (ZBS,            "0100100        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  BCLRI      (ZBS,            "010010 shamt[5:0]      rs1     001      rd            0010011", "rd, rs1, shamt"),
  BEXT       (ZBS,            "0100100        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  BEXTI      (ZBS,            "010010 shamt[5:0]      rs1     101      rd            0010011", "rd, rs1, shamt"),
  BINV       (ZBS,            "0110100        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  BINVI      (ZBS,            "011010 shamt[5:0]      rs1     001      rd            0010011", "rd, rs1, shamt"),
  BSET       (ZBS,            "0010100        rs2     rs1     001      rd            0110011", "rd, rs1, rs2"),
  BSETI      (ZBS,            "001010 shamt[5:0]      rs1     001      rd            0010011", "rd, rs1, shamt"),

  CZERO_EQZ  (ZICOND,         "0000111        rs2     rs1     101      rd            0110011", "rd, rs1, rs2"),
  CZERO_NEZ  (ZICOND,         "0000111        rs2     rs1     111      rd            0110011", "rd, rs1, rs2"),

  C_ADDI4SPN (C,              "000  nzuimm[5:4|9:6|2|3]                rd'     00", "rd, sp, imm",   ADDI,   "rd, sp, imm"),
  C_FLD      (C,              "001  uimm[5:3]      rs1'    uimm[7:6]   rd'     00", "fd, imm(rs1)",  FLD,    "fd, imm(rs1)"),
  C_LW       (C,              "010  uimm[5:3]      rs1'    uimm[2|6]   rd'     00", "rd, imm(rs1)",  LW,     "rd, imm(rs1)"),
  C_FLW      (C, RV32,        "011  uimm[5:3]      rs1'    uimm[2|6]   rd'     00", "fd, imm(rs1)",  FLW,    "fd, imm(rs1)"),
  C_LD       (C, RV64,        "011  uimm[5:3]      rs1'    uimm[7:6]   rd'     00", "rd, imm(rs1)",  LD,     "rd, imm(rs1)"),
  C_FSD      (C,              "101  uimm[5:3]      rs1'    uimm[7:6]   rs2'    00", "fs2, imm(rs1)", FSD,    "fs2, imm(rs1)"),
  C_SW       (C,              "110  uimm[5:3]      rs1'    uimm[2|6]   rs2'    00", "rs2, imm(rs1)", SW,     "rs2, imm(rs1)"),
  C_FSW      (C, RV32,        "111  uimm[5:3]      rs1'    uimm[2|6]   rs2'    00", "fs2, imm(rs1)", FSW,    "fs2, imm(rs1)"),
  C_SD       (C, RV64,        "111  uimm[5:3]      rs1'    uimm[7:6]   rs2'    00", "rs2, imm(rs1)", SD,     "rs2, imm(rs1)"),
  C_ADDI     (C,              "000  imm[5]         rd          imm[4:0]        01", "rd, imm",       ADDI,   "rd, rd, imm"),
  C_JAL      (C, RV32,        "001  imm[11|4|9:8|10|6|7|3:1|5]                 01", "target",        JAL,    "ra, target"),
  C_ADDIW    (C, RV64,        "001  imm[5]         rd≠0        imm[4:0]        01", "rd, imm",       ADDIW,  "rd, rd, imm"),
  C_LI       (C,              "010  imm[5]         rd          imm[4:0]        01", "rd, imm",       ADDI,   "rd, zero, imm"),
  C_ADDI16SP (C,              "011  nzimm[9]       00010       nzimm[4|6|8:7|5] 01", "sp, imm",      ADDI,   "sp, sp, imm"),
  C_LUI      (C,              "011  nzimm[17]      rd≠2        nzimm[16:12]    01", "rd, upper",     LUI,    "rd, upper"),
  C_SRLI     (C,              "100  shamt[5]   00  rd'         shamt[4:0]      01", "rd, shamt",     SRLI,   "rd, rd, shamt"),
  C_SRAI     (C,              "100  shamt[5]   01  rd'         shamt[4:0]      01", "rd, shamt",     SRAI,   "rd, rd, shamt"),
  C_ANDI     (C,              "100  imm[5]     10  rd'         imm[4:0]        01", "rd, imm",       ANDI,   "rd, rd, imm"),
  C_SUB      (C,              "100  0          11  rd'     00          rs2'    01", "rd, rs2",       SUB,    "rd, rd, rs2"),
  C_XOR      (C,              "100  0          11  rd'     01          rs2'    01", "rd, rs2",       XOR,    "rd, rd, rs2"),
  C_OR       (C,              "100  0          11  rd'     10          rs2'    01", "rd, rs2",       OR,     "rd, rd, rs2"),
  C_AND      (C,              "100  0          11  rd'     11          rs2'    01", "rd, rs2",       AND,    "rd, rd, rs2"),
  C_SUBW     (C, RV64,        "100  1          11  rd'     00          rs2'    01", "rd, rs2",       SUBW,   "rd, rd, rs2"),
  C_ADDW     (C, RV64,        "100  1          11  rd'     01          rs2'    01", "rd, rs2",       ADDW,   "rd, rd, rs2"),
  C_J        (C,              "101  imm[11|4|9:8|10|6|7|3:1|5]                 01", "target",        JAL,    "zero, target"),
  C_BEQZ     (C,              "110  imm[8|4:3]     rs1'        imm[7:6|2:1|5]  01", "rs1, target",   BEQ,    "rs1, zero, target"),
  C_BNEZ     (C,              "111  imm[8|4:3]     rs1'        imm[7:6|2:1|5]  01", "rs1, target",   BNE,    "rs1, zero, target"),
  C_SLLI     (C,              "000  shamt[5]       rd          shamt[4:0]      10", "rd, shamt",     SLLI,   "rd, rd, shamt"),
  C_FLDSP    (C,              "001  uimm[5]        rd          uimm[4:3|8:6]   10", "fd, imm(sp)",   FLD,    "fd, imm(sp)"),
  C_LWSP     (C,              "010  uimm[5]        rd≠0        uimm[4:2|7:6]   10", "rd, imm(sp)",   LW,     "rd, imm(sp)"),
  C_FLWSP    (C, RV32,        "011  uimm[5]        rd          uimm[4:2|7:6]   10", "fd, imm(sp)",   FLW,    "fd, imm(sp)"),
  C_LDSP     (C, RV64,        "011  uimm[5]        rd≠0        uimm[4:3|8:6]   10", "rd, imm(sp)",   LD,     "rd, imm(sp)"),
  C_JR       (C,              "100  0              rs1≠0       00000           10", "rs1",           JALR,   "zero, 0(rs1)"),
  C_MV       (C,              "100  0              rd          rs2≠0           10", "rd, rs2",       ADD,    "rd, zero, rs2"),
  C_EBREAK   (C,              "100  1              00000       00000           10", "",              EBREAK, ""),
  C_JALR     (C,              "100  1              rs1≠0       00000           10", "rs1",           JALR,   "ra, 0(rs1)"),
  C_ADD      (C,              "100  1              rd          rs2≠0           10", "rd, rs2",       ADD,    "rd, rd, rs2"),
  C_FSDSP    (C,              "101  uimm[5:3|8:6]              rs2             10", "fs2, imm(sp)",  FSD,    "fs2, imm(sp)"),
  C_SWSP     (C,              "110  uimm[5:2|7:6]              rs2             10", "rs2, imm(sp)",  SW,     "rs2, imm(sp)"),
  C_FSWSP    (C, RV32,        "111  uimm[5:2|7:6]              rs2             10", "fs2, imm(sp)",  FSW,    "fs2, imm(sp)"),
  C_SDSP     (C, RV64,        "111  uimm[5:3|8:6]              rs2             10", "rs2, imm(sp)",  SD,     "rs2, imm(sp)");
  // spotless:on

  private static final Map<String, Instruction> BY_MNEMONIC = byMnemonic();

  private final Set<Extension> extensions;
  private final Set<Xlen> xlens;
  private final String row;
  private final String operands;
  private final @Nullable Instruction base;
  private final String baseOperands;
  private final String mnemonic;

  /// Null until somebody asks: a short program has few instructions, and should not wait for all rows to be read.
  private @Nullable Meaning meaning;

  /// What the strings of a row say.
  private record Meaning(Encoding encoding, Signature signature, List<Template> baseOperands) {}

  Instruction(Extension extension, String row, String operands) {
    this(EnumSet.of(extension), EnumSet.allOf(Xlen.class), row, operands, null, "");
  }

  Instruction(Extension extension, Xlen xlen, String row, String operands) {
    this(EnumSet.of(extension), EnumSet.of(xlen), row, operands, null, "");
  }

  Instruction(
      Extension extension, String row, String operands, Instruction base, String baseOperands) {
    this(extension, base.xlens, row, operands, base, baseOperands);
  }

  Instruction(
      Extension extension,
      Xlen xlen,
      String row,
      String operands,
      Instruction base,
      String baseOperands) {
    this(extension, EnumSet.of(xlen), row, operands, base, baseOperands);
  }

  private Instruction(
      Extension extension,
      Set<Xlen> xlens,
      String row,
      String operands,
      Instruction base,
      String baseOperands) {
    this(with(base.extensions, extension), xlens, row, operands, base, baseOperands);
  }

  private Instruction(
      Set<Extension> extensions,
      Set<Xlen> xlens,
      String row,
      String operands,
      @Nullable Instruction base,
      String baseOperands) {
    this.extensions = Collections.unmodifiableSet(extensions);
    this.xlens = Collections.unmodifiableSet(xlens);
    this.row = row;
    this.operands = operands;
    this.base = base;
    this.baseOperands = baseOperands;
    this.mnemonic = name().replace("_RV32", "").toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static Set<Extension> with(Set<Extension> extensions, Extension extension) {
    EnumSet<Extension> more = EnumSet.copyOf(extensions);
    more.add(extension);
    return more;
  }

  private static Map<String, Instruction> byMnemonic() {
    Map<String, Instruction> byMnemonic = new HashMap<>();
    for (Instruction instruction : values()) {
      byMnemonic.putIfAbsent(instruction.mnemonic, instruction);
    }
    return Map.copyOf(byMnemonic);
  }

  /// The instruction with this name in assembly text, such as `c.addi4spn` (that of RV64 where the widths have one
  /// each); without the suffix of an atomic (`.aq`, `.rl`, `.aqrl`). Aliases are in [Forms].
  public static @Nullable Instruction named(String mnemonic) {
    return BY_MNEMONIC.get(mnemonic);
  }

  /// As in assembly text: `fence.i` for `FENCE_I`.
  public String mnemonic() {
    return mnemonic;
  }

  /// What a hart needs to have this instruction: a compressed load of a double needs C and D.
  public Set<Extension> extensions() {
    return extensions;
  }

  /// The register widths on which it exists.
  public Set<Xlen> xlens() {
    return xlens;
  }

  public Encoding encoding() {
    return read().encoding;
  }

  /// The operands that assembly text has for it.
  public Signature signature() {
    return read().signature;
  }

  private Meaning read() {
    Meaning known = meaning;
    if (known == null) {
      known =
          new Meaning(
              Encoding.parse(row), Signature.parse(operands), Template.parseList(baseOperands));
      meaning = known;
    }
    return known;
  }

  /// Bytes: 2 or 4.
  public int length() {
    return encoding().length();
  }

  public boolean isCompressed() {
    return base != null;
  }

  /// The instruction that a compressed one abbreviates; any other is its own.
  public Instruction base() {
    return base == null ? this : base;
  }

  /// The operands of [#base()], in the order of its signature, in terms of this one's fields.
  List<Template> baseOperands() {
    return read().baseOperands;
  }

  /// The base instruction of a compressed one as text, such as `addi rd, rd, imm`.
  String meaning() {
    return base == null ? "" : (base.mnemonic + " " + baseOperands).strip();
  }

  /// Whether it has the bits `aq` and `rl`, written as a suffix of the mnemonic.
  public boolean isOrdered() {
    return extensions.contains(A);
  }
}
