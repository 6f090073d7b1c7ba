/// The differential harness: random sources through this project's assembler and linker and through GNU's, compared.
///
/// `docs/assembly-language.md` says how to run it and lists the differences that are meant.
@NullMarked
package softmetal.assembler.differential;

import org.jspecify.annotations.NullMarked;
