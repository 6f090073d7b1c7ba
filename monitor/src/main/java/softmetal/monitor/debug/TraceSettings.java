package softmetal.monitor.debug;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/// What a trace is to tell of, and when.
///
/// @param ranges of program counters; empty for all of them
/// @param start when it begins; from the beginning when absent
/// @param stop when it ends
public record TraceSettings(
    Set<EventClass> classes, List<Range> ranges, Optional<Moment> start, Optional<Moment> stop) {
  /// In front of an instruction of some hart.
  public sealed interface Moment {
    /// Each time that it is at this program counter; unsigned, also of 32 bits.
    record At(long pc) implements Moment {}

    /// When the hart has retired so many.
    record After(long instructions) implements Moment {}
  }

  /// Kinds of lines; the first letter stands in the file.
  public enum EventClass {
    INSTRUCTIONS,
    BRANCHES,
    TRAPS,
    PRIVILEGED,
    MEMORY,
    DEVICES
  }

  /// Both ends belong to it; unsigned.
  public record Range(long first, long last) {
    boolean contains(long address) {
      return Long.compareUnsigned(address, first) >= 0 && Long.compareUnsigned(address, last) <= 0;
    }
  }

  public boolean includes(long pc) {
    return ranges.isEmpty() || ranges.stream().anyMatch(range -> range.contains(pc));
  }

  /// Whether every instruction must be looked at.
  public boolean needsProbe() {
    return start.isPresent()
        || stop.isPresent()
        || classes.contains(EventClass.INSTRUCTIONS)
        || classes.contains(EventClass.BRANCHES)
        || classes.contains(EventClass.MEMORY);
  }

  /// @param names separated by commas, such as `traps,devices`; or `all`
  /// @throws IllegalArgumentException with a message for the user
  public static Set<EventClass> parseClasses(String names) {
    Set<EventClass> classes = EnumSet.noneOf(EventClass.class);
    for (String name : names.split(",", -1)) {
      if (name.equals("all")) {
        classes.addAll(EnumSet.allOf(EventClass.class));
        continue;
      }
      classes.add(
          EnumSet.allOf(EventClass.class).stream()
              .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "`%s` is none of instructions, branches, traps, privileged, memory, devices, all"
                          .formatted(name))));
    }
    return classes;
  }

  /// @param text `FIRST-LAST`, each an address or a name
  /// @throws IllegalArgumentException with a message for the user
  public static Range parseRange(String text, Function<String, OptionalLong> addressOf) {
    String[] ends = text.split("-", 2);
    if (ends.length < 2) {
      throw new IllegalArgumentException("`%s` is not FIRST-LAST".formatted(text));
    }
    return new Range(parsePlace(ends[0], addressOf), parsePlace(ends[1], addressOf));
  }

  /// @param text an address such as `0x80000000`, or a name of the program
  /// @throws IllegalArgumentException with a message for the user
  public static long parsePlace(String text, Function<String, OptionalLong> addressOf) {
    if (text.startsWith("0x")) {
      try {
        return Long.parseUnsignedLong(text.substring(2), 16);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("`%s` is not an address".formatted(text), e);
      }
    }
    return addressOf
        .apply(text)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "`%s` is neither an address such as 0x80000000 nor a name of the program"
                    .formatted(text)));
  }

  /// @param text a count of instructions such as `5000`, or as of [#parsePlace]
  /// @throws IllegalArgumentException with a message for the user
  public static Moment parseMoment(String text, Function<String, OptionalLong> addressOf) {
    OptionalLong count = InstructionCount.parse(text);
    return count.isPresent()
        ? new Moment.After(count.getAsLong())
        : new Moment.At(parsePlace(text, addressOf));
  }
}
