package softmetal.assembler.debug;

import java.util.OptionalLong;

/// A place in a section while its source is being read.
public interface Place extends Reference {
  /// How many bytes this place is behind another one, if no branch, alignment or linker can ever change that.
  OptionalLong fixedDistanceFrom(Place other);
}
