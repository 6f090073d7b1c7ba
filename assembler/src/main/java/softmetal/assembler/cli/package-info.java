/// The commands `asm`, `ld`, `dump` and `explain`, on top of the front door; one of the two importers of Commons CLI.
///
/// What any command is made of is here as well, for others to use: `Command`, `CommandLine` (options and their help),
/// `Surroundings` (streams and directory), `CommandFiles` and `ExitStatus`.
///
/// Not here: how the command `softmetal` finds them and how it deals with the terminal.
@NullMarked
package softmetal.assembler.cli;

import org.jspecify.annotations.NullMarked;
