package softmetal.monitor.lint;

import softmetal.isa.Csr;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.VirtualCpu;

/// Moments that are no moments but intervals.
final class ClintCheck implements DeviceCheck {
  private static final int FIRST_COMPARE = 0x4000;
  private static final int MTIME = 0xbff8;

  private final Findings findings;
  private int inARow;

  ClintCheck(Findings findings) {
    this.findings = findings;
  }

  /// Once may be meant, to have the interrupt at once.
  @Override
  public void accessed(
      int hart, VirtualCpu cpu, int offset, Width width, long value, boolean write) {
    if (!write || width != Width.DOUBLE || offset < FIRST_COMPARE || offset >= MTIME) {
      return;
    }
    long now = cpu.csr(Csr.TIME.number()).orElse(0);
    boolean longAgo = value > 0 && value < now / 2;
    inARow = longAgo ? inARow + 1 : 0;
    if (inARow == 2) {
      findings.report(Rule.TIMER_IN_THE_PAST, cpu.registers().pc, value, now);
    }
  }
}
