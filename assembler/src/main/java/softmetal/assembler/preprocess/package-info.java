/// The C preprocessor, as `gcc -x assembler-with-cpp` runs it over `.S` files: a text goes in, a text comes out that
/// knows where each of its characters was written.
///
/// Start at [Preprocessor]. Not here: where headers lie on disk ([Headers] asks), and everything about assembly
/// language: statements, symbols and the macros of `.macro` come later.
@NullMarked
package softmetal.assembler.preprocess;

import org.jspecify.annotations.NullMarked;
