/// Debug information: call frames (`.cfi_*`), line tables (`.loc`, `.file`, `-g`) and the compilation unit around them.
///
/// Not here: where directives are read, and which addresses places get (`assembler.layout`). What is written goes
/// through [softmetal.assembler.debug.Output], so that sizes and relocations stay with the layout.
@NullMarked
package softmetal.assembler.debug;

import org.jspecify.annotations.NullMarked;
