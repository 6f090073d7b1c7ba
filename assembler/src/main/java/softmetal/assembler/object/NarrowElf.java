package softmetal.assembler.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import softmetal.assembler.diagnostic.InvalidInputException;

/// An executable for RV32, told in the words of ELF64, so that there is one reader.
///
/// The result holds the whole file, moved by the size of the larger header, and behind it the tables of which the rows
/// differ: program headers, section headers and symbols. Only what is needed to do so is checked here; the reader checks
/// the rest.
final class NarrowElf {
  static final int HEADER_SIZE = 52;

  private static final int PROGRAM_HEADER_SIZE = 32;
  private static final int SECTION_HEADER_SIZE = 40;
  private static final int SYMBOL_SIZE = 16;

  /// How far the contents move.
  private static final int SHIFT = Elf.HEADER_SIZE;

  private final ElfBytes file;
  private final int programHeaders;
  private final int sectionHeaders;
  private final ByteBuffer wide;

  private NarrowElf(ElfBytes file) throws InvalidInputException {
    this.file = file;
    file.inFile("the ELF header", 0, HEADER_SIZE);
    programHeaders = file.unsignedShort(44);
    sectionHeaders = word(32) == 0 ? 0 : file.unsignedShort(48);
    checkTable("program header", 28, 42, programHeaders, PROGRAM_HEADER_SIZE);
    checkTable("section header", 32, 46, sectionHeaders, SECTION_HEADER_SIZE);
    long size = (long) SHIFT + file.length();
    size += (long) programHeaders * Elf.PROGRAM_HEADER_SIZE;
    size += (long) sectionHeaders * Elf.SECTION_HEADER_SIZE;
    for (int index = 0; index < sectionHeaders; index++) {
      int row = (int) word(32) + index * SECTION_HEADER_SIZE;
      if (word(row + 4) == Elf.SYMTAB) {
        file.inFile("section header " + index, word(row + 16), word(row + 20));
        size += word(row + 20) / SYMBOL_SIZE * Elf.SYMBOL_SIZE;
      }
    }
    wide = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// @param file one whose class is that of 32 bits
  static byte[] widen(ElfBytes file) throws InvalidInputException {
    var narrow = new NarrowElf(file);
    narrow.write();
    return narrow.wide.array();
  }

  /// An unsigned word of the narrow file.
  private long word(int at) {
    return Integer.toUnsignedLong(file.getInt(at));
  }

  private void checkTable(String what, int tableAt, int sizeAt, int count, int size)
      throws InvalidInputException {
    if (count == 0) {
      return;
    }
    if (file.unsignedShort(sizeAt) != size) {
      throw file.wrong("the size of a " + what, sizeAt, file.unsignedShort(sizeAt), size);
    }
    file.inFile("the " + what + " table", word(tableAt), (long) count * size);
  }

  private void write() {
    int programTable = SHIFT + file.length();
    int sectionTable = programTable + programHeaders * Elf.PROGRAM_HEADER_SIZE;
    wide.put(file.bytes(0, 24)).put(4, (byte) Elf.CLASS_64);
    wide.putLong(word(24));
    wide.putLong(programHeaders == 0 ? 0 : programTable);
    wide.putLong(sectionHeaders == 0 ? 0 : sectionTable);
    wide.putInt(file.getInt(36)).putShort((short) Elf.HEADER_SIZE);
    wide.putShort((short) Elf.PROGRAM_HEADER_SIZE).putShort((short) programHeaders);
    wide.putShort((short) Elf.SECTION_HEADER_SIZE).putShort((short) sectionHeaders);
    wide.putShort((short) file.unsignedShort(50));
    wide.put(file.bytes(0, file.length()));
    for (int index = 0; index < programHeaders; index++) {
      putProgramHeader((int) word(28) + index * PROGRAM_HEADER_SIZE);
    }
    int symbols = sectionTable + sectionHeaders * Elf.SECTION_HEADER_SIZE;
    for (int index = 0; index < sectionHeaders; index++) {
      symbols += putSectionHeader((int) word(32) + index * SECTION_HEADER_SIZE, symbols);
    }
  }

  private void putProgramHeader(int row) {
    wide.putInt(file.getInt(row)).putInt(file.getInt(row + 24)).putLong(word(row + 4) + SHIFT);
    for (int field : new int[] {8, 12, 16, 20, 28}) {
      wide.putLong(word(row + field));
    }
  }

  /// @param symbols where the symbols go, if it is the header of a symbol table
  /// @return how many bytes of them there are
  private int putSectionHeader(int row, int symbols) {
    boolean isSymbolTable = word(row + 4) == Elf.SYMTAB;
    int start = (int) word(row + 16);
    int count = isSymbolTable ? (int) word(row + 20) / SYMBOL_SIZE : 0;
    int size = count * Elf.SYMBOL_SIZE;
    wide.putInt(file.getInt(row)).putInt(file.getInt(row + 4));
    wide.putLong(word(row + 8)).putLong(word(row + 12));
    wide.putLong(isSymbolTable ? symbols : word(row + 16) + SHIFT);
    wide.putLong(isSymbolTable ? size : word(row + 20));
    wide.putInt(file.getInt(row + 24)).putInt(file.getInt(row + 28));
    wide.putLong(word(row + 32));
    wide.putLong(isSymbolTable ? Elf.SYMBOL_SIZE : word(row + 36));
    for (int i = 0; i < count; i++) {
      putSymbol(start + i * SYMBOL_SIZE, symbols + i * Elf.SYMBOL_SIZE);
    }
    return size;
  }

  private void putSymbol(int from, int to) {
    wide.putInt(to, file.getInt(from));
    wide.put(to + 4, file.get(from + 12)).put(to + 5, file.get(from + 13));
    wide.putShort(to + 6, (short) file.unsignedShort(from + 14));
    wide.putLong(to + 8, word(from + 4)).putLong(to + 16, word(from + 8));
  }
}
