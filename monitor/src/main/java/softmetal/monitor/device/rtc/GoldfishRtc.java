package softmetal.monitor.device.rtc;

import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.Device;
import softmetal.monitor.device.InterruptLine;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The real-time clock of the goldfish board: nanoseconds since 1970, and an alarm.
///
/// | offset | register | access |
/// |---|---|---|
/// | 0x00 | TIME_LOW: reading it keeps the upper half for TIME_HIGH; writing sets the lower half of the time | read, write |
/// | 0x04 | TIME_HIGH: as kept by the last read of TIME_LOW; writing sets the upper half of the time | read, write |
/// | 0x08 | ALARM_LOW: writing sets the alarm | read, write |
/// | 0x0c | ALARM_HIGH: to be written first | read, write |
/// | 0x10 | IRQ_ENABLED: bit 0 | read, write |
/// | 0x14 | CLEAR_ALARM: forgets the alarm | write |
/// | 0x18 | ALARM_STATUS: 1 while the alarm is set and its time has not come | read |
/// | 0x1c | CLEAR_INTERRUPT | write |
///
/// All registers are 4 bytes wide. An alarm whose time has passed already comes at once. The date depends on the machine's definition and
/// virtual time alone.
///
/// Source: Android's "Goldfish Virtual Hardware", "Goldfish timer device".
public final class GoldfishRtc implements Device {
  private static final int TIME_LOW = 0x00;
  private static final int TIME_HIGH = 0x04;
  private static final int ALARM_LOW = 0x08;
  private static final int ALARM_HIGH = 0x0c;
  private static final int IRQ_ENABLED = 0x10;
  private static final int CLEAR_ALARM = 0x14;
  private static final int ALARM_STATUS = 0x18;
  private static final int CLEAR_INTERRUPT = 0x1c;

  private static final long NANOS_PER_TICK = 1_000_000_000L / (10_000_000L * Clock.TICKS_PER_MTIME);

  private final String name;
  private final Clock clock;
  private final InterruptLine line;
  private final Alarm alarm;

  /// The time when the clock of the machine was at tick 0.
  private long baseNanos;

  private int keptHigh;
  private long alarmNanos;
  private boolean alarmSet;
  private boolean enabled;
  private boolean pending;

  /// @param baseNanos the date at tick 0 of the clock, in nanoseconds since 1970
  public GoldfishRtc(String name, Clock clock, InterruptLine line, long baseNanos) {
    this.name = name;
    this.clock = clock;
    this.line = line;
    this.alarm = clock.alarm(name + ".alarm", this::ring);
    this.baseNanos = baseNanos;
  }

  private long nanos() {
    return baseNanos + clock.ticks() * NANOS_PER_TICK;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return 0x1000;
  }

  @Override
  public long read(int offset, Width width) {
    return switch (width) {
      case BYTE, HALF -> 0;
      case WORD -> Width.WORD.truncate(read(offset));
      case DOUBLE -> Width.WORD.truncate(read(offset)) | ((long) read(offset + 4) << 32);
    };
  }

  private int read(int offset) {
    return switch (offset) {
      case TIME_LOW -> {
        long now = nanos();
        keptHigh = (int) (now >>> 32);
        yield (int) now;
      }
      case TIME_HIGH -> keptHigh;
      case ALARM_LOW -> (int) alarmNanos;
      case ALARM_HIGH -> (int) (alarmNanos >>> 32);
      case IRQ_ENABLED -> enabled ? 1 : 0;
      case ALARM_STATUS -> alarmSet ? 1 : 0;
      default -> 0;
    };
  }

  @Override
  public void write(int offset, Width width, long value) {
    switch (width) {
      case BYTE, HALF -> {}
      case WORD -> write(offset, (int) value);
      case DOUBLE -> {
        write(offset, (int) value);
        write(offset + 4, (int) (value >>> 32));
      }
    }
  }

  private void write(int offset, int value) {
    switch (offset) {
      case TIME_LOW -> setTime(withLow(nanos(), value));
      case TIME_HIGH -> setTime(withHigh(nanos(), value));
      case ALARM_LOW -> {
        alarmNanos = withLow(alarmNanos, value);
        setAlarm();
      }
      case ALARM_HIGH -> alarmNanos = withHigh(alarmNanos, value);
      case IRQ_ENABLED -> {
        enabled = (value & 1) != 0;
        update();
      }
      case CLEAR_ALARM -> clearAlarm();
      case CLEAR_INTERRUPT -> {
        pending = false;
        update();
      }
      default -> {}
    }
  }

  private static long withLow(long old, int value) {
    return (old & 0xffff_ffff_0000_0000L) | Integer.toUnsignedLong(value);
  }

  private static long withHigh(long old, int value) {
    return (old & 0xffff_ffffL) | ((long) value << 32);
  }

  /// An alarm that is set keeps its distance, not its date: so it is on QEMU.
  private void setTime(long nanos) {
    baseNanos += nanos - nanos();
  }

  private void setAlarm() {
    long wait = alarmNanos - nanos();
    if (Long.compareUnsigned(alarmNanos, nanos()) <= 0) {
      ring();
      return;
    }
    alarmSet = true;
    long ticks = Long.divideUnsigned(wait - 1, NANOS_PER_TICK) + 1;
    if (ticks > Long.MAX_VALUE - clock.ticks()) {
      alarm.cancel();
    } else {
      alarm.set(clock.ticks() + ticks);
    }
  }

  private void ring() {
    clearAlarm();
    pending = true;
    update();
  }

  private void clearAlarm() {
    alarmSet = false;
    alarm.cancel();
  }

  private void update() {
    line.set(enabled && pending);
  }

  @Override
  public int version() {
    return 1;
  }

  /// The date at tick 0; the upper half that was kept; the alarm; whether it is set, enabled, and pending.
  @Override
  public void save(StateOutput output) {
    output.putLong(baseNanos);
    output.putInt(keptHigh);
    output.putLong(alarmNanos);
    output.putBoolean(alarmSet);
    output.putBoolean(enabled);
    output.putBoolean(pending);
  }

  @Override
  public void load(StateInput input) {
    baseNanos = input.getLong();
    keptHigh = input.getInt();
    alarmNanos = input.getLong();
    alarmSet = input.getBoolean();
    enabled = input.getBoolean();
    pending = input.getBoolean();
  }
}
