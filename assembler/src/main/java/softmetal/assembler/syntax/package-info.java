/// The ANTLR grammar of one assembly statement, and its one adapter: text to `Statement` records.
///
/// Not here: macros and conditionals, which work on text before any of this (`assembler.expand`), and mnemonics,
/// which are a table (`softmetal.isa`).
@NullMarked
package softmetal.assembler.syntax;

import org.jspecify.annotations.NullMarked;
