package softmetal.sdk;

/// A budget for the guest, in retired instructions: how long it may take, whatever the host is doing.
///
/// A machine of one hart runs a hundred million a second of virtual time.
///
/// @param count at least 1
public record Instructions(long count) {
  public Instructions {
    if (count < 1) {
      throw new IllegalArgumentException(count + " instructions");
    }
  }

  public static Instructions of(long count) {
    return new Instructions(count);
  }

  public static Instructions millions(long millions) {
    return new Instructions(Math.multiplyExact(millions, 1_000_000));
  }

  @Override
  public String toString() {
    return count % 1_000_000 == 0
        ? count / 1_000_000 + " million instructions"
        : count + " instructions";
  }
}
