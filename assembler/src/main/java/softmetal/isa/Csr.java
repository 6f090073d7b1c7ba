package softmetal.isa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The control and status registers: one row for each register or for each run of numbered ones.
///
/// A name here says only that tools know the number; which of them exist is the machine's affair.
///
/// Source: RISC-V Privileged ISA, "CSR Listing".
public enum Csr {
  // spotless:off (the columns are the documentation)
  // Floating point
  FFLAGS        (0x001),
  FRM           (0x002),
  FCSR          (0x003),

  // Vectors, entropy
  VSTART        (0x008),
  VXSAT         (0x009),
  VXRM          (0x00a),
  VCSR          (0x00f),
  VL            (0xc20),
  VTYPE         (0xc21),
  VLENB         (0xc22),
  SEED          (0x015),

  // Unprivileged counters; those that end in H are the upper halves on RV32
  CYCLE         (0xc00),
  TIME          (0xc01),
  INSTRET       (0xc02),
  HPMCOUNTER    (0xc03, 3, 31),
  CYCLEH        (0xc80),
  TIMEH         (0xc81),
  INSTRETH      (0xc82),
  HPMCOUNTERH   (0xc83, 3, 31),

  // Supervisor
  SSTATUS       (0x100),
  SIE           (0x104),
  STVEC         (0x105),
  SCOUNTEREN    (0x106),
  SENVCFG       (0x10a),
  SSCRATCH      (0x140),
  SEPC          (0x141),
  SCAUSE        (0x142),
  STVAL         (0x143),
  SIP           (0x144),
  STIMECMP      (0x14d),
  STIMECMPH     (0x15d),
  SATP          (0x180),
  SCONTEXT      (0x5a8),
  SCOUNTOVF     (0xda0),

  // Hypervisor
  VSSTATUS      (0x200),
  VSIE          (0x204),
  VSTVEC        (0x205),
  VSSCRATCH     (0x240),
  VSEPC         (0x241),
  VSCAUSE       (0x242),
  VSTVAL        (0x243),
  VSIP          (0x244),
  VSTIMECMP     (0x24d),
  VSTIMECMPH    (0x25d),
  VSATP         (0x280),
  HSTATUS       (0x600),
  HEDELEG       (0x602),
  HIDELEG       (0x603),
  HIE           (0x604),
  HTIMEDELTA    (0x605),
  HCOUNTEREN    (0x606),
  HGEIE         (0x607),
  HENVCFG       (0x60a),
  HTIMEDELTAH   (0x615),
  HENVCFGH      (0x61a),
  HTVAL         (0x643),
  HIP           (0x644),
  HVIP          (0x645),
  HTINST        (0x64a),
  HGATP         (0x680),
  HCONTEXT      (0x6a8),
  HGEIP         (0xe12),

  // Machine: information
  MVENDORID     (0xf11),
  MARCHID       (0xf12),
  MIMPID        (0xf13),
  MHARTID       (0xf14),
  MCONFIGPTR    (0xf15),

  // Machine: traps
  MSTATUS       (0x300),
  MISA          (0x301),
  MEDELEG       (0x302),
  MIDELEG       (0x303),
  MIE           (0x304),
  MTVEC         (0x305),
  MCOUNTEREN    (0x306),
  MSTATUSH      (0x310),
  MSCRATCH      (0x340),
  MEPC          (0x341),
  MCAUSE        (0x342),
  MTVAL         (0x343),
  MIP           (0x344),
  MTINST        (0x34a),
  MTVAL2        (0x34b),

  // Machine: configuration and memory protection
  MENVCFG       (0x30a),
  MENVCFGH      (0x31a),
  MSECCFG       (0x747),
  MSECCFGH      (0x757),
  PMPCFG        (0x3a0, 0, 15),
  PMPADDR       (0x3b0, 0, 63),

  // Machine: counters
  MCYCLE        (0xb00),
  MINSTRET      (0xb02),
  MHPMCOUNTER   (0xb03, 3, 31),
  MCYCLEH       (0xb80),
  MINSTRETH     (0xb82),
  MHPMCOUNTERH  (0xb83, 3, 31),
  MCOUNTINHIBIT (0x320),
  MHPMEVENT     (0x323, 3, 31),
  MHPMEVENTH    (0x723, 3, 31),

  // State enable
  SSTATEEN      (0x10c, 0, 3),
  HSTATEEN      (0x60c, 0, 3),
  HSTATEENH     (0x61c, 0, 3),
  MSTATEEN      (0x30c, 0, 3),
  MSTATEENH     (0x31c, 0, 3),

  // Advanced interrupts
  SIEH          (0x114),
  SISELECT      (0x150),
  SIREG         (0x151),
  SIPH          (0x154),
  STOPEI        (0x15c),
  STOPI         (0xdb0),
  VSIEH         (0x214),
  VSISELECT     (0x250),
  VSIREG        (0x251),
  VSIPH         (0x254),
  VSTOPEI       (0x25c),
  VSTOPI        (0xeb0),
  HVIEN         (0x608),
  HVICTL        (0x609),
  HIDELEGH      (0x613),
  HVIENH        (0x618),
  HVIPRIO       (0x646, 1, 2),
  HVIPH         (0x655),
  HVIPRIOH      (0x656, 1, 2),
  MVIEN         (0x308),
  MVIP          (0x309),
  MIDELEGH      (0x313),
  MIEH          (0x314),
  MVIENH        (0x318),
  MVIPH         (0x319),
  MISELECT      (0x350),
  MIREG         (0x351),
  MIPH          (0x354),
  MTOPEI        (0x35c),
  MTOPI         (0xfb0),

  // Debugging
  TSELECT       (0x7a0),
  TDATA         (0x7a1, 1, 3),
  TINFO         (0x7a4),
  TCONTROL      (0x7a5),
  MCONTEXT      (0x7a8),
  MSCONTEXT     (0x7aa),
  DCSR          (0x7b0),
  DPC           (0x7b1),
  DSCRATCH      (0x7b2, 0, 1);
  // spotless:on

  /// Older names, and names of one use of a register.
  private static final Map<String, Integer> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("sptbr", 0x180),
          Map.entry("sbadaddr", 0x143),
          Map.entry("mbadaddr", 0x343),
          Map.entry("mucounteren", 0x320),
          Map.entry("dscratch", 0x7b2),
          Map.entry("mcontrol", 0x7a1),
          Map.entry("etrigger", 0x7a1),
          Map.entry("itrigger", 0x7a1),
          Map.entry("icount", 0x7a1),
          Map.entry("ustatus", 0x000),
          Map.entry("uie", 0x004),
          Map.entry("utvec", 0x005),
          Map.entry("uscratch", 0x040),
          Map.entry("uepc", 0x041),
          Map.entry("ucause", 0x042),
          Map.entry("utval", 0x043),
          Map.entry("uip", 0x044));

  private static final Map<Integer, Csr> BY_NUMBER = byNumber();
  private static final Map<String, Integer> BY_NAME = byName();

  private final int first;
  private final int lowIndex;
  private final int count;

  Csr(int number) {
    this.first = number;
    this.lowIndex = -1;
    this.count = 1;
  }

  Csr(int first, int lowIndex, int highIndex) {
    this.first = first;
    this.lowIndex = lowIndex;
    this.count = highIndex - lowIndex + 1;
  }

  private static Map<Integer, Csr> byNumber() {
    Map<Integer, Csr> byNumber = new HashMap<>();
    for (Csr csr : values()) {
      for (int number = csr.first; number < csr.first + csr.count; number++) {
        byNumber.put(number, csr);
      }
    }
    return Map.copyOf(byNumber);
  }

  private static Map<String, Integer> byName() {
    Map<String, Integer> byName = new HashMap<>(OTHER_NAMES);
    BY_NUMBER.keySet().forEach(number -> byName.put(nameOf(number), number));
    return Map.copyOf(byName);
  }

  /// The row of this CSR number, or null if no table knows it.
  ///
  /// @param number 0 to 0xfff
  public static @Nullable Csr of(int number) {
    return BY_NUMBER.get(number);
  }

  /// The number of the CSR with this name, such as `pmpaddr5`, or null.
  public static @Nullable Integer numberOf(String name) {
    return BY_NAME.get(name);
  }

  /// The name, such as `pmpaddr5`; or the number in hexadecimal if there is none.
  public static String nameOf(int number) {
    Csr csr = of(number);
    return csr == null ? "0x" + Integer.toHexString(number) : csr.name(number);
  }

  /// Every name, for "did you mean".
  public static List<String> names() {
    return new ArrayList<>(BY_NAME.keySet().stream().sorted().toList());
  }

  /// The least privilege that may access this number.
  public static Privilege privilege(int number) {
    return Privilege.of((number >> 8) & 3);
  }

  /// Whether writing to this number is illegal.
  public static boolean isReadOnly(int number) {
    return number >> 10 == 3;
  }

  /// The number; the first of a run.
  public int number() {
    return first;
  }

  /// How many registers this row has.
  public int count() {
    return count;
  }

  /// The place of a number in this run, as its name has it: 5 for `pmpaddr5`, -1 if the name has none.
  public int index(int number) {
    return lowIndex < 0 ? -1 : lowIndex + number - first;
  }

  private String name(int number) {
    String name = name().toLowerCase(Locale.ROOT);
    if (lowIndex < 0) {
      return name;
    }
    // The upper halves carry the letter after the number: mhpmcounter3h.
    return name.endsWith("h") && !name.endsWith("scratch")
        ? name.substring(0, name.length() - 1) + index(number) + "h"
        : name + index(number);
  }
}
