package softmetal.monitor.hart;

/// Words of the monitor that mean nothing to the guest's processor until it traps or returns: a hart that is lent them
/// exchanges them with registers by itself.
///
/// To the hart they are places with a number in an instruction; which numbers these are, what a place can hold, and which
/// places the virtual mode may reach right now, the monitor says. Any other access is an exit.
public final class LentWords {
  private static final int PLACES = 64;
  private static final int NUMBERS = 1 << 12;

  /// By place; the first place is not used.
  final long[] words = new long[PLACES];

  /// The bits that each can hold.
  final long[] masks = new long[PLACES];

  /// The place for the number in an instruction; 0 for none.
  final byte[] places = new byte[NUMBERS];

  /// The places that may be reached now, as bits.
  long open;

  /// @param number 12 bits, as the instruction has it
  /// @param place 1 to 63
  /// @param mask what it can hold
  public void lend(int number, int place, long mask) {
    places[number] = (byte) place;
    masks[place] = mask;
  }

  /// Has these places be reached from now on, and no others; between two runs or by an [Attendant].
  ///
  /// @param newOpen bit 1 for place 1, and so on
  public void open(long newOpen) {
    open = newOpen;
  }

  public long get(int place) {
    return words[place];
  }

  /// Writes as much as the word can hold.
  public void set(int place, long value) {
    words[place] = value & masks[place];
  }
}
