package softmetal.monitor.device.clint;

import java.util.List;
import java.util.stream.IntStream;
import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.Device;
import softmetal.monitor.device.InterruptLine;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The core-local interruptor: one software interrupt and one timer for each hart, and the time that they share.
///
/// | offset | register | width | access |
/// |---|---|---|---|
/// | 0x0000 + 4·hart | `msip`: bit 0 is the software interrupt of the hart | 4 | read, write |
/// | 0x4000 + 8·hart | `mtimecmp`: the timer interrupt is pending while `mtime` ≥ `mtimecmp` | 4, 8 | read, write |
/// | 0xbff8 | `mtime`: virtual time at 10 MHz | 4, 8 | read, write |
///
/// All reset to zero, so every timer interrupt is pending from the start.
///
/// Source: RISC-V ACLINT Specification, "Backward Compatibility With SiFive CLINT".
public final class Clint implements Device {
  private static final int MTIMECMP = 0x4000;
  private static final int MTIME = 0xbff8;

  private final Clock clock;
  private final List<InterruptLine> software;
  private final List<InterruptLine> timer;
  private final List<Alarm> alarms;
  private final boolean[] msip;
  private final long[] mtimecmp;
  private final boolean[] timerHigh;

  /// What the guest has added to the time of the clock.
  private long mtimeOffset;

  /// @param software the MSIP input of each hart, in the order of hart numbers
  /// @param timer the MTIP input of each hart
  public Clint(Clock clock, List<InterruptLine> software, List<InterruptLine> timer) {
    if (software.size() != timer.size() || software.size() > 4095) {
      throw new IllegalArgumentException(
          "%d software and %d timer lines".formatted(software.size(), timer.size()));
    }
    this.clock = clock;
    this.software = List.copyOf(software);
    this.timer = List.copyOf(timer);
    msip = new boolean[software.size()];
    alarms =
        IntStream.range(0, timer.size())
            .mapToObj(hart -> clock.alarm("clint.timer" + hart, () -> compare(hart)))
            .toList();
    mtimecmp = new long[timer.size()];
    timerHigh = new boolean[timer.size()];
    compareAll();
  }

  /// The time that guests see, here and in the `time` CSR.
  public long mtime() {
    return clock.mtime() + mtimeOffset;
  }

  @Override
  public String name() {
    return "clint";
  }

  @Override
  public int size() {
    return 0x10000;
  }

  @Override
  public long read(int offset, Width width) {
    if (width == Width.DOUBLE) {
      return doubleRegister(offset) == Register.NONE ? 0 : readDouble(offset);
    }
    if (width != Width.WORD) {
      return 0;
    }
    if (offset < MTIMECMP) {
      int hart = offset / 4;
      return hart < msip.length && msip[hart] ? 1 : 0;
    }
    int aligned = offset & ~7;
    if (doubleRegister(aligned) == Register.NONE) {
      return 0;
    }
    return Width.WORD.truncate(readDouble(aligned) >>> shift(offset));
  }

  @Override
  public void write(int offset, Width width, long value) {
    if (width == Width.DOUBLE) {
      writeDouble(offset, value);
    } else if (width == Width.WORD && offset < MTIMECMP) {
      int hart = offset / 4;
      if (hart < msip.length) {
        msip[hart] = (value & 1) != 0;
        software.get(hart).set(msip[hart]);
      }
    } else if (width == Width.WORD && doubleRegister(offset & ~7) != Register.NONE) {
      int aligned = offset & ~7;
      long mask = 0xffff_ffffL << shift(offset);
      writeDouble(aligned, (readDouble(aligned) & ~mask) | ((value << shift(offset)) & mask));
    }
  }

  private enum Register {
    MTIMECMP,
    MTIME,
    NONE
  }

  private Register doubleRegister(int offset) {
    if (offset == MTIME) {
      return Register.MTIME;
    }
    boolean compare =
        offset >= MTIMECMP && offset < MTIMECMP + 8 * mtimecmp.length && offset % 8 == 0;
    return compare ? Register.MTIMECMP : Register.NONE;
  }

  private long readDouble(int offset) {
    return switch (doubleRegister(offset)) {
      case MTIMECMP -> mtimecmp[(offset - MTIMECMP) / 8];
      case MTIME -> mtime();
      case NONE -> 0;
    };
  }

  private void writeDouble(int offset, long value) {
    switch (doubleRegister(offset)) {
      case MTIMECMP -> {
        int hart = (offset - MTIMECMP) / 8;
        mtimecmp[hart] = value;
        compare(hart);
      }
      case MTIME -> {
        mtimeOffset = value - clock.mtime();
        compareAll();
      }
      case NONE -> {}
    }
  }

  private static int shift(int offset) {
    return (offset & 4) * 8;
  }

  private void compareAll() {
    for (int hart = 0; hart < mtimecmp.length; hart++) {
      compare(hart);
    }
  }

  /// Sets the timer line of a hart as the time demands, and comes back when it has to change.
  private void compare(int hart) {
    long now = mtime();
    boolean due = Long.compareUnsigned(now, mtimecmp[hart]) >= 0;
    if (timerHigh[hart] != due) {
      timerHigh[hart] = due;
      timer.get(hart).set(due);
    }
    long remaining = mtimecmp[hart] - now;
    long representable = Long.MAX_VALUE / Clock.TICKS_PER_MTIME - clock.mtime();
    if (due || Long.compareUnsigned(remaining, representable) > 0) {
      alarms.get(hart).cancel();
    } else {
      alarms.get(hart).set((clock.mtime() + remaining) * Clock.TICKS_PER_MTIME);
    }
  }

  @Override
  public int version() {
    return 1;
  }

  /// The offset of `mtime`; then for each hart `msip`, `mtimecmp` and the level of its timer line.
  @Override
  public void save(StateOutput output) {
    output.putLong(mtimeOffset);
    for (int hart = 0; hart < msip.length; hart++) {
      output.putBoolean(msip[hart]);
      output.putLong(mtimecmp[hart]);
      output.putBoolean(timerHigh[hart]);
    }
  }

  @Override
  public void load(StateInput input) {
    mtimeOffset = input.getLong();
    for (int hart = 0; hart < msip.length; hart++) {
      msip[hart] = input.getBoolean();
      mtimecmp[hart] = input.getLong();
      timerHigh[hart] = input.getBoolean();
    }
  }
}
