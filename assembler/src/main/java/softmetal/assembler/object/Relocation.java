package softmetal.assembler.object;

import java.util.Optional;
import softmetal.assembler.diagnostic.SourceSpan;

/// A place in a section that waits for an address.
///
/// @param offset of its first byte in the section
/// @param source the operand that asked for it; absent when the object was read from a file
public record Relocation(
    long offset, RelocationType type, Symbol symbol, long addend, Optional<SourceSpan> source) {}
