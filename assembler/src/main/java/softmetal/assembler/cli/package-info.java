/// The commands `asm`, `ld` and `dump`, on top of the front door; one of the two importers of Commons CLI.
@NullMarked
package softmetal.assembler.cli;

import org.jspecify.annotations.NullMarked;
