package softmetal.assembler.object;

import java.util.List;

/// What an ELF file can be here: an object to be linked, or a linked program.
public sealed interface ElfFile permits ObjectFile, Executable {
  String name();

  /// `e_flags`.
  int flags();

  List<Symbol> symbols();
}
