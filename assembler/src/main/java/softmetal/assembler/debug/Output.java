package softmetal.assembler.debug;

import java.nio.charset.StandardCharsets;

/// A section that debug information is written to, from its present end on.
///
/// What depends on addresses is given as references; the layout makes numbers or relocations of them.
public interface Output {
  void write(byte... bytes);

  /// This place, to refer to.
  Place here();

  /// A place further on, to refer to before it is there.
  Place ahead();

  /// Says that a place [#ahead()] is here.
  void reach(Place place);

  /// The address of something.
  ///
  /// @param size 4 or 8 bytes
  void address(Reference target, long addend, int size);

  /// The address of something plus a number that is not known yet, as 8 bytes.
  void sum(Reference target, Reference addend);

  /// A number that is not known yet, in LEB128 without a sign.
  void unsigned(Reference number);

  /// How far a target is from this place, as 4 bytes.
  void relative(Reference target);

  /// A distance.
  ///
  /// @param size 1, 2, 4 or 8 bytes
  void distance(Reference from, Reference to, int size);

  /// A distance in LEB128, without a sign.
  void distance(Reference from, Reference to);

  /// How far two places of a section seem to be apart while sizes of branches and paddings are still open.
  long assumedDistance(Place from, Place to);

  /// The instruction of a call frame that moves from one place to another: as short as the distance allows, and
  /// nothing at all when the places are one.
  void advance(Place from, Place to);

  /// Zero bytes up to a multiple of a power of two.
  void align(int alignment);

  /// Writes the number of bytes that follow up to a place [#ahead()], which is returned: in 4 bytes, as every unit of
  /// debug information starts.
  default Place length() {
    Place end = ahead();
    Place start = ahead();
    distance(start, end, 4);
    reach(start);
    return end;
  }

  /// The lowest bytes of a number, lowest first.
  default void number(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >> (8 * i));
    }
    write(bytes);
  }

  default void unsigned(long value) {
    write(Leb128.unsigned(value));
  }

  default void signed(long value) {
    write(Leb128.signed(value));
  }

  /// Text with a zero byte behind it.
  default void text(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
    write((byte) 0);
  }
}
