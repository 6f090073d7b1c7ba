/// Statements to bytes and relocations: choosing the instruction form that fits the operands, and expanding
/// pseudo-instructions.
///
/// Not here: the encodings themselves, which are derived from the table (`softmetal.isa`).
@NullMarked
package softmetal.assembler.encode;

import org.jspecify.annotations.NullMarked;
