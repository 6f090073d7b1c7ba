package softmetal.monitor.lint;

import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.VirtualCpu;

/// The rules of a 16550.
final class UartCheck implements DeviceCheck {
  private static final int FIFO_BYTES = 16;
  private static final int DIVISOR_OPEN = 0x80;

  /// A divisor has two bytes; more in a row are meant for the line.
  private static final int DIVISOR_WRITES = 4;

  private final Findings findings;
  private int lineControl;
  private int sentBlindly;
  private int toDivisor;

  UartCheck(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void accessed(
      int hart, VirtualCpu cpu, int offset, Width width, long value, boolean write) {
    long pc = cpu.registers().pc;
    if (width != Width.BYTE) {
      findings.report(Rule.UART_WIDTH, pc, width.bytes());
    }
    if (!write) {
      if (offset == 5 || offset == 2) {
        sentBlindly = 0;
      }
      return;
    }
    if (offset == 3) {
      lineControl = (int) value;
      toDivisor = 0;
    } else if (offset == 0 && (lineControl & DIVISOR_OPEN) != 0) {
      if (++toDivisor > DIVISOR_WRITES) {
        findings.report(Rule.UART_DIVISOR_OPEN, pc);
      }
    } else if (offset == 0 && ++sentBlindly > FIFO_BYTES) {
      findings.report(Rule.UART_NOT_POLLED, pc);
    }
  }
}
