package softmetal.monitor.device.finisher;

import softmetal.monitor.device.Device;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The SiFive test finisher: one register that ends the machine. It reads as zero.
///
/// | offset | bits 15..0 written | bits 31..16 | effect |
/// |---|---|---|---|
/// | 0 | 0x5555 | ignored | power off, exit code 0 |
/// | 0 | 0x3333 | n | power off, exit code n |
/// | 0 | 0x7777 | ignored | reset |
///
/// Other values, and writes of a single byte, do nothing.
public final class TestFinisher implements Device {
  private static final int PASS = 0x5555;
  private static final int FAIL = 0x3333;
  private static final int RESET = 0x7777;

  private final PowerSwitch power;

  public TestFinisher(PowerSwitch power) {
    this.power = power;
  }

  @Override
  public String name() {
    return "finisher";
  }

  @Override
  public int size() {
    return 0x1000;
  }

  @Override
  public long read(int offset, Width width) {
    return 0;
  }

  @Override
  public void write(int offset, Width width, long value) {
    if (offset != 0 || width == Width.BYTE) {
      return;
    }
    switch ((int) value & 0xffff) {
      case PASS -> power.powerOff(0);
      case FAIL -> power.powerOff((int) (Width.WORD.truncate(value) >>> 16));
      case RESET -> power.reset();
      default -> {}
    }
  }

  @Override
  public int version() {
    return 1;
  }

  /// Nothing: it remembers nothing.
  @Override
  public void save(StateOutput output) {}

  @Override
  public void load(StateInput input) {}
}
