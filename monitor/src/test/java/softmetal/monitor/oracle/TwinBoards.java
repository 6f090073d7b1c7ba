package softmetal.monitor.oracle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.Executable.Segment;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.machine.RecordingHost;

/// Two boards that begin with the same memory and run the same program: Softmetal's and QEMU's.
public final class TwinBoards {
  private static final long MAX_INSTRUCTIONS = 1_500_000_000;
  private static final int READ_WRITE_EXECUTE = 7;

  private final Path directory;

  /// @param directory an existing one for temporary files
  public TwinBoards(Path directory) {
    this.directory = directory;
  }

  /// Something from each board.
  public record Twin<T>(T softmetal, T qemu) {}

  /// Contents of memory.
  public record Block(long address, byte[] contents) {}

  /// Runs a program until it switches the board off, with [Block]s in memory besides it.
  ///
  /// @param source in the language of GNU as, for the beginning of memory; it begins with its first instruction
  /// @return what memory holds then from `address` on
  public Twin<byte[]> run(String source, List<Block> blocks, long address, int bytes) {
    List<Block> all = new ArrayList<>(blocks);
    all.add(assembled(source));
    return new Twin<>(onSoftmetal(all, address, bytes, _ -> {}), onQemu(all, address, bytes));
  }

  /// A program in the language of GNU as, for the beginning of memory; it begins with its first instruction.
  public Block assembled(String source) {
    return new Block(QemuBoard.ENTRY, assemble(source));
  }

  private byte[] assemble(String source) {
    try {
      Path files = Files.createTempDirectory(directory, "program");
      Path text = files.resolve("program.s");
      Path object = files.resolve("program.o");
      Path linked = files.resolve("program.elf");
      Path image = files.resolve("program.bin");
      Files.writeString(text, source);
      tool("riscv64-unknown-elf-as", "-march=rv64gc_zba_zbb_zbc_zbs", "-o", object, text);
      tool("riscv64-unknown-elf-ld", "-Ttext=0x80000000", "-e", "_start", "-o", linked, object);
      tool("riscv64-unknown-elf-objcopy", "-O", "binary", "-j", ".text", linked, image);
      return Files.readAllBytes(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tool(Object... command) throws IOException {
    try {
      ProcessResult.outputOf(List.of(command).stream().map(Object::toString).toList());
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + List.of(command), e);
    }
  }

  private byte[] onQemu(List<Block> blocks, long address, int bytes) {
    try {
      Path files = Files.createTempDirectory(directory, "board");
      try {
        var board = new QemuBoard(files);
        blocks.forEach(block -> board.write(block.address(), block.contents()));
        board.run();
        return board.readBytes(address, bytes);
      } finally {
        Files.deleteIfExists(files.resolve("memory"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs a program on this project's board alone.
  ///
  /// @param blocks one of them is the program
  /// @param beforehand is done with the machine before it runs
  public static byte[] onSoftmetal(
      List<Block> blocks, long address, int bytes, Consumer<Machine> beforehand) {
    List<Segment> segments =
        blocks.stream()
            .map(block ->
                new Segment(
                    block.address(),
                    block.address(),
                    block.contents(),
                    block.contents().length,
                    READ_WRITE_EXECUTE))
            .toList();
    var executable = new Executable("twin", 0, QemuBoard.ENTRY, segments, List.of(), List.of());
    try (var machine = new Machine(MachineDefinition.small(), new RecordingHost())) {
      machine.load(executable);
      beforehand.accept(machine);
      Outcome outcome = machine.run(MAX_INSTRUCTIONS);
      if (!outcome.equals(new Outcome.PoweredOff(0))) {
        throw new AssertionError(
            "%s, hart 0 in mode %s at 0x%x".formatted(outcome, machine.mode(0), machine.pc(0)),
            outcome instanceof Outcome.Failed(Throwable reason) ? reason : null);
      }
      return machine.readMemory(address, bytes);
    } catch (InvalidInputException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
