package softmetal.monitor.project;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.monitor.memory.Ram;

/// A program that is ready to boot, as a file of the host: an ELF executable, an `Image` of Linux, or plain bytes.
public final class KernelFile {
  private static final int READ_WRITE_EXECUTE = 7;

  /// The header of an `Image`. Source: Linux, "Boot image header in RISC-V Linux".
  private static final int HEADER_BYTES = 64;

  private static final int IMAGE_SIZE = 16;
  private static final int MAGIC = 0x38;
  private static final int MAGIC_VALUE = 0x0543_5352;

  private KernelFile() {}

  /// @param base where an `Image` or plain bytes go, and start
  /// @throws InvalidInputException when it cannot be read, or is none of these; plain bytes are taken only from a file whose
  ///     name ends in `.bin`
  public static Executable read(Path file, long base) throws InvalidInputException {
    byte[] bytes = bytes(file);
    String name = file.toString();
    if (isImage(bytes)) {
      // Its memory is larger than its file; where it goes, QEMU decides in the same way.
      long size = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(IMAGE_SIZE);
      return plain(name, bytes, base, Math.clamp(size, bytes.length, Ram.MAX_BYTES));
    }
    if (!ElfReader.looksLikeElf(bytes) && name.endsWith(".bin") && bytes.length > 0) {
      return plain(name, bytes, base, bytes.length);
    }
    try {
      return ElfReader.readExecutable(name, bytes);
    } catch (InvalidInputException e) {
      throw e.diagnostic().problem() == Problem.NOT_ELF
          ? new InvalidInputException(
              e.diagnostic().note("plain bytes are booted from a file whose name ends in .bin"))
          : e;
    }
  }

  private static boolean isImage(byte[] bytes) {
    return bytes.length >= HEADER_BYTES
        && ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(MAGIC) == MAGIC_VALUE;
  }

  private static Executable plain(String name, byte[] bytes, long address, long size) {
    Segment segment = new Segment(address, address, bytes, size, READ_WRITE_EXECUTE);
    return new Executable(name, 0, 0, address, List.of(segment), List.of(), List.of());
  }

  /// All of a file.
  public static byte[] bytes(Path file) throws InvalidInputException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InvalidInputException(
          Problem.CANNOT_READ_FILE.at(
              SourceText.binary(file.toString()).whole(), file, Project.reason(e)));
    }
  }
}
