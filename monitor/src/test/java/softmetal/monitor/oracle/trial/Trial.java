package softmetal.monitor.oracle.trial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import softmetal.monitor.privileged.Mode;

/// A few instructions, and all that they find when they start.
///
/// They end with their first trap that reaches machine mode: an `ebreak`, which follows them, if there is no other.
///
/// @param name what is tried, for people
/// @param words the instructions, to be placed at [TrialBatch#SLOT]; at most [#MAX_CODE_BYTES]
/// @param start the address of the first one, as the mode sees it
/// @param status what `mstatus` holds before the `mret` that starts them, but for MPP, which follows from the mode
/// @param satp where translation begins
/// @param setup control registers and interrupt sources
/// @param registers integer and floating-point registers
/// @param pokes memory that is set before
/// @param peeks addresses of memory whose eight bytes are told afterwards; at most [TrialBatch#PEEKS]
record Trial(
    String name,
    Mode mode,
    List<Integer> words,
    long start,
    long status,
    long satp,
    Setup setup,
    Registers registers,
    List<Poke> pokes,
    List<Long> peeks) {

  static final int MAX_CODE_BYTES = 40;

  /// FS is Initial, so that it can be seen when it becomes Dirty.
  static final long FLOATING_POINT_ON = 1L << 13;

  /// @param address a multiple of 8
  record Poke(long address, long value) {}

  /// The registers at the start.
  ///
  /// @param x `x0` to `x31`; the first is ignored
  /// @param f `f0` to `f31`
  record Registers(long[] x, long[] f, int fcsr) {
    /// Addresses in the middle of the scratch memory, each at another distance, and floating-point numbers.
    static Registers pointers() {
      long[] x = new long[32];
      long[] f = new long[32];
      for (int i = 0; i < 32; i++) {
        x[i] = TrialBatch.DATA + 64L * i;
        f[i] = i % 2 == 0 ? Double.doubleToRawLongBits(i * 1.5) : single(i * 0.75f);
      }
      return new Registers(x, f, 0);
    }

    private static long single(float value) {
      return 0xffff_ffffL << 32 | Float.floatToRawIntBits(value);
    }

    Registers with(int register, long value) {
      long[] changed = x.clone();
      changed[register] = value;
      return new Registers(changed, f, fcsr);
    }

    Registers withFloat(int register, long value) {
      long[] changed = f.clone();
      changed[register] = value;
      return new Registers(x, changed, fcsr);
    }

    Registers withFcsr(int value) {
      return new Registers(x, f, value);
    }
  }

  /// Some instructions in machine mode, nothing special around them.
  static Trial of(String name, Integer... words) {
    return new Trial(
        name,
        Mode.MACHINE,
        List.of(words),
        TrialBatch.SLOT,
        FLOATING_POINT_ON,
        0,
        Setup.OPEN,
        TrialBatch.POINTERS,
        List.of(),
        List.of());
  }

  Trial named(String newName) {
    return new Trial(newName, mode, words, start, status, satp, setup, registers, pokes, peeks);
  }

  Trial in(Mode newMode) {
    return new Trial(name, newMode, words, start, status, satp, setup, registers, pokes, peeks);
  }

  Trial at(long address) {
    return new Trial(name, mode, words, address, status, satp, setup, registers, pokes, peeks);
  }

  Trial withStatus(long newStatus) {
    return new Trial(name, mode, words, start, newStatus, satp, setup, registers, pokes, peeks);
  }

  Trial withSatp(long newSatp) {
    return new Trial(name, mode, words, start, status, newSatp, setup, registers, pokes, peeks);
  }

  Trial with(Setup newSetup) {
    return new Trial(name, mode, words, start, status, satp, newSetup, registers, pokes, peeks);
  }

  Trial with(Registers newRegisters) {
    return new Trial(name, mode, words, start, status, satp, setup, newRegisters, pokes, peeks);
  }

  Trial poking(List<Poke> more) {
    List<Poke> all = new ArrayList<>(pokes);
    all.addAll(more);
    return new Trial(
        name, mode, words, start, status, satp, setup, registers, List.copyOf(all), peeks);
  }

  Trial poking(long address, long value) {
    return poking(List.of(new Poke(address, value)));
  }

  Trial peeking(Long... addresses) {
    return new Trial(
        name, mode, words, start, status, satp, setup, registers, pokes, Arrays.asList(addresses));
  }
}
