/// The language server: what an editor asks about assembly sources while they are being written.
///
/// Start at [AssemblyServer]. Not here: what is right and wrong (the assembler decides), and the program's exit (`assembler.cli`).
@NullMarked
package softmetal.assembler.lsp;

import org.jspecify.annotations.NullMarked;
