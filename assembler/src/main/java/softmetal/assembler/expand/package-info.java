/// Text-level processing before the grammar: statement splitting, includes, conditionals, macros, repetition.
///
/// Not here: pseudo-instructions, which are chosen by operand and expanded in `assembler.encode`.
@NullMarked
package softmetal.assembler.expand;

import org.jspecify.annotations.NullMarked;
