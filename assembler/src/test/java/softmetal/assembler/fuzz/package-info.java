/// The fuzz harness: good inputs of every kind, damaged at random, go through the commands; each must end with success
/// or with a message, soon.
///
/// `docs/assembly-language.md` says how to run it.
@NullMarked
package softmetal.assembler.fuzz;

import org.jspecify.annotations.NullMarked;
