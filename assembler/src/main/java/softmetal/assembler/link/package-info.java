/// Objects and a memory map to an executable image: linker scripts, symbol resolution, relocation.
///
/// Not here: reading and writing ELF (`assembler.object`).
@NullMarked
package softmetal.assembler.link;

import org.jspecify.annotations.NullMarked;
