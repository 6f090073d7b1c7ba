package softmetal.monitor.device.virtio.rng;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// SplitMix64: a small generator of random numbers, the same on every version of Java.
///
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators".
final class RandomBytes {
  private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L;

  private long state;

  RandomBytes(long seed) {
    state = seed;
  }

  void state(long newState) {
    state = newState;
  }

  long state() {
    return state;
  }

  /// What is left of the last 64-bit number is not used again.
  byte[] next(int length) {
    ByteBuffer numbers = ByteBuffer.allocate((length + 7) & -8).order(ByteOrder.LITTLE_ENDIAN);
    while (numbers.hasRemaining()) {
      numbers.putLong(nextLong());
    }
    byte[] bytes = new byte[length];
    numbers.get(0, bytes);
    return bytes;
  }

  private long nextLong() {
    state += GOLDEN_GAMMA;
    long mixed = (state ^ (state >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }
}
