/// The front door: `Assembler` turns source text into an object file, `Linker` turns objects into an image.
///
/// Not here: the phases themselves, each in a package below, and the command line (`assembler.cli`).
@NullMarked
package softmetal.assembler;

import org.jspecify.annotations.NullMarked;
