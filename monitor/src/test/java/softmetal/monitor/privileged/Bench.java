package softmetal.monitor.privileged;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Csr;
import softmetal.isa.Decoder;
import softmetal.isa.InstructionSet;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;
import softmetal.monitor.hart.Hart;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.hart.Tlb;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A virtual CPU on the test bench: around a hart that executes nothing, RAM of 1 MiB at [#RAM], a device page at
/// [#DEVICE] and a clock that is set by hand.
public final class Bench implements Timebase, PhysicalMemory {
  public static final long RAM = 0x8000_0000L;
  static final long RAM_SIZE = 1 << 20;
  public static final long DEVICE = 0x1000_0000L;

  private static final int A0 = 10;
  private static final int A1 = 11;

  final IdleHart hart = new IdleHart();
  public final HartState state = hart.state;
  final Map<Long, Long> memory = new HashMap<>();
  long now;
  long wakeAt = Long.MAX_VALUE;
  public final VirtualCpu cpu =
      new VirtualCpu(0, InstructionSet.ALL, hart, this, this, RecordedTlb::new);
  private final Decoder decoder = new Decoder(InstructionSet.ALL);

  public Bench() {
    state.pc = RAM;
  }

  /// Never runs; remembers what the CPU did to it.
  static final class IdleHart implements Hart {
    final HartState state = new HartState();
    @Nullable RecordedTlb tlb;
    int cancelled;

    @Override
    public Exit run(Entry entry, long budget) {
      throw new UnsupportedOperationException("nothing is executed here");
    }

    @Override
    public void settle(Entry entry) {}

    @Override
    public HartState state() {
      return state;
    }

    @Override
    public void use(Tlb newTlb) {
      tlb = (RecordedTlb) newTlb;
    }

    @Override
    public void cancelReservation() {
      cancelled++;
    }

    @Override
    public void interrupt() {}

    @Override
    public String name() {
      return "hart0";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void save(StateOutput output) {}

    @Override
    public void load(StateInput input) {}
  }

  static final class RecordedTlb implements Tlb {
    final Map<String, String> entries = new HashMap<>();
    final List<String> flushes = new ArrayList<>();

    @Override
    public void fillRam(Access access, long virtualAddress, long physicalAddress) {
      entries.put(key(access, virtualAddress), "ram " + page(physicalAddress));
    }

    @Override
    public void fillDevice(Access access, long virtualAddress, long physicalAddress) {
      entries.put(key(access, virtualAddress), "device " + page(physicalAddress));
    }

    @Override
    public void flush() {
      flushes.add("all");
      entries.clear();
    }

    @Override
    public void flushPage(long virtualAddress) {
      flushes.add(page(virtualAddress));
      for (Access access : Access.values()) {
        entries.remove(key(access, virtualAddress));
      }
    }

    @Override
    public void forEach(Visitor visitor) {
      throw new UnsupportedOperationException("entries are text here");
    }

    private static String key(Access access, long virtualAddress) {
      return access + " " + page(virtualAddress);
    }

    private static String page(long address) {
      return Long.toHexString(address & ~0xfff);
    }
  }

  @Override
  public long mtime() {
    return now;
  }

  @Override
  public void wakeAt(long mtime) {
    wakeAt = mtime;
  }

  @Override
  public boolean isRam(long physicalAddress) {
    return physicalAddress >= RAM && physicalAddress < RAM + RAM_SIZE;
  }

  @Override
  public boolean isDevice(long physicalAddress) {
    return physicalAddress >>> 12 == DEVICE >>> 12;
  }

  @Override
  public long readDouble(long physicalAddress) {
    assertEquals(0, physicalAddress & 7);
    return memory.getOrDefault(physicalAddress, 0L);
  }

  @Override
  public void writeDouble(long physicalAddress, long value) {
    assertEquals(0, physicalAddress & 7);
    memory.put(physicalAddress, value);
  }

  RecordedTlb tlb() {
    return Objects.requireNonNull(hart.tlb);
  }

  /// Answers an instruction, and then does what the hart would do with the entry.
  public Entry execute(int word) {
    Entry entry =
        cpu.answer(new Exit.Privileged(Objects.requireNonNull(decoder.decode(word)).expanded()));
    enter(entry, (word >>> 7) & 31);
    return entry;
  }

  public void enter(Entry entry, int rd) {
    switch (entry) {
      case Entry.Resume() -> {}
      case Entry.Completed() -> goOn(state.pc + 4);
      case Entry.Loaded(long value) -> {
        if (rd != 0) {
          state.x[rd] = value;
        }
        goOn(state.pc + 4);
      }
      case Entry.Jump(long target) -> goOn(target);
      case Entry.Deliver(long handler) -> state.pc = handler;
    }
  }

  private void goOn(long pc) {
    state.pc = pc;
    state.retired++;
  }

  public static int number(String csr) {
    return Objects.requireNonNull(Csr.numberOf(csr), csr);
  }

  /// `csrr a0, csr`.
  long read(String csr) {
    Entry entry = execute(word("csrrs", number(csr), 0, A0));
    assertInstanceOf(Entry.Loaded.class, entry, () -> "csrr of " + csr + " in " + cpu.mode());
    return state.x[A0];
  }

  /// `csrw csr, a1`; goes on after it.
  public void write(String csr, long value) {
    Entry entry = attemptWrite(csr, value);
    assertInstanceOf(Entry.Loaded.class, entry, () -> "csrw of " + csr + " in " + cpu.mode());
  }

  Entry attemptWrite(String csr, long value) {
    state.x[A1] = value;
    return execute(word("csrrw", number(csr), A1, 0));
  }

  Entry attemptRead(String csr) {
    return execute(word("csrrs", number(csr), 0, A0));
  }

  /// What machine mode would read, without executing anything.
  long peek(String csr) {
    return cpu.csr(number(csr)).orElseThrow();
  }

  /// Puts the CPU into a mode at some address, with all physical memory open to it.
  public void drop(Mode mode, long pc) {
    if (cpu.mode() != Mode.MACHINE) {
      cpu.trap(new Trap(Trap.Cause.MACHINE_ENVIRONMENT_CALL, 0));
    }
    write("pmpaddr0", -1);
    write("pmpcfg0", 0x1f);
    write("mstatus", (read("mstatus") & ~Status.MPP) | (long) mode.code() << 11);
    write("mepc", pc);
    execute(MRET);
  }

  public static final int MRET = 0x3020_0073;
  public static final int SRET = 0x1020_0073;
  public static final int WFI = 0x1050_0073;
  public static final int SFENCE_VMA = 0x1200_0073;

  public static int word(String mnemonic, int csr, int rs1, int rd) {
    int funct3 =
        switch (mnemonic) {
          case "csrrw" -> 1;
          case "csrrs" -> 2;
          case "csrrc" -> 3;
          case "csrrwi" -> 5;
          case "csrrsi" -> 6;
          case "csrrci" -> 7;
          default -> throw new IllegalArgumentException(mnemonic);
        };
    return csr << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | 0x73;
  }
}
