package softmetal.assembler.object;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;

/// Reads ELF files that may come from a stranger: everything is checked before it is used.
///
/// Memory is proportional to the size of the file, never to a number in it.
public final class ElfReader {
  private static final int IDENTIFICATION_SIZE = 16;

  private final String name;
  private final ElfBytes file;

  private final UnaryOperator<String> wanted;

  private ElfReader(String name, byte[] bytes) {
    this(name, bytes, UnaryOperator.identity());
  }

  private ElfReader(String name, byte[] bytes, UnaryOperator<String> wanted) {
    this.name = name;
    this.wanted = wanted;
    this.file = new ElfBytes(name, bytes);
  }

  /// Either kind of file.
  ///
  /// @param name how the user calls the file, for messages
  public static ElfFile read(String name, byte[] bytes) throws InvalidInputException {
    return new ElfReader(name, bytes).read();
  }

  public static ObjectFile readObject(String name, byte[] bytes) throws InvalidInputException {
    return readObject(name, bytes, UnaryOperator.identity());
  }

  /// @param wanted what is meant by the name of an undefined symbol
  public static ObjectFile readObject(String name, byte[] bytes, UnaryOperator<String> wanted)
      throws InvalidInputException {
    ElfReader reader = new ElfReader(name, bytes, wanted);
    if (reader.read() instanceof ObjectFile object) {
      return object;
    }
    throw new InvalidInputException(
        Problem.ELF_WRONG_KIND
            .at(reader.file.source().whole(), "an executable", "an object to be linked")
            .note("`softmetal run` boots it, `softmetal dump` shows what is in it"));
  }

  public static Executable readExecutable(String name, byte[] bytes) throws InvalidInputException {
    ElfReader reader = new ElfReader(name, bytes);
    if (reader.read() instanceof Executable executable) {
      return executable;
    }
    throw new InvalidInputException(
        Problem.ELF_WRONG_KIND
            .at(reader.file.source().whole(), "an object that was not linked yet", "an executable")
            .note(
                "`softmetal ld -Ttext=0x80000000 -o kernel.elf ...` links objects for this machine"));
  }

  /// Whether a file starts as every ELF file does.
  public static boolean looksLikeElf(byte[] bytes) {
    return bytes.length >= 4
        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(0) == Elf.MAGIC;
  }

  private ElfFile read() throws InvalidInputException {
    if (readHeader() == Elf.RELOCATABLE) {
      return new ObjectReader(name, file, wanted).read();
    }
    boolean narrow = file.get(4) == Elf.CLASS_32;
    ElfBytes wide = narrow ? new ElfBytes(name, NarrowElf.widen(file)) : file;
    return new ExecutableReader(name, wide, narrow).read();
  }

  // --- the ELF header

  /// Checks the ELF header and returns `e_type`.
  private int readHeader() throws InvalidInputException {
    if (file.length() < 4 || file.getInt(0) != Elf.MAGIC) {
      byte[] start = file.bytes(0, Math.min(4, file.length()));
      String found =
          start.length == 0
              ? "it is empty"
              : "it starts with the bytes " + HexFormat.ofDelimiter(" ").formatHex(start);
      throw file.refuse(Problem.NOT_ELF, found);
    }
    file.inFile("the ELF identification", 0, IDENTIFICATION_SIZE);
    boolean narrow = file.get(4) == Elf.CLASS_32;
    file.inFile("the ELF header", 0, narrow ? NarrowElf.HEADER_SIZE : Elf.HEADER_SIZE);
    int machine = file.unsignedShort(18);
    if (file.get(5) != Elf.LITTLE_ENDIAN) {
      throw file.wrong(
          "the byte order",
          5,
          file.get(5) == 2 ? "2 (big-endian)" : file.get(5),
          "1 (little-endian)");
    }
    if (machine != Elf.MACHINE_RISCV) {
      throw file.wrong("the machine", 18, machine + machineName(machine), "243 (RISC-V)");
    }
    if (file.get(4) != Elf.CLASS_64 && !narrow) {
      throw file.wrong("the class", 4, file.get(4), "1 (32-bit) or 2 (64-bit)");
    }
    if (file.get(6) != 1) {
      throw file.wrong("the ELF version", 6, file.get(6), "1");
    }
    int type = file.unsignedShort(16);
    if (type != Elf.RELOCATABLE && type != Elf.EXECUTABLE) {
      String kind =
          switch (type) {
            case Elf.SHARED -> " (shared object or position-independent executable)";
            case Elf.CORE -> " (core dump)";
            default -> "";
          };
      throw file.wrong("the file type", 16, type + kind, "1 (object) or 2 (executable)");
    }
    if (narrow && type == Elf.RELOCATABLE) {
      throw file.unsupported("the file type", 16, "an object of 32 bits");
    }
    return type;
  }

  private static String machineName(int machine) {
    return switch (machine) {
      case 3 -> " (x86)";
      case 8 -> " (MIPS)";
      case 20, 21 -> " (PowerPC)";
      case 22 -> " (S/390)";
      case 40 -> " (ARM)";
      case 62 -> " (x86-64)";
      case 183 -> " (AArch64)";
      case 258 -> " (LoongArch)";
      default -> "";
    };
  }
}
