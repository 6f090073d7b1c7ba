package softmetal.monitor.device.rom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import softmetal.monitor.device.Device;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The mask ROM, with what the first instructions of the board need and what firmware finds through `a2`.
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0x00 | 24 | instructions: `a0` = hart, `a1` = device tree, `a2` = 0x28 of this ROM, jump to the start |
/// | 0x18 | 8 | the start address |
/// | 0x20 | 8 | the address of the device tree |
/// | 0x28 | 48 | `fw_dynamic_info` of OpenSBI: magic, version 2, next address, next mode (1, supervisor), options, boot hart; a double word each |
///
/// It can be read and not written, and cannot be executed here: a machine starts as if the instructions had been executed.
///
/// Source: OpenSBI, "OpenSBI Firmware with Dynamic Information".
public final class BootRom implements Device {
  public static final int DYNAMIC_INFORMATION = 0x28;

  private static final int SIZE = 0xf000;
  private static final long MAGIC = 0x4942_534f;
  private static final long SUPERVISOR = 1;

  /// auipc t0, 0; addi a2, t0, 0x28; csrr a0, mhartid; ld a1, 32(t0); ld t0, 24(t0); jr t0
  private static final int[] RESET_VECTOR = {
    0x0000_0297, 0x0282_8613, 0xf140_2573, 0x0202_b583, 0x0182_b283, 0x0002_8067
  };

  private final ByteBuffer contents = ByteBuffer.allocate(0x58).order(ByteOrder.LITTLE_ENDIAN);

  /// @param start where the harts go first
  /// @param next where firmware is to go afterwards; 0 when there is nothing
  public BootRom(long start, long deviceTree, long next) {
    for (int instruction : RESET_VECTOR) {
      contents.putInt(instruction);
    }
    contents.putLong(start).putLong(deviceTree);
    contents.putLong(MAGIC).putLong(2).putLong(next).putLong(SUPERVISOR).putLong(0).putLong(0);
  }

  @Override
  public String name() {
    return "rom";
  }

  @Override
  public int size() {
    return SIZE;
  }

  @Override
  public long read(int offset, Width width) {
    long value = 0;
    for (int i = width.bytes() - 1; i >= 0; i--) {
      int at = offset + i;
      value = value << 8 | (at < contents.capacity() ? contents.get(at) & 0xff : 0);
    }
    return value;
  }

  @Override
  public void write(int offset, Width width, long value) {}

  @Override
  public int version() {
    return 1;
  }

  @Override
  public void save(StateOutput output) {
    output.putBytes(contents.array(), 0, contents.capacity());
  }

  @Override
  public void load(StateInput input) {
    contents.put(0, input.getBytes(contents.capacity()));
  }
}
