/// What went wrong in the text that a user wrote, where, and what would have been right; and how it is printed.
///
/// Not here: faults of a guest (traps) and mistakes of ours (exceptions).
@NullMarked
package softmetal.assembler.diagnostic;

import org.jspecify.annotations.NullMarked;
