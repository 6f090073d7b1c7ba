package softmetal.monitor.lint;

import java.util.HashMap;
import java.util.Map;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.Mode;
import softmetal.monitor.privileged.VirtualCpu;

/// The rules of the interrupt controller.
final class PlicCheck implements DeviceCheck {
  private static final int ENABLES = 0x2000;
  private static final int ENABLE_STRIDE = 0x80;
  private static final int CONTEXTS = 0x20_0000;
  private static final int CONTEXT_STRIDE = 0x1000;
  private static final int SOURCES = 96;
  private static final int FIRST_VIRTIO = 1;

  private final Machine machine;
  private final Findings findings;
  private final int[] priorities = new int[SOURCES];
  private final long[] enabledAt = new long[SOURCES];

  /// By which hart and where a source was claimed.
  private record Claim(int hart, long pc) {}

  /// The sources that are being served.
  private final Map<Integer, Claim> claimed = new HashMap<>();

  private final Map<Integer, VirtioCheck> virtio = new HashMap<>();

  PlicCheck(Machine machine, Findings findings) {
    this.machine = machine;
    this.findings = findings;
  }

  void addVirtio(int slot, VirtioCheck check) {
    virtio.put(FIRST_VIRTIO + slot, check);
  }

  @Override
  public void accessed(
      int hart, VirtualCpu cpu, int offset, Width width, long value, boolean write) {
    long pc = cpu.registers().pc;
    if (offset < 4 * SOURCES) {
      if (write) {
        priorities[offset / 4] = (int) value;
      }
    } else if (offset >= CONTEXTS) {
      int context = (offset - CONTEXTS) / CONTEXT_STRIDE;
      checkContext(cpu, context, pc);
      if (offset % CONTEXT_STRIDE == 4) {
        if (write) {
          completed((int) value, pc);
        } else if (value > 0 && value < SOURCES) {
          claimed.put((int) value, new Claim(hart, pc));
          VirtioCheck device = virtio.get((int) value);
          if (device != null) {
            device.claimed();
          }
        }
      }
    } else if (offset >= ENABLES && write) {
      checkContext(cpu, (offset - ENABLES) / ENABLE_STRIDE, pc);
      enable((offset - ENABLES) % ENABLE_STRIDE * 8, value, pc);
    }
  }

  private void checkContext(VirtualCpu cpu, int context, long pc) {
    if (cpu.mode() == Mode.SUPERVISOR && context % 2 == 0 && context < 2 * machine.harts()) {
      findings.report(Rule.PLIC_CONTEXT_OF_MACHINE_MODE, pc, context, context + 1);
    }
  }

  private void enable(int firstSource, long bits, long pc) {
    for (int i = 0; i < Integer.SIZE; i++) {
      int source = firstSource + i;
      if (source > 0 && source < SOURCES) {
        enabledAt[source] = (bits >>> i & 1) != 0 ? pc : 0;
      }
    }
  }

  private void completed(int source, long pc) {
    if (claimed.remove(source) == null) {
      findings.report(Rule.PLIC_COMPLETED_UNCLAIMED, pc, source);
    }
    VirtioCheck device = virtio.get(source);
    if (device != null) {
      device.completed(pc);
    }
  }

  /// A hart waits for an interrupt: by now all should be as it is to be, but for what other harts are serving.
  void waits(int hart) {
    claimed.forEach((source, claim) -> {
      if (claim.hart == hart) {
        findings.report(Rule.PLIC_NOT_COMPLETED, claim.pc, source);
      }
    });
    for (int source = 1; source < SOURCES; source++) {
      if (enabledAt[source] != 0 && priorities[source] == 0) {
        findings.report(Rule.PLIC_PRIORITY_ZERO, enabledAt[source], source);
      }
    }
  }
}
