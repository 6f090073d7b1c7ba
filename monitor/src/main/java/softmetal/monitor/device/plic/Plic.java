package softmetal.monitor.device.plic;

import java.util.List;
import softmetal.monitor.device.Device;
import softmetal.monitor.device.InterruptLine;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The platform-level interrupt controller: sources 1 to 96, of which the last is connected to nothing, and one context for each hart and privilege mode.
///
/// | offset | register | access |
/// |---|---|---|
/// | 0x000000 + 4·source | priority of a source: 0 (never) to 7 | read, write |
/// | 0x001000 + 4·(source/32) | pending, one bit a source | read |
/// | 0x002000 + 0x80·context + 4·(source/32) | enabled, one bit a source | read, write |
/// | 0x200000 + 0x1000·context | threshold: only higher priorities interrupt | read, write |
/// | 0x200004 + 0x1000·context | read: claim; write: complete | read, write |
///
/// All registers are 4 bytes wide and reset to zero. Of equal priorities the lowest source wins.
///
/// A source becomes pending whenever its device says that its line is high, and stays so until it is claimed, even if the line falls
/// before. Between claim and complete it does not interrupt. A line that is just left high at completion does not
/// interrupt again: so it is on QEMU, where kernels get away with never acknowledging a cause in the device, which a
/// gateway as in the specification would punish with an endless interrupt.
///
/// Source: RISC-V Platform-Level Interrupt Controller Specification, "Memory Map".
public final class Plic implements Device {
  public static final int SOURCES = 96;

  private static final int WORDS = SOURCES / 32;

  /// The last source can be given a priority, but has neither pending nor enable bits.
  private static final int PRIORITIES = SOURCES + 1;

  private static final int PENDING = 0x1000;
  private static final int ENABLE = 0x2000;
  private static final int ENABLE_STRIDE = 0x80;
  private static final int CONTEXT = 0x200000;
  private static final int CONTEXT_STRIDE = 0x1000;
  private static final int MAX_PRIORITY = 7;

  private final List<InterruptLine> contexts;
  private final int[] priority = new int[PRIORITIES];
  private final int[] pending = new int[WORDS];
  private final int[] claimed = new int[WORDS];
  private final int[][] enabled;
  private final int[] threshold;
  private final boolean[] raised;

  /// @param contexts the external-interrupt inputs: MEIP of hart 0, SEIP of hart 0, MEIP of hart 1, …
  public Plic(List<InterruptLine> contexts) {
    this.contexts = List.copyOf(contexts);
    enabled = new int[contexts.size()][WORDS];
    threshold = new int[contexts.size()];
    raised = new boolean[contexts.size()];
    if (CONTEXT + CONTEXT_STRIDE * contexts.size() > size()) {
      throw new IllegalArgumentException("no room for %d contexts".formatted(contexts.size()));
    }
  }

  /// The wire that the device with this source number (1 to 95) pulls.
  public InterruptLine source(int number) {
    if (number < 1 || number >= SOURCES) {
      throw new IllegalArgumentException("interrupt source " + number);
    }
    return level -> {
      if (level) {
        pending[number / 32] |= 1 << (number % 32);
        update();
      }
    };
  }

  @Override
  public String name() {
    return "plic";
  }

  @Override
  public int size() {
    return 0x600000;
  }

  @Override
  public long read(int offset, Width width) {
    if (width != Width.WORD) {
      return 0;
    }
    return Width.WORD.truncate(read(offset));
  }

  private int read(int offset) {
    if (offset < 4 * PRIORITIES) {
      return priority[offset / 4];
    } else if (offset >= PENDING && offset < PENDING + 4 * WORDS) {
      return pending[(offset - PENDING) / 4];
    } else if (offset >= ENABLE && offset < ENABLE + ENABLE_STRIDE * contexts.size()) {
      int word = offset % ENABLE_STRIDE / 4;
      return word < WORDS ? enabled[(offset - ENABLE) / ENABLE_STRIDE][word] : 0;
    } else if (offset >= CONTEXT && offset < CONTEXT + CONTEXT_STRIDE * contexts.size()) {
      int context = (offset - CONTEXT) / CONTEXT_STRIDE;
      return switch (offset % CONTEXT_STRIDE) {
        case 0 -> threshold[context];
        case 4 -> claim(context);
        default -> 0;
      };
    }
    return 0;
  }

  @Override
  public void write(int offset, Width width, long value) {
    if (width != Width.WORD) {
      return;
    }
    if (offset < 4 * PRIORITIES) {
      if (offset != 0) {
        priority[offset / 4] = (int) value & MAX_PRIORITY;
      }
    } else if (offset >= ENABLE && offset < ENABLE + ENABLE_STRIDE * contexts.size()) {
      int word = offset % ENABLE_STRIDE / 4;
      if (word < WORDS) {
        // There is no source 0.
        enabled[(offset - ENABLE) / ENABLE_STRIDE][word] = (int) value & (word == 0 ? ~1 : ~0);
      }
    } else if (offset >= CONTEXT && offset < CONTEXT + CONTEXT_STRIDE * contexts.size()) {
      int context = (offset - CONTEXT) / CONTEXT_STRIDE;
      switch (offset % CONTEXT_STRIDE) {
        case 0 -> threshold[context] = (int) value & MAX_PRIORITY;
        case 4 -> complete(value);
        default -> {}
      }
    }
    update();
  }

  /// The number of the most urgent source, which this context serves from now on, or 0.
  private int claim(int context) {
    int source = mostUrgent(context);
    if (source != 0) {
      pending[source / 32] &= ~(1 << (source % 32));
      claimed[source / 32] |= 1 << (source % 32);
      update();
    }
    return source;
  }

  private void complete(long source) {
    if (source > 0 && source < SOURCES) {
      claimed[(int) source / 32] &= ~(1 << (source % 32));
    }
  }

  private int mostUrgent(int context) {
    int best = 0;
    int bestPriority = threshold[context];
    for (int word = 0; word < WORDS; word++) {
      int candidates = pending[word] & ~claimed[word] & enabled[context][word];
      while (candidates != 0) {
        int source = 32 * word + Integer.numberOfTrailingZeros(candidates);
        if (priority[source] > bestPriority) {
          best = source;
          bestPriority = priority[source];
        }
        candidates &= candidates - 1;
      }
    }
    return best;
  }

  private void update() {
    for (int context = 0; context < raised.length; context++) {
      boolean wanted = mostUrgent(context) != 0;
      if (raised[context] != wanted) {
        raised[context] = wanted;
        contexts.get(context).set(wanted);
      }
    }
  }

  @Override
  public int version() {
    return 2;
  }

  /// Priorities; sources pending; sources being served; then for each context its enable bits and threshold.
  @Override
  public void save(StateOutput output) {
    putAll(output, priority);
    putAll(output, pending);
    putAll(output, claimed);
    for (int context = 0; context < threshold.length; context++) {
      putAll(output, enabled[context]);
      output.putInt(threshold[context]);
    }
  }

  @Override
  public void load(StateInput input) {
    for (int source = 0; source < PRIORITIES; source++) {
      priority[source] = input.getInt("a priority", 0, source == 0 ? 0 : MAX_PRIORITY);
    }
    input.getInts(pending);
    input.getInts(claimed);
    for (int context = 0; context < threshold.length; context++) {
      input.getInts(enabled[context]);
      enabled[context][0] &= ~1;
      threshold[context] = input.getInt("a threshold", 0, MAX_PRIORITY);
      raised[context] = mostUrgent(context) != 0;
    }
  }

  private static void putAll(StateOutput output, int[] values) {
    for (int value : values) {
      output.putInt(value);
    }
  }
}
