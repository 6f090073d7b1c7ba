package softmetal.assembler.expand;

import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;

/// Finds the files that a source includes.
public interface Inclusions {
  /// @param name as written in the source
  /// @param from where it is asked for: its text tells which directory to look in first
  /// @throws InvalidInputException when there is no such file, or it is no text
  SourceText find(String name, SourceSpan from) throws InvalidInputException;
}
