package softmetal.assembler.diagnostic;

import org.jspecify.annotations.Nullable;

/// One use of a macro of the C preprocessor: a text stands where its name was written.
///
/// @param definition the name of the macro where it was defined; the whole of an empty text for a built-in one
/// @param callEnd behind the name, or behind the closing parenthesis of the arguments
/// @param outer the use in whose text this one was found; null when it was found in a file
public record MacroUse(
    String name,
    SourceSpan definition,
    SourceText callText,
    int callStart,
    int callEnd,
    @Nullable MacroUse outer) {

  public SourceSpan call() {
    return callText.span(callStart, callEnd);
  }

  MacroUse outermost() {
    MacroUse use = this;
    while (use.outer != null) {
      use = use.outer;
    }
    return use;
  }
}
