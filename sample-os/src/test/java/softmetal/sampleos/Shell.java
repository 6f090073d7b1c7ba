package softmetal.sampleos;

import softmetal.sdk.Console;
import softmetal.sdk.Instructions;

/// The shell at a console whose prompt has just shown.
record Shell(Console console) {
  static final String PROMPT = "softmetal$ ";

  /// Enough for every command, and for a boot.
  static final Instructions SOON = Instructions.millions(50);

  /// Enters a command and waits for the next prompt.
  ///
  /// @return what was shown between the two
  String runs(String command) {
    console.enters(command);
    console.within(SOON).shows(command + "\n");
    return console.within(SOON).shows(PROMPT);
  }
}
