package softmetal.monitor.hart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// An oracle: runs bare-metal assembly on QEMU's `virt` board, with data in its memory before and after.
///
/// The board's memory is a file, so neither side needs a device to hand data over. A program starts at [#ENTRY] in
/// machine mode and ends by writing 0x5555 to the test finisher at 0x100000.
final class QemuBoard {

  /// The physical address of the first instruction, and of the memory.
  static final long ENTRY = 0x8000_0000L;

  private static final long MEMORY_BYTES = 128 << 20;
  private static final long TIMEOUT_SECONDS = 120;

  private final Path directory;
  private final Path memory;

  /// @param directory an existing one for the files of this board
  QemuBoard(Path directory) {
    this.directory = directory;
    memory = directory.resolve("memory");
    try (var file =
        FileChannel.open(memory, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.allocate(1), MEMORY_BYTES - 1); // sparse
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Puts 64-bit words into memory, in the board's byte order.
  void write(long address, long[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words);
    try (var file = FileChannel.open(memory, StandardOpenOption.WRITE)) {
      file.write(bytes, address - ENTRY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes 64-bit words out of memory.
  long[] read(long address, int count) {
    long[] words = new long[count];
    try (var file = FileChannel.open(memory, StandardOpenOption.READ)) {
      file.map(FileChannel.MapMode.READ_ONLY, address - ENTRY, count * 8L)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asLongBuffer()
          .get(words);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /// Assembles a program, runs it to its end, and fails with what the tools said if there is none.
  void run(String source) {
    try {
      Files.writeString(directory.resolve("program.s"), source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    execute("riscv64-unknown-elf-as", "-march=rv64gc", "-o", "program.o", "program.s");
    execute(
        "riscv64-unknown-elf-ld",
        "-Ttext=0x80000000",
        "-e",
        "_start",
        "-o",
        "program.elf",
        "program.o");
    execute(
        "qemu-system-riscv64",
        "-machine",
        "virt,memory-backend=ram",
        "-object",
        "memory-backend-file,id=ram,share=on,mem-path=memory,size=" + MEMORY_BYTES,
        "-m",
        "128M",
        "-display",
        "none",
        "-monitor",
        "none",
        "-serial",
        "none",
        "-bios",
        "program.elf");
  }

  private void execute(String... command) {
    Path output = directory.resolve("output.txt");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(
            "%s: %s\n%s"
                .formatted(
                    List.of(command),
                    ended ? "exit status " + process.exitValue() : "does not end",
                    Files.readString(output)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + List.of(command), e);
    }
  }
}
