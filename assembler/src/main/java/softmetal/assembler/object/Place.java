package softmetal.assembler.object;

import softmetal.assembler.diagnostic.SourceSpan;

/// Where the bytes of one statement start in an object.
///
/// They end where those of the next statement in the same section start; a label or a comment has none.
///
/// @param span the statement as it was read: in a file, or in what a macro made
public record Place(Section section, long offset, SourceSpan span) {}
