package softmetal.assembler.debug;

/// A section with instructions that debug information describes. Compared by identity.
public interface Code {
  String name();

  /// Whether its bytes are instructions: only of such a section a line table can speak.
  boolean isCode();

  Place start();

  /// The place behind the last byte so far.
  Place end();
}
