/// Assembly sources laid out in columns, with the same meaning as before: what `softmetal fmt` does.
///
/// It works on lines of text and needs no valid program: what it does not understand stays as it is.
///
/// Not here: files and options (`assembler.cli`), and any check of the program (`assembler`).
@NullMarked
package softmetal.assembler.format;

import org.jspecify.annotations.NullMarked;
