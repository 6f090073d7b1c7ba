/// Addresses for labels: fragments of sections, alignment, branch relaxation.
///
/// Not here: which bytes an instruction has (`assembler.encode`).
@NullMarked
package softmetal.assembler.layout;

import org.jspecify.annotations.NullMarked;
