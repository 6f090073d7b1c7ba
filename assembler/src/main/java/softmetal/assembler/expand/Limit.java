package softmetal.assembler.expand;

import java.util.Arrays;
import java.util.Optional;

/// What a source may ask for, so that a mistake in it ends in a message and not in an exhausted machine.
public enum Limit {
  STATEMENTS("statements", 4_000_000, "statements, those of all expansions included"),
  EXPANSIONS("expansions", 1_000_000, "calls of macros and rounds of .irp and .irpc"),
  CHARACTERS("characters", 16 << 20, "characters that all expansions together have"),
  REPEATED("repeated", 64 << 20, "characters that the rounds of .rept read, each anew"),
  DEPTH("depth", 400, "macros and repetitions inside each other"),
  INCLUDES("includes", 100, "files that include each other"),
  /// The bytes of an object are there several times before it is written.
  BYTES("bytes", Math.min(1 << 27, Runtime.getRuntime().maxMemory() / 8), "bytes of the object"),
  /// A symbol with a relocation takes some 800 bytes until the object is written.
  SYMBOLS("symbols", Runtime.getRuntime().maxMemory() / 1024, "symbols"),
  /// Where each branch needs room because another one got some, a pass over all settles only a few.
  LAYOUT("layout", 100_000_000, "steps to find the sizes of branches"),
  /// A name by `.eqv` is computed anew at each use, with all that it leads to.
  EQUATIONS("equations", 2_000_000, "times that one name by .eqv leads to another"),
  ERRORS("errors", 10_000, "errors"),
  HEADER_DEPTH("header-depth", 200, "headers that include each other, in the C preprocessor"),
  HEADERS("headers", 20_000, "headers that the C preprocessor includes"),
  MACRO_TOKENS("macro-tokens", 2_000_000, "tokens that one use of a C macro makes"),
  ALL_TOKENS("all-tokens", 40_000_000, "tokens that all uses of C macros make"),
  HEADER_CHARACTERS(
      "header-characters", 64 << 20, "characters that C headers and macros add to the source");

  private final String label;
  private final long standard;
  private final String meaning;

  Limit(String label, long standard, String meaning) {
    this.label = label;
    this.standard = standard;
    this.meaning = meaning;
  }

  /// As `--limit` names it.
  public String label() {
    return label;
  }

  /// What counts unless a user asks for another value.
  public long standard() {
    return standard;
  }

  public String meaning() {
    return meaning;
  }

  public static Optional<Limit> named(String label) {
    return Arrays.stream(values()).filter(limit -> limit.label.equals(label)).findFirst();
  }
}
