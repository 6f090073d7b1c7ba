package softmetal.assembler.preprocess;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceSpan;

/// Finds the files that `#include` names.
public interface Headers {
  /// A file that was found.
  ///
  /// @param name as messages and `__FILE__` show it
  /// @param file tells whether two names mean the same file
  /// @param place its directory's number in the search path, from 0; -1 beside the file that includes it
  record Header(String name, String text, Path file, int place) {}

  /// @param name as written, without its quotes
  /// @param includer the file that asks; null for the main one
  /// @param first the number of the directory of the search path to begin with; -1 to look beside the includer first
  /// @param from where it is asked for
  /// @return empty when there is no such file
  /// @throws InvalidInputException when it is there and cannot be read, or is no text
  Optional<Header> find(String name, @Nullable Header includer, int first, SourceSpan from)
      throws InvalidInputException;

  /// Where [#find] looks, to be told when it finds nothing.
  Iterable<String> directories(@Nullable Header includer, int first);
}
