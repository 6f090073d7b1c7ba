package softmetal.monitor.sbi;

import static softmetal.monitor.sbi.SbiError.ALREADY_AVAILABLE;
import static softmetal.monitor.sbi.SbiError.FAILED;
import static softmetal.monitor.sbi.SbiError.INVALID_ADDRESS;
import static softmetal.monitor.sbi.SbiError.INVALID_PARAM;
import static softmetal.monitor.sbi.SbiError.NOT_SUPPORTED;
import static softmetal.monitor.sbi.SbiError.SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Xlen;
import softmetal.monitor.device.finisher.PowerSwitch;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Trap;
import softmetal.monitor.memory.Dma;
import softmetal.monitor.privileged.VirtualCpu;

/// The Supervisor Binary Interface, version 2.0, answered by the monitor in no virtual time: BASE, TIME, IPI, RFENCE, HSM,
/// SRST, DBCN and the calls of version 0.1.
///
/// It stands where firmware in machine mode would stand. A kernel starts in supervisor mode on hart 0; the other harts
/// are stopped until it starts them. All traps but calls of supervisor mode are delegated to it, so machine mode is never
/// entered. Extension and function are in `a7` and `a6`, the answer in `a0` and `a1`. On harts of 32 bits, a time or a
/// physical address of 64 bits comes in two registers, the lower half first.
///
/// Source: RISC-V Supervisor Binary Interface Specification.
public final class Sbi {
  private static final long SPECIFICATION_VERSION = 2 << 24;

  /// Not a registered one: `soft` in ASCII.
  private static final long IMPLEMENTATION = 0x736f6674;

  private static final int A0 = 10;
  private static final int A1 = 11;
  private static final int A2 = 12;
  private static final int A6 = 16;
  private static final int A7 = 17;

  private static final int STARTED = 0;
  private static final int STOPPED = 1;
  private static final int SUSPENDED = 4;

  private static final long RETENTIVE = 0;
  private static final long NON_RETENTIVE = 0x8000_0000L;

  private final Xlen xlen;
  private final List<VirtualCpu> cpus;
  private final Dma memory;
  private final SerialPort console;
  private final PowerSwitch power;

  /// @param xlen of all harts
  /// @param cpus of all harts, by number
  public Sbi(Xlen xlen, List<VirtualCpu> cpus, Dma memory, SerialPort console, PowerSwitch power) {
    this.xlen = xlen;
    this.cpus = List.copyOf(cpus);
    this.memory = memory;
    this.console = console;
    this.power = power;
  }

  /// Starts hart 0 in a kernel, and leaves the others stopped.
  ///
  /// @param entry the physical address of its first instruction
  /// @param opaque what it finds in `a1`: the address of the device tree
  public void boot(long entry, long opaque) {
    cpus.forEach(VirtualCpu::stop);
    cpus.getFirst().enterSupervisor(entry, 0, opaque);
  }

  /// What an extension answered.
  private record Answer(SbiError error, long value) {
    static Answer of(long value) {
      return new Answer(SUCCESS, value);
    }

    static Answer of(SbiError error) {
      return new Answer(error, 0);
    }
  }

  /// Answers the `ecall` of a hart in supervisor mode.
  public Entry call(int hart) {
    VirtualCpu cpu = cpus.get(hart);
    long[] x = cpu.registers().x;
    long function = x[A6];
    Extension extension = Extension.of(x[A7]);
    if (extension == null) {
      long number = x[A7];
      cpu.served(() -> "no SBI extension 0x" + Long.toHexString(number));
      return answered(x, Answer.of(NOT_SUPPORTED));
    }
    if (extension.isLegacy()) {
      cpu.served(() -> "SBI " + extension.describe(function));
      return legacy(extension, cpu, x);
    }
    if (extension == Extension.HSM && (function == 1 || function == 3)) {
      cpu.served(() -> "SBI " + extension.describe(function));
      return function == 1 ? stop(cpu) : suspend(hart, cpu, x);
    }
    Answer answer =
        switch (extension) {
          case BASE -> base((int) function, x[A0]);
          case TIME -> function == 0 ? setTimer(cpu, wide(x, A0)) : Answer.of(NOT_SUPPORTED);
          case IPI ->
              function == 0
                  ? onHarts(unsigned(x, A0), x[A1], target -> target.setSupervisorSoftware(true))
                  : Answer.of(NOT_SUPPORTED);
          case RFENCE -> fence(function, x);
          case HSM -> harts((int) function, x);
          case SRST -> function == 0 ? reset(x[A0], x[A1]) : Answer.of(NOT_SUPPORTED);
          case DBCN -> debugConsole((int) function, x);
          default -> throw new IllegalStateException(extension + " is answered above");
        };
    cpu.served(() ->
        "SBI %s: %s, 0x%x".formatted(extension.describe(function), answer.error, answer.value));
    return answered(x, answer);
  }

  private Entry answered(long[] x, Answer answer) {
    x[A0] = answer.error.code();
    x[A1] = xlen.extend(answer.value);
    return new Entry.Completed();
  }

  private static Answer base(int function, long argument) {
    return switch (function) {
      case 0 -> Answer.of(SPECIFICATION_VERSION);
      case 1 -> Answer.of(IMPLEMENTATION);
      case 2 -> Answer.of(1);
      case 3 -> Answer.of(Extension.of(argument) == null ? 0 : 1);
      // As mvendorid, marchid and mimpid read.
      case 4, 5, 6 -> Answer.of(0);
      default -> Answer.of(NOT_SUPPORTED);
    };
  }

  private static Answer setTimer(VirtualCpu cpu, long mtime) {
    cpu.setSupervisorTimer(mtime);
    return Answer.of(SUCCESS);
  }

  /// Does something to every hart of a mask.
  ///
  /// @param base the hart that bit 0 means; -1 for all harts, whatever the mask
  private Answer onHarts(long mask, long base, Consumer<VirtualCpu> action) {
    if (base == -1) {
      cpus.forEach(action);
      return Answer.of(SUCCESS);
    }
    List<VirtualCpu> targets = new ArrayList<>();
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      long hart = base + Long.numberOfTrailingZeros(rest);
      if (base < 0 || hart >= cpus.size()) {
        return Answer.of(INVALID_PARAM);
      }
      targets.add(cpus.get((int) hart));
    }
    targets.forEach(action);
    return Answer.of(SUCCESS);
  }

  private Answer fence(long function, long[] x) {
    return switch ((int) function) {
      case 0 -> onHarts(unsigned(x, A0), x[A1], VirtualCpu::fenceCode);
      case 1, 2 -> onHarts(unsigned(x, A0), x[A1], VirtualCpu::fence);
      default -> Answer.of(NOT_SUPPORTED);
    };
  }

  // --- hart state management

  private Answer harts(int function, long[] x) {
    if (function != 0 && function != 2) {
      return Answer.of(NOT_SUPPORTED);
    }
    VirtualCpu target = hart(x[A0]);
    if (target == null) {
      return Answer.of(INVALID_PARAM);
    }
    return function == 0 ? start(target, x) : Answer.of(status(target));
  }

  private @Nullable VirtualCpu hart(long number) {
    return number >= 0 && number < cpus.size() ? cpus.get((int) number) : null;
  }

  private Answer start(VirtualCpu target, long[] x) {
    if (!target.isStopped()) {
      return Answer.of(ALREADY_AVAILABLE);
    }
    long address = unsigned(x, A1);
    if (!memory.contains(address, 2) || address % 2 != 0) {
      return Answer.of(INVALID_ADDRESS);
    }
    target.enterSupervisor(address, x[A0], x[A2]);
    return Answer.of(SUCCESS);
  }

  private static int status(VirtualCpu target) {
    return target.isStopped() ? STOPPED : target.isWaiting() ? SUSPENDED : STARTED;
  }

  private static Entry stop(VirtualCpu cpu) {
    cpu.stop();
    return new Entry.Resume();
  }

  private Entry suspend(int hart, VirtualCpu cpu, long[] x) {
    long type = x[A0] & 0xffff_ffffL;
    if (type == RETENTIVE) {
      answered(x, Answer.of(SUCCESS));
      cpu.completeCall();
      cpu.suspend();
      return new Entry.Resume();
    }
    if (type != NON_RETENTIVE) {
      return answered(x, Answer.of(type < NON_RETENTIVE ? INVALID_PARAM : NOT_SUPPORTED));
    }
    long address = unsigned(x, A1);
    if (!memory.contains(address, 2) || address % 2 != 0) {
      return answered(x, Answer.of(INVALID_ADDRESS));
    }
    cpu.enterSupervisor(address, hart, x[A2]);
    cpu.suspend();
    return new Entry.Resume();
  }

  // --- the whole machine

  private Answer reset(long type, long reason) {
    if (reason < 0 || reason > 1) {
      return Answer.of(INVALID_PARAM);
    }
    switch ((int) type) {
      case 0 -> power.powerOff((int) reason);
      case 1, 2 -> power.reset();
      default -> {
        return Answer.of(INVALID_PARAM);
      }
    }
    return Answer.of(SUCCESS);
  }

  private Answer debugConsole(int function, long[] x) {
    return switch (function) {
      case 0 -> x[A2] == 0 ? write(unsigned(x, A1), unsigned(x, A0)) : Answer.of(INVALID_PARAM);
      case 1 -> x[A2] == 0 ? read(unsigned(x, A1), unsigned(x, A0)) : Answer.of(INVALID_PARAM);
      case 2 -> {
        put((byte) x[A0]);
        yield Answer.of(SUCCESS);
      }
      default -> Answer.of(NOT_SUPPORTED);
    };
  }

  /// So many bytes are written or read by one call; a kernel asks again for the rest.
  private static final int CONSOLE_BYTES = 4096;

  /// Terminals want a carriage return before a line feed, and get it, as from OpenSBI.
  private void put(byte value) {
    if (value == '\n') {
      console.put((byte) '\r');
    }
    console.put(value);
  }

  private Answer write(long address, long length) {
    if (!memory.contains(address, length)) {
      return Answer.of(INVALID_PARAM);
    }
    byte[] bytes = new byte[(int) Math.min(length, CONSOLE_BYTES)];
    if (!memory.read(address, bytes, 0, bytes.length)) {
      return Answer.of(FAILED);
    }
    for (byte value : bytes) {
      put(value);
    }
    return Answer.of(bytes.length);
  }

  private Answer read(long address, long length) {
    if (!memory.contains(address, length)) {
      return Answer.of(INVALID_PARAM);
    }
    int count = 0;
    while (count < Math.min(length, CONSOLE_BYTES)) {
      int value = console.take();
      if (value < 0) {
        break;
      }
      memory.putByte(address + count, (byte) value);
      count++;
    }
    return Answer.of(count);
  }

  // --- version 0.1

  private Entry legacy(Extension extension, VirtualCpu cpu, long[] x) {
    switch (extension) {
      case LEGACY_SET_TIMER -> {
        cpu.setSupervisorTimer(wide(x, A0));
        x[A0] = 0;
      }
      case LEGACY_CONSOLE_PUTCHAR -> {
        put((byte) x[A0]);
        x[A0] = 0;
      }
      case LEGACY_CONSOLE_GETCHAR -> x[A0] = console.take();
      case LEGACY_CLEAR_IPI -> {
        cpu.setSupervisorSoftware(false);
        x[A0] = 0;
      }
      case LEGACY_SHUTDOWN -> power.powerOff(0);
      default -> {
        return onLegacyMask(extension, cpu, x);
      }
    }
    return new Entry.Completed();
  }

  /// The calls that take the virtual address of a mask of harts; 0 stands for all.
  private Entry onLegacyMask(Extension extension, VirtualCpu cpu, long[] x) {
    OptionalLong mask = x[A0] == 0 ? OptionalLong.of(-1) : load(cpu, x[A0]);
    if (mask.isEmpty()) {
      return cpu.trap(new Trap(Trap.Cause.LOAD_PAGE_FAULT, x[A0]));
    }
    Consumer<VirtualCpu> action =
        switch (extension) {
          case LEGACY_SEND_IPI -> target -> target.setSupervisorSoftware(true);
          case LEGACY_REMOTE_SFENCE_VMA, LEGACY_REMOTE_SFENCE_VMA_ASID -> VirtualCpu::fence;
          case LEGACY_REMOTE_FENCE_I -> VirtualCpu::fenceCode;
          default -> throw new IllegalStateException(extension + " names no harts");
        };
    long existing = mask.getAsLong() & (1L << cpus.size()) - 1;
    onHarts(existing, 0, action);
    x[A0] = 0;
    return new Entry.Completed();
  }

  /// A register as an unsigned number: a physical address, a size, a mask.
  private long unsigned(long[] x, int register) {
    return xlen.zeroExtend(x[register]);
  }

  /// A number of 64 bits: in one register or in two.
  private long wide(long[] x, int register) {
    return xlen == Xlen.RV64
        ? x[register]
        : unsigned(x, register) | x[register + 1] << Integer.SIZE;
  }

  /// A word as wide as a register from the kernel's memory, at any address.
  private OptionalLong load(VirtualCpu cpu, long virtualAddress) {
    long value = 0;
    for (int i = xlen.bits() / Byte.SIZE - 1; i >= 0; i--) {
      OptionalLong at = cpu.lookUp(virtualAddress + i, Access.LOAD);
      byte[] one = new byte[1];
      if (at.isEmpty() || !memory.read(at.getAsLong(), one, 0, 1)) {
        return OptionalLong.empty();
      }
      value = value << 8 | (one[0] & 0xff);
    }
    return OptionalLong.of(value);
  }
}
