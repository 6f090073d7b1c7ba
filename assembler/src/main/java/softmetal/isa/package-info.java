/// The RISC-V instruction set as tables: registers, CSRs, instructions and the GNU aliases; and what is
/// derived from them: encode, decode, disassemble.
///
/// Not here: what an instruction does (`softmetal.monitor.hart`), how assembly text is read
/// (`softmetal.assembler.syntax`).
@NullMarked
package softmetal.isa;

import org.jspecify.annotations.NullMarked;
