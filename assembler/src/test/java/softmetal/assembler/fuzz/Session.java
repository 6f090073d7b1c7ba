package softmetal.assembler.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.cli.Command;
import softmetal.assembler.cli.Commands;
import softmetal.assembler.cli.ExitStatus;
import softmetal.assembler.cli.Surroundings;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfReader;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Symbol;

/// A directory in which commands run, and what must hold of each of them.
final class Session {
  static final String SCRIPT =
      """
      ENTRY(_start)
      MEMORY { ram (rwx) : ORIGIN = 0x80000000, LENGTH = 16M }
      SECTIONS {
        .text : { *(.text .text.*) } > ram
        .data : ALIGN(8) { *(.data .data.* .rodata .rodata.* .sdata*) } > ram
        .bss : { *(.bss .sbss COMMON) } > ram
      }
      """;

  private static final List<Command> COMMANDS = Commands.all();

  private final Path directory;
  private final String[] includes;

  Session(Path directory) throws IOException {
    this.directory = directory;
    this.includes =
        Corpus.includes().stream()
            .flatMap(path -> Stream.of("-I", path.toString()))
            .toArray(String[]::new);
    write("main.o", object(Corpus.MAIN));
    write("other.o", object(Corpus.OTHER));
    write("good.ld", SCRIPT.getBytes(UTF_8));
  }

  static byte[] object(String source) {
    return new Assembler()
        .assemble(SourceText.file("good.s", source), AssemblerOptions.standard(), new Diagnostics())
        .map(ElfWriter::write)
        .orElseThrow();
  }

  /// The program that an object makes when something stands for all that it wants from others.
  static Optional<byte[]> linked(byte[] bytes) {
    try {
      ObjectFile object = ElfReader.readObject("one.o", bytes);
      LinkerOptions options = LinkerOptions.DEFAULT;
      for (Symbol symbol : object.symbols()) {
        if (symbol.home() instanceof Symbol.Home.Undefined) {
          options = options.withDefinition(symbol.name() + "=0x10000");
        }
      }
      return Linker.link(List.of(object), options, new Diagnostics()).map(ElfWriter::write);
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(e.diagnostic().message(), e);
    }
  }

  void write(String name, byte[] contents) {
    try {
      Files.write(directory.resolve(name), contents);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  String[] includes() {
    return includes;
  }

  /// Runs a command, which succeeds or says what is wrong.
  ///
  /// @return whether it succeeded
  boolean run(String name, List<String> arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Surroundings surroundings =
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), false, UTF_8),
            new PrintStream(err, false, UTF_8),
            directory,
            false);
    Command command =
        COMMANDS.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    int status = command.run(arguments, surroundings);
    String told = err.toString(ISO_8859_1);
    boolean explained =
        switch (status) {
          case ExitStatus.OK -> !told.contains("error:");
          case ExitStatus.INPUT_HAS_ERRORS -> told.contains("error");
          case ExitStatus.WRONG_COMMAND_LINE -> told.contains("--help");
          default -> false;
        };
    if (!explained || told.contains("Exception") || told.contains("'s own")) {
      throw new IllegalStateException("exit status " + status + ": " + told);
    }
    return status == ExitStatus.OK;
  }
}
