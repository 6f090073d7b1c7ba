package softmetal.monitor.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import softmetal.isa.Decoder;
import softmetal.isa.Instruction;
import softmetal.isa.InstructionSet;
import softmetal.isa.Xlen;

/// The two kinds of harts that programs are compared on: here and on QEMU.
@SuppressWarnings("ImmutableEnumChecker") // immutable all, which the checker cannot see
enum HartKind {
  RV32("qemu-system-riscv32", "rv32,h=off", Instruction.LW, Instruction.SW),
  RV64("qemu-system-riscv64", "rv64,h=off", Instruction.LD, Instruction.SD);

  private static final String EXTENSIONS = "gc_zba_zbb_zbc_zbs";

  private final String qemu;
  private final String cpu;
  private final Instruction load;
  private final Instruction store;
  private final InstructionSet common;
  private final InstructionSet ours;
  private final Decoder decoder;

  HartKind(String qemu, String cpu, Instruction load, Instruction store) {
    this.qemu = qemu;
    this.cpu = cpu;
    this.load = load;
    this.store = store;
    this.common = InstructionSet.parse(name().toLowerCase(Locale.ROOT) + EXTENSIONS);
    this.ours = InstructionSet.ALL.with(common.xlen());
    this.decoder = new Decoder(common);
  }

  Xlen xlen() {
    return common.xlen();
  }

  /// The program that emulates a board with such a hart.
  String qemu() {
    return qemu;
  }

  /// QEMU's processor with the extensions that this project has too, and no others.
  String cpu() {
    return cpu;
  }

  /// What that processor and this project's hart both execute; this version of QEMU does not know Zicond.
  InstructionSet common() {
    return common;
  }

  /// What this project's hart executes.
  InstructionSet ours() {
    return ours;
  }

  /// Of [#common].
  Decoder decoder() {
    return decoder;
  }

  /// Loads an integer register.
  Instruction load() {
    return load;
  }

  /// Stores an integer register.
  Instruction store() {
    return store;
  }

  /// One of these that it has.
  Instruction any(SplittableRandom random, List<Instruction> instructions) {
    List<Instruction> possible = instructions.stream().filter(common::has).toList();
    return possible.get(random.nextInt(possible.size()));
  }

  /// The page number of a root table, as `satp` has it where there are page tables of three levels, or two.
  long satp(long root) {
    return root >> 12 | (this == RV32 ? 1L << 31 : 8L << 60);
  }

  /// Control and status registers that the [Harness] writes down at the end, and sets at the start: to zero but for
  /// `stvec` and the one region that opens all memory to all modes.
  List<String> registers() {
    List<String> registers =
        new ArrayList<>(
            List.of(
                "medeleg",
                "mideleg",
                "mie",
                "mip",
                "mcounteren",
                "mcountinhibit",
                "menvcfg",
                "stvec",
                "scounteren",
                "senvcfg",
                "sscratch",
                "sepc",
                "scause",
                "stval",
                "satp",
                "pmpcfg0",
                "pmpcfg2"));
    if (this == RV32) {
      registers.addAll(List.of("pmpcfg1", "pmpcfg3", "menvcfgh"));
    }
    IntStream.range(0, 16).forEach(i -> registers.add("pmpaddr" + i));
    return registers;
  }
}
