package softmetal.monitor.hart;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Xlen;

/// The inner loop of an [InterpretedHart]: decoded instructions that need no more than registers, naturally aligned RAM
/// and pages seen before.
///
/// This is the one place where speed decides how code looks: decision 0012 has the figures. What it rests on: the method
/// calls nothing but what is compiled into it, for a call in the loop puts its variables into memory; C2 stops to inline
/// when all that a method inlines has 8000 bytes, so the fields of an [Operation] are taken apart by hand; and a row of
/// loads or stores with one base register, as kernels save and restore registers with, looks its page up once.
///
/// With one instruction to execute there are no rows; then this is its own plain twin, as `FastLoopTest` uses it.
final class FastLoop {
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong DOUBLE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  // Until an access of a kind has happened once, C2 does not know what it comes to, and compiles a
  // call.
  static {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment once = arena.allocate(8);
      once.set(ValueLayout.JAVA_BYTE, 0, once.get(ValueLayout.JAVA_BYTE, 0));
      once.set(HALF, 0, once.get(HALF, 0));
      once.set(WORD, 0, once.get(WORD, 0));
      once.set(DOUBLE, 0, once.get(DOUBLE, 0));
    }
  }

  private static final long PAGE = SoftwareTlb.PAGE;
  private static final int LAST_SLOT = CodePage.SLOTS - 1;

  private final MemorySegment ram;
  private final Xlen xlen;
  private final HartState state;
  private final long[] x;
  private final FloatInstructions floats;

  /// What a monitor has lent; nothing can be reached of the first one.
  private LentWords lent = new LentWords();

  /// The operation in front of which the loop stopped; 0 if it did not get to one.
  private long last;

  FastLoop(MemorySegment ram, Xlen xlen, HartState state, FloatInstructions floats) {
    this.ram = ram;
    this.xlen = xlen;
    this.state = state;
    this.x = state.x;
    this.floats = floats;
  }

  void use(LentWords newLent) {
    lent = newLent;
  }

  long last() {
    return last;
  }

  /// Executes up to `count` instructions, from the program counter on.
  ///
  /// It returns early in front of an instruction that is not for it; see [#last].
  ///
  /// @param first the decoded page with the program counter, if it is known
  /// @return how many of `count` were not executed
  @SuppressWarnings(
      "LabelledBreakTarget") // one way out of all stops; a method for it would be a call in the
  // loop
  int execute(SoftwareTlb tlb, @Nullable CodePage first, int count) {
    MemorySegment ram = this.ram;
    long[] loads = tlb.loads;
    long[] stores = tlb.stores;
    long[] x = this.x;
    last = 0;
    int left = count;
    long pc = state.pc;

    pages:
    for (CodePage page = first; page != null; page = tlb.page(pc)) {
      long[] code = page.operations;
      long base = pc & PAGE;
      int slot = (int) pc >>> 1 & LAST_SLOT;
      long op;
      stop:
      {
        while (--left >= 0) {
          op = code[slot];
          slot += (int) op >>> 29;
          int rd = (int) op >>> 8 & 31;
          int rs1 = (int) op >>> 16 & 31;
          int rs2 = (int) op >>> 24 & 31;
          long imm = op >> 32;
          switch ((int) op & 0xff) {
            case Operation.LEAVE -> {
              left++;
              pc = base + 2L * slot;
              continue pages;
            }
            case Operation.NOP -> {}
            case Operation.LOAD_IMMEDIATE -> x[rd] = imm;
            case Operation.MOVE -> x[rd] = x[rs1];
            case Operation.AUIPC -> x[rd] = base + 2L * (slot - ((int) op >>> 29)) + imm;
            case Operation.AUIPC_WORD ->
                x[rd] = word((int) (base + 2L * (slot - ((int) op >>> 29)) + imm));
            case Operation.JUMP -> {
              slot += (int) imm;
              if ((slot & ~LAST_SLOT) != 0) {
                pc = base + 2L * slot;
                continue pages;
              }
            }
            case Operation.JUMP_AND_LINK -> {
              x[rd] = base + 2L * slot;
              slot += (int) imm;
              if ((slot & ~LAST_SLOT) != 0) {
                pc = base + 2L * slot;
                continue pages;
              }
            }
            case Operation.JUMP_REGISTER -> {
              pc = x[rs1] + imm & -2;
              if ((pc & PAGE) != base) {
                continue pages;
              }
              slot = (int) pc >>> 1 & LAST_SLOT;
            }
            case Operation.JUMP_AND_LINK_REGISTER -> {
              pc = x[rs1] + imm & -2;
              x[rd] = base + 2L * slot;
              if ((pc & PAGE) != base) {
                continue pages;
              }
              slot = (int) pc >>> 1 & LAST_SLOT;
            }
            case Operation.BEQ -> {
              if (x[rs1] == x[rs2]) {
                slot += (int) imm;
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.BNE -> {
              if (x[rs1] != x[rs2]) {
                slot += (int) imm;
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.BLT -> {
              if (x[rs1] < x[rs2]) {
                slot += (int) imm;
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.BGE -> {
              if (x[rs1] >= x[rs2]) {
                slot += (int) imm;
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.BLTU -> {
              if (x[rs1] + Long.MIN_VALUE < x[rs2] + Long.MIN_VALUE) {
                slot += (int) imm;
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.BGEU -> {
              if (x[rs1] + Long.MIN_VALUE >= x[rs2] + Long.MIN_VALUE) {
                slot += (int) imm;
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.LB -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & PAGE)) {
                break stop;
              }
              x[rd] = ram.get(ValueLayout.JAVA_BYTE, address + loads[index + 1]);
            }
            case Operation.LBU -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & PAGE)) {
                break stop;
              }
              x[rd] = ram.get(ValueLayout.JAVA_BYTE, address + loads[index + 1]) & 0xff;
            }
            case Operation.LH -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 1))) {
                break stop;
              }
              x[rd] = ram.get(HALF, address + loads[index + 1]);
            }
            case Operation.LHU -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 1))) {
                break stop;
              }
              x[rd] = ram.get(HALF, address + loads[index + 1]) & 0xffff;
            }
            case Operation.LW -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 3))) {
                break stop;
              }
              x[rd] = ram.get(WORD, address + loads[index + 1]);
            }
            case Operation.LWU -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 3))) {
                break stop;
              }
              x[rd] = ram.get(WORD, address + loads[index + 1]) & 0xffff_ffffL;
            }
            case Operation.LD -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 7))) {
                break stop;
              }
              x[rd] = ram.get(DOUBLE, address + loads[index + 1]);
            }
            case Operation.SB -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & PAGE)) {
                break stop;
              }
              ram.set(ValueLayout.JAVA_BYTE, address + stores[index + 1], (byte) x[rs2]);
            }
            case Operation.SH -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & (PAGE | 1))) {
                break stop;
              }
              ram.set(HALF, address + stores[index + 1], (short) x[rs2]);
            }
            case Operation.SW -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & (PAGE | 3))) {
                break stop;
              }
              ram.set(WORD, address + stores[index + 1], (int) x[rs2]);
            }
            case Operation.SD -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & (PAGE | 7))) {
                break stop;
              }
              ram.set(DOUBLE, address + stores[index + 1], x[rs2]);
            }
            // spotless:off (a line per instruction)
            case Operation.ADDI   -> x[rd] = x[rs1] + imm;
            case Operation.SLTI   -> x[rd] = x[rs1] < imm ? 1 : 0;
            case Operation.SLTIU  -> x[rd] = x[rs1] + Long.MIN_VALUE < imm + Long.MIN_VALUE ? 1 : 0;
            case Operation.XORI   -> x[rd] = x[rs1] ^ imm;
            case Operation.ORI    -> x[rd] = x[rs1] | imm;
            case Operation.ANDI   -> x[rd] = x[rs1] & imm;
            case Operation.SLLI   -> x[rd] = x[rs1] << imm;
            case Operation.SRLI   -> x[rd] = x[rs1] >>> imm;
            case Operation.SRAI   -> x[rd] = x[rs1] >> imm;
            case Operation.ADD    -> x[rd] = x[rs1] + x[rs2];
            case Operation.SUB    -> x[rd] = x[rs1] - x[rs2];
            case Operation.SLL    -> x[rd] = x[rs1] << x[rs2];
            case Operation.SLT    -> x[rd] = x[rs1] < x[rs2] ? 1 : 0;
            case Operation.SLTU   -> x[rd] = x[rs1] + Long.MIN_VALUE < x[rs2] + Long.MIN_VALUE ? 1 : 0;
            case Operation.XOR    -> x[rd] = x[rs1] ^ x[rs2];
            case Operation.SRL    -> x[rd] = x[rs1] >>> x[rs2];
            case Operation.SRA    -> x[rd] = x[rs1] >> x[rs2];
            case Operation.OR     -> x[rd] = x[rs1] | x[rs2];
            case Operation.AND    -> x[rd] = x[rs1] & x[rs2];
            case Operation.ADDIW  -> x[rd] = (int) (x[rs1] + imm);
            case Operation.SLLIW  -> x[rd] = word((int) x[rs1] << imm);
            case Operation.SRLIW  -> x[rd] = word((int) x[rs1] >>> imm);
            case Operation.SRAIW  -> x[rd] = word((int) x[rs1] >> imm);
            case Operation.ADDW   -> x[rd] = (int) (x[rs1] + x[rs2]);
            case Operation.SUBW   -> x[rd] = (int) (x[rs1] - x[rs2]);
            case Operation.SLLW   -> x[rd] = word((int) x[rs1] << x[rs2]);
            case Operation.SRLW   -> x[rd] = word((int) x[rs1] >>> x[rs2]);
            case Operation.SRAW   -> x[rd] = word((int) x[rs1] >> x[rs2]);
            case Operation.MUL    -> x[rd] = x[rs1] * x[rs2];
            case Operation.MULH   -> x[rd] = Arithmetic.mulh(x[rs1], x[rs2]);
            case Operation.MULHSU -> x[rd] = Arithmetic.mulhsu(x[rs1], x[rs2]);
            case Operation.MULHU  -> x[rd] = Arithmetic.mulhu(x[rs1], x[rs2]);
            case Operation.DIV    -> x[rd] = Arithmetic.div(x[rs1], x[rs2]);
            case Operation.DIVU   -> x[rd] = Arithmetic.divu(x[rs1], x[rs2]);
            case Operation.REM    -> x[rd] = Arithmetic.rem(x[rs1], x[rs2]);
            case Operation.REMU   -> x[rd] = Arithmetic.remu(x[rs1], x[rs2]);
            case Operation.MULW   -> x[rd] = (int) (x[rs1] * x[rs2]);
            case Operation.DIVW   -> x[rd] = Arithmetic.divw(x[rs1], x[rs2]);
            case Operation.DIVUW  -> x[rd] = Arithmetic.divuw(x[rs1], x[rs2]);
            case Operation.REMW   -> x[rd] = Arithmetic.remw(x[rs1], x[rs2]);
            case Operation.REMUW  -> x[rd] = Arithmetic.remuw(x[rs1], x[rs2]);
            case Operation.BIT    -> x[rd] = BitInstructions.execute(op, x[rs1], x[rs2]);
            case Operation.NARROW -> x[rd] = NarrowInstructions.execute(op, x[rs1], x[rs2]);
            // spotless:on
            case Operation.FLOAT, Operation.FLOAT_TO_INTEGER -> {
              if (!floats.execute(op)) {
                break stop;
              }
            }
            case Operation.FLW -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 3)) || !state.floatEnabled) {
                break stop;
              }
              int bits = ram.get(WORD, address + loads[index + 1]);
              state.f[rd] = FloatFormat.SINGLE.box(bits & 0xffff_ffffL);
              state.floatDirty = true;
            }
            case Operation.FLD -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 7)) || !state.floatEnabled) {
                break stop;
              }
              state.f[rd] = ram.get(DOUBLE, address + loads[index + 1]);
              state.floatDirty = true;
            }
            case Operation.FSW -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & (PAGE | 3)) || !state.floatEnabled) {
                break stop;
              }
              ram.set(WORD, address + stores[index + 1], (int) state.f[rs2]);
            }
            case Operation.FSD -> {
              long address = x[rs1] + imm;
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & (PAGE | 7)) || !state.floatEnabled) {
                break stop;
              }
              ram.set(DOUBLE, address + stores[index + 1], state.f[rs2]);
            }
            case Operation.ADDI_AND_BRANCH -> {
              x[rd] = x[rs1] + imm;
              long next = code[slot];
              long a = x[(int) next >>> 16 & 31];
              long b = x[(int) next >>> 24 & 31];
              boolean taken;
              switch ((int) next & 0xff) {
                case Operation.BEQ -> taken = a == b;
                case Operation.BNE -> taken = a != b;
                case Operation.BLT -> taken = a < b;
                case Operation.BGE -> taken = a >= b;
                case Operation.BLTU -> taken = a + Long.MIN_VALUE < b + Long.MIN_VALUE;
                case Operation.BGEU -> taken = a + Long.MIN_VALUE >= b + Long.MIN_VALUE;
                default -> {
                  continue;
                }
              }
              if (left == 0) {
                continue;
              }
              left--;
              slot += (int) next >>> 29;
              if (taken) {
                slot += (int) (next >> 32);
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.ADD_AND_BRANCH -> {
              x[rd] = x[rs1] + x[rs2];
              long next = code[slot];
              long a = x[(int) next >>> 16 & 31];
              long b = x[(int) next >>> 24 & 31];
              boolean taken;
              switch ((int) next & 0xff) {
                case Operation.BEQ -> taken = a == b;
                case Operation.BNE -> taken = a != b;
                case Operation.BLT -> taken = a < b;
                case Operation.BGE -> taken = a >= b;
                case Operation.BLTU -> taken = a + Long.MIN_VALUE < b + Long.MIN_VALUE;
                case Operation.BGEU -> taken = a + Long.MIN_VALUE >= b + Long.MIN_VALUE;
                default -> {
                  continue;
                }
              }
              if (left == 0) {
                continue;
              }
              left--;
              slot += (int) next >>> 29;
              if (taken) {
                slot += (int) (next >> 32);
                if ((slot & ~LAST_SLOT) != 0) {
                  pc = base + 2L * slot;
                  continue pages;
                }
              }
            }
            case Operation.SD_ROW -> {
              long address = x[rs1] + (op >> 48);
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (stores[index] != (address & (PAGE | 7))) {
                break stop;
              }
              int registers = (int) imm & 0xff;
              if (left >= registers - 1 && (address & ~PAGE) + 8L * registers <= -PAGE) {
                storeRow(rs2, address + stores[index + 1], registers);
                slot += ((int) imm >>> 8 & 0xff) - ((int) op >>> 29);
                left -= registers - 1;
                continue;
              }
              ram.set(DOUBLE, address + stores[index + 1], x[rs2]);
            }
            case Operation.LD_ROW -> {
              long address = x[rs1] + (op >> 48);
              int index = (int) (address >>> SoftwareTlb.INDEX_SHIFT) & SoftwareTlb.INDEX_MASK;
              if (loads[index] != (address & (PAGE | 7))) {
                break stop;
              }
              int registers = (int) imm & 0xff;
              if (left >= registers - 1 && (address & ~PAGE) + 8L * registers <= -PAGE) {
                loadRow(rd, address + loads[index + 1], registers);
                slot += ((int) imm >>> 8 & 0xff) - ((int) op >>> 29);
                left -= registers - 1;
                continue;
              }
              x[rd] = ram.get(DOUBLE, address + loads[index + 1]);
            }
            case Operation.READ_WORD -> {
              int place = lent.places[(int) (op >>> 52)];
              if ((lent.open >>> place & 1) == 0) {
                break stop;
              }
              x[rd] = lent.words[place];
            }
            case Operation.SWAP_WORD -> {
              int place = lent.places[(int) (op >>> 52)];
              if ((lent.open >>> place & 1) == 0) {
                break stop;
              }
              long old = lent.words[place];
              lent.words[place] = x[rs1] & lent.masks[place];
              if (rd != 0) {
                x[rd] = old;
              }
            }
            default -> {
              break stop;
            }
          }
        }
        // all of the budget is used up
        left = 0;
        pc = base + 2L * slot;
        break pages;
      }
      // in front of an operation that is not for this loop, or not now
      left++;
      last = op;
      pc = base + 2L * (slot - ((int) op >>> 29));
      break pages;
    }
    state.pc = xlen.extend(pc);
    return left;
  }

  /// Stores registers one behind the other.
  private void storeRow(int first, long offset, int registers) {
    for (int i = 0; i < registers; i++) {
      ram.set(DOUBLE, offset + 8L * i, x[first + i]);
    }
  }

  /// Loads registers, likewise.
  private void loadRow(int first, long offset, int registers) {
    for (int i = 0; i < registers; i++) {
      x[first + i] = ram.get(DOUBLE, offset + 8L * i);
    }
  }

  /// The register value of a word: sign-extended.
  private static long word(int value) {
    return value;
  }
}
