/// Relocatable objects and executables: sections, symbols, relocations; ELF in and out.
///
/// Not here: how sections are placed (`assembler.link`).
@NullMarked
package softmetal.assembler.object;

import org.jspecify.annotations.NullMarked;
