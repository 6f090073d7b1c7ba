package softmetal.assembler.listing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import softmetal.isa.Decoded;

/// A part of the listing of one section, from top to bottom.
sealed interface Block {
  /// From here on, the lines are those of another file.
  record File(String name) implements Block {}

  /// A line without bytes: a comment, a label, a directive.
  record Line(int number, String text) implements Block {}

  /// A line with bytes.
  ///
  /// @param number 0 where no source is known
  /// @param expansion what a macro or a repetition made of it; the bytes are those of its parts
  /// @param note what linking did to it, or empty
  record Code(
      int number,
      String text,
      long address,
      List<Bytes> bytes,
      List<Expanded> expansion,
      String note)
      implements Block {}

  /// A statement of an expansion.
  ///
  /// @param depth how many expansions it is in
  record Expanded(int depth, String text, List<Bytes> bytes) {}

  /// Bytes shown in one row: an instruction, or some data.
  ///
  /// @param hex as in memory for data, as a number for an instruction
  /// @param shown the instruction as text, or empty
  /// @param relocations that the linker has still to do here
  record Bytes(
      long address,
      String hex,
      String shown,
      @Nullable Decoded decoded,
      List<String> relocations) {}
}
