package softmetal.assembler.expand;

import java.util.EnumMap;
import java.util.Map;

/// The [Limit]s of one run: those that a user raised or lowered, and otherwise the standard ones.
public final class Limits {
  private static final Limits STANDARD = new Limits(new EnumMap<>(Limit.class));

  private final EnumMap<Limit, Long> changed;

  private Limits(EnumMap<Limit, Long> changed) {
    this.changed = changed;
  }

  public static Limits standard() {
    return STANDARD;
  }

  /// @param value at least 0
  public Limits with(Limit limit, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("a limit of " + value + " " + limit.label());
    }
    EnumMap<Limit, Long> more = new EnumMap<>(changed);
    more.put(limit, value);
    return new Limits(more);
  }

  public long of(Limit limit) {
    return changed.getOrDefault(limit, limit.standard());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Limits limits && changed.equals(limits.changed);
  }

  @Override
  public int hashCode() {
    return changed.hashCode();
  }

  @Override
  public String toString() {
    return Map.copyOf(changed).toString();
  }
}
