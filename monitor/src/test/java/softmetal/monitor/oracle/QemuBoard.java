package softmetal.monitor.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// An oracle: runs bare-metal code on QEMU's `virt` board, with data in its memory before and after.
///
/// The board's memory is a file, so neither side needs a device to hand data over. A program starts at [#ENTRY] in
/// machine mode and ends by writing 0x5555 to the test finisher at 0x100000.
public final class QemuBoard {

  /// The physical address of the first instruction, and of the memory.
  public static final long ENTRY = 0x8000_0000L;

  private static final long MEMORY_BYTES = 128 << 20;

  private final HartKind kind;
  private final Path directory;
  private final Path memory;

  /// @param directory an existing one for the files of this board
  public QemuBoard(Path directory) {
    this(HartKind.RV64, directory);
  }

  QemuBoard(HartKind kind, Path directory) {
    this.kind = kind;
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
  public void write(long address, long[] words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words);
    write(address, bytes.array());
  }

  /// Puts bytes into memory.
  public void write(long address, byte[] contents) {
    try (var file = FileChannel.open(memory, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(contents);
      while (bytes.hasRemaining()) {
        file.write(bytes, address - ENTRY + bytes.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes 64-bit words out of memory.
  public long[] read(long address, int count) {
    long[] words = new long[count];
    read(address, ByteBuffer.allocate(count * 8)).asLongBuffer().get(words);
    return words;
  }

  /// Takes bytes out of memory.
  public byte[] readBytes(long address, int count) {
    return read(address, ByteBuffer.allocate(count)).array();
  }

  private ByteBuffer read(long address, ByteBuffer bytes) {
    try (var file = FileChannel.open(memory, StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, address - ENTRY + bytes.position()) < 0) {
          throw new IllegalArgumentException("not memory: 0x" + Long.toHexString(address));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Assembles a program, runs it to its end, and fails with what the tools said if there is none.
  public void run(String source) {
    Path program = directory.resolve("program.s");
    Path object = directory.resolve("program.o");
    Path executable = directory.resolve("program.elf");
    try {
      Files.writeString(program, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    execute("riscv64-unknown-elf-as", "-march=rv64gc", "-o", object, program);
    execute(
        "riscv64-unknown-elf-ld", "-Ttext=0x80000000", "-e", "_start", "-o", executable, object);
    start(executable);
  }

  /// Runs what [#write] has put at [#ENTRY] to its end.
  public void run() {
    start("none");
  }

  private void start(Object bios) {
    execute(
        kind.qemu(),
        "-machine",
        "virt,memory-backend=ram",
        "-cpu",
        kind.cpu(),
        "-object",
        "memory-backend-file,id=ram,share=on,mem-path=%s,size=%d".formatted(memory, MEMORY_BYTES),
        "-m",
        "128M",
        "-display",
        "none",
        "-monitor",
        "none",
        "-serial",
        "none",
        "-bios",
        bios);
  }

  private static void execute(Object... command) {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    try {
      ProcessResult.outputOf(words);
    } catch (IOException e) {
      throw new AssertionError(e.getMessage(), e);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + words, e);
    }
  }
}
