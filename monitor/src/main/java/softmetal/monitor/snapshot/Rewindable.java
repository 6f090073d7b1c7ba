package softmetal.monitor.snapshot;

import java.util.OptionalLong;
import softmetal.monitor.machine.Host;

/// A host that says to a machine once more what it has said before, when the machine goes back.
public interface Rewindable extends Host {
  /// How far it has come.
  ///
  /// @param input a number that only the host knows the meaning of
  /// @param shown bytes that the machine had written to its console
  record Mark(long input, long shown) {}

  /// When all has happened that was recorded, in instructions that all harts have executed; `Long.MAX_VALUE` when nobody knows. Empty
  /// when it has not been recorded, but happens.
  OptionalLong end();

  Mark mark();

  /// The machine is where it was when this mark was made. What it writes again is not shown again.
  void rewind(Mark mark);

  /// Another host, for a copy of the machine that is where this mark was made: it says the same, and shows nothing.
  Rewindable again(Mark mark);
}
