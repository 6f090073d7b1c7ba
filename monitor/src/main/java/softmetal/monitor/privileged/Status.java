package softmetal.monitor.privileged;

import java.util.List;
import java.util.StringJoiner;
import softmetal.isa.Xlen;

/// `mstatus`, and its restricted view `sstatus`; writes keep what is legal (WARL).
///
/// | bits | 0 | 1 | 3 | 5 | 7 | 8 | 12:11 | 14:13 | 17 | 18 | 19 | 20 | 21 | 22 | 33:32 | 35:34 | 63 |
/// |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
/// | | | SIE | MIE | SPIE | MPIE | SPP | MPP | FS | MPRV | SUM | MXR | TVM | TW | TSR | UXL | SXL | SD |
///
/// On a hart of 32 bits, SD is bit 31 and the bits above do not exist.
///
/// All else reads as zero: big-endian memory, vectors and further extensions do not exist. FS is kept here as the guest
/// wrote it; [VirtualCpu] adds what the hart has dirtied since.
///
/// Source: RISC-V Privileged ISA, "Machine Status Registers (mstatus and mstatush)".
public final class Status {
  static final long SIE = 1L << 1;
  static final long MIE = 1L << 3;
  static final long SPIE = 1L << 5;
  static final long MPIE = 1L << 7;
  static final long SPP = 1L << 8;
  static final long MPP = 3L << 11;
  static final long FS = 3L << 13;
  static final long MPRV = 1L << 17;
  static final long SUM = 1L << 18;
  static final long MXR = 1L << 19;
  static final long TVM = 1L << 20;
  static final long TW = 1L << 21;
  static final long TSR = 1L << 22;
  private static final long UXL_64 = 2L << 32;
  private static final long SXL_64 = 2L << 34;

  private static final int MPP_SHIFT = 11;
  private static final int SPP_SHIFT = 8;
  private static final int FS_SHIFT = 13;

  private static final long SUPERVISOR_WRITABLE = SIE | SPIE | SPP | FS | SUM | MXR;
  private static final long MACHINE_WRITABLE =
      SUPERVISOR_WRITABLE | MIE | MPIE | MPP | MPRV | TVM | TW | TSR;

  /// What is not told by any field that can be written.
  private final long fixed;

  private final long someDirty;
  private final long supervisorWritable;
  private final long machineWritable;
  private long bits;

  /// @param hasFloats without, FS is always off
  Status(Xlen xlen, boolean hasFloats) {
    fixed = xlen == Xlen.RV64 ? UXL_64 | SXL_64 : 0;
    someDirty = 1L << (xlen.bits() - 1);
    long unwritable = hasFloats ? 0 : FS;
    supervisorWritable = SUPERVISOR_WRITABLE & ~unwritable;
    machineWritable = MACHINE_WRITABLE & ~unwritable;
  }

  /// What is set in a value of `mstatus` or `sstatus`, as people write it: `MPP=S MPIE FS=dirty`.
  ///
  /// @param machine whether to tell the fields of machine mode too
  public static String describe(long value, boolean machine) {
    StringJoiner fields = new StringJoiner(" ");
    if (machine) {
      fields.add("MPP=" + letter(value >>> MPP_SHIFT & 3));
      add(fields, value, MPIE, "MPIE");
      add(fields, value, MIE, "MIE");
    }
    fields.add("SPP=" + letter(value >>> SPP_SHIFT & 1));
    add(fields, value, SPIE, "SPIE");
    add(fields, value, SIE, "SIE");
    add(fields, value, MPRV, "MPRV");
    add(fields, value, SUM, "SUM");
    add(fields, value, MXR, "MXR");
    add(fields, value, TVM, "TVM");
    add(fields, value, TW, "TW");
    add(fields, value, TSR, "TSR");
    int floating = (int) (value >>> FS_SHIFT) & 3;
    fields.add("FS=" + List.of("off", "initial", "clean", "dirty").get(floating));
    return fields.toString();
  }

  private static String letter(long mode) {
    return mode == 2 ? "?" : Mode.of((int) mode).letter();
  }

  private static void add(StringJoiner fields, long value, long bit, String name) {
    if ((value & bit) != 0) {
      fields.add(name);
    }
  }

  boolean has(long bit) {
    return (bits & bit) != 0;
  }

  void set(long bit, boolean value) {
    bits = value ? bits | bit : bits & ~bit;
  }

  /// Sets all bits of a field.
  void fill(long field) {
    bits |= field;
  }

  Mode previousOfMachine() {
    return Mode.of((int) (bits >>> MPP_SHIFT) & 3);
  }

  void setPreviousOfMachine(Mode mode) {
    bits = (bits & ~MPP) | (long) mode.code() << MPP_SHIFT;
  }

  Mode previousOfSupervisor() {
    return Mode.of((int) (bits >>> SPP_SHIFT) & 1);
  }

  void setPreviousOfSupervisor(Mode mode) {
    set(SPP, mode != Mode.USER);
  }

  long readMachine() {
    return bits | fixed | ((bits & FS) == FS ? someDirty : 0);
  }

  long readSupervisor() {
    return (bits & SUPERVISOR_WRITABLE) | (fixed & UXL_64) | ((bits & FS) == FS ? someDirty : 0);
  }

  void writeMachine(long value) {
    boolean reservedMode = (value & MPP) == 2L << MPP_SHIFT;
    long writable = reservedMode ? machineWritable & ~MPP : machineWritable;
    bits = (bits & ~writable) | (value & writable);
  }

  void writeSupervisor(long value) {
    bits = (bits & ~supervisorWritable) | (value & supervisorWritable);
  }
}
