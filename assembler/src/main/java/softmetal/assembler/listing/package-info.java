/// Listings: where every byte of an object or a program came from, as a text or as one HTML page.
///
/// Bytes are final: of a program, those after linking. A source is told from its bytes by [Place]s, which the assembler
/// notes while it works; they travel through the linker as symbols of a throw-away link.
///
/// Not here: disassembly without sources (`assembler.cli`'s `dump`), files and options.
///
/// [Place]: softmetal.assembler.object.Place
@NullMarked
package softmetal.assembler.listing;

import org.jspecify.annotations.NullMarked;
