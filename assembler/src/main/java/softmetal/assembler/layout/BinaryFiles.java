package softmetal.assembler.layout;

import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceSpan;

/// Finds the files that `.incbin` takes in.
public interface BinaryFiles {
  /// @param name as written in the source
  /// @param from where it is asked for
  /// @throws InvalidInputException when there is no such file
  byte[] read(String name, SourceSpan from) throws InvalidInputException;
}
