/// A directory of kernel sources: assembled, linked, its disk made, ready to boot.
///
/// Not here: the assembler and linker themselves, and the machine.
@NullMarked
package softmetal.monitor.project;

import org.jspecify.annotations.NullMarked;
