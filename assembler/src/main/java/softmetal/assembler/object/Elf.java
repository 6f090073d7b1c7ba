package softmetal.assembler.object;

/// The numbers of the ELF64 file format, as far as reader and writer share them.
///
/// Source: System V ABI, "Object Files"; RISC-V ELF psABI, "ELF Object Files".
final class Elf {
  static final int MAGIC = 0x464c_457f;
  static final int CLASS_32 = 1;
  static final int CLASS_64 = 2;
  static final int LITTLE_ENDIAN = 1;
  static final int MACHINE_RISCV = 243;

  static final int RELOCATABLE = 1;
  static final int EXECUTABLE = 2;
  static final int SHARED = 3;
  static final int CORE = 4;

  static final int HEADER_SIZE = 64;
  static final int PROGRAM_HEADER_SIZE = 56;
  static final int SECTION_HEADER_SIZE = 64;
  static final int SYMBOL_SIZE = 24;
  static final int RELA_SIZE = 24;

  static final int LOAD = 1;
  static final int INTERPRETER = 3;
  static final int LOAD_RISCV_ATTRIBUTES = 0x7000_0003;

  static final int SYMTAB = 2;
  static final int STRTAB = 3;
  static final int RELA = 4;
  static final int REL = 9;
  static final int GROUP = 17;
  static final int SYMTAB_SHNDX = 18;
  static final long INFO_LINK = 0x40;

  static final int UNDEFINED_INDEX = 0;
  static final int FIRST_RESERVED_INDEX = 0xff00;
  static final int ABSOLUTE_INDEX = 0xfff1;
  static final int COMMON_INDEX = 0xfff2;

  private Elf() {}
}
