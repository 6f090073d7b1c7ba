package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.Linker;
import softmetal.assembler.LinkerOptions;
import softmetal.assembler.cli.Transcript.Command;
import softmetal.assembler.cli.Transcript.Scene;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.ObjectFile;

/// Files that no page can show: made when a command line names them.
final class WrongFiles {
  private static final String PROGRAM =
      """
      .globl _start
      _start:
          call finish
      1:  j 1b
      finish:
          li t0, 0x100000
          li t1, 0x5555
          sw t1, 0(t0)
          ret
      .data
      message: .asciz "hello"
      """;

  // Offsets in the header of the file, in a section header and in a program header.
  private static final int SECTION_TABLE = 40;
  private static final int SECTION_COUNT = 60;
  private static final int SECTION_NAMES = 62;
  private static final int SEGMENT_TABLE = 32;
  private static final int SEGMENT_COUNT = 56;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SEGMENT_HEADER_BYTES = 56;

  private WrongFiles() {}

  static void makeThoseNamed(Scene scene, Path directory) throws IOException {
    for (Command command : scene.commands()) {
      for (String word : command.arguments()) {
        String name = word.substring(word.indexOf('=') + 1);
        if (!scene.files().containsKey(name)) {
          make(name, directory);
        }
      }
    }
  }

  private static void make(String name, Path directory) throws IOException {
    Path file = directory.resolve(name.replace("\0", ""));
    switch (name) {
      case "a-directory", "full-directory" -> Files.createDirectories(file);
      case "secret.s" -> {
        Files.writeString(file, "    nop\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
      }
      case "closed-directory/out.o" -> {
        Files.createDirectories(file.resolveSibling("."));
        Files.setPosixFilePermissions(
            file.resolveSibling("."), PosixFilePermissions.fromString("r-x------"));
      }
      default -> {
        Optional<byte[]> contents = contents(name);
        if (contents.isPresent()) {
          Files.write(file, contents.get());
        }
      }
    }
  }

  private static Optional<byte[]> contents(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "empty.o", "empty.img", "empty.elf" -> new byte[0];
          case "nul.s" -> "    li a0, 1\n    \0nop\n".getBytes(UTF_8);
          case "latin1.s" -> "# Grüße\n    nop\n".getBytes(ISO_8859_1);
          case "long-line.s" -> ("    .word " + "1, ".repeat(350_000) + "x y\n").getBytes(UTF_8);
          case "parentheses.s" -> ("    li a0, " + "(".repeat(100_000) + "1\n").getBytes(UTF_8);
          case "deep.s" ->
              ("    li a0, " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "\n")
                  .getBytes(UTF_8);
          case "minuses.s" -> ("    li a0, " + "-".repeat(100_000) + "1\n").getBytes(UTF_8);
          case "text.o", "text.elf" -> "this is no object\n".getBytes(UTF_8);
          case "odd.img" -> new byte[1000];
          case "large.img" -> new byte[65 << 20];
          case "small.img" -> new byte[512];
          case "good.o" -> object();
          case "good.elf" -> program(0x8000_0000L);
          case "low.elf" -> program(0x1000L);
          case "other-class.o" -> patched(object(), 4, 1, 1);
          case "big-endian.o" -> patched(object(), 5, 1, 2);
          case "other-machine.o" -> patched(object(), 18, 2, 62);
          case "other-machine.elf" -> patched(program(0x8000_0000L), 18, 2, 62);
          case "other-class.elf" -> patched(program(0x8000_0000L), 4, 1, 1);
          case "shared.elf" -> patched(program(0x8000_0000L), 16, 2, 3);
          case "cut-header.o" -> Arrays.copyOf(object(), 40);
          case "cut.o" -> Arrays.copyOf(object(), 200);
          case "cut.elf" -> Arrays.copyOf(program(0x8000_0000L), 100);
          case "cut-code.elf" -> cutCode();
          case "sections-far.o" -> patched(object(), SECTION_TABLE, 8, 0x7fff_ffff_0000L);
          case "sections-negative.o" -> patched(object(), SECTION_TABLE, 8, -64);
          case "sections-many.o" -> patched(object(), SECTION_COUNT, 2, 0xfeff);
          case "section-entry-size.o" -> patched(object(), 58, 2, 63);
          case "names-nowhere.o" -> patched(object(), SECTION_NAMES, 2, 200);
          case "name-far.o" -> section(object(), ".text", 0, 4, 0x7fff_ffffL);
          case "text-far.o" -> section(object(), ".text", 24, 8, 0xffff_ffff_ffff_fff0L);
          case "text-huge.o" -> section(object(), ".text", 32, 8, 1L << 40);
          case "text-aligned-3.o" -> section(object(), ".text", 48, 8, 3);
          case "symbols-odd.o" -> section(object(), ".symtab", 32, 8, 25);
          case "symbols-link.o" -> section(object(), ".symtab", 40, 4, 99);
          case "symbols-entry-size.o" -> section(object(), ".symtab", 56, 8, 0);
          case "symbol-section.o" -> inSection(object(), ".symtab", 24 + 6, 2, 77);
          case "symbol-name.o" -> inSection(object(), ".symtab", 24, 4, 0x1000_0000);
          case "relocation-outside.o" -> inSection(object(), ".rela.text", 0, 8, 0x1000);
          case "relocation-symbol.o" -> inSection(object(), ".rela.text", 12, 4, 4000);
          case "relocation-type.o" -> inSection(object(), ".rela.text", 8, 4, 200);
          case "relocations-target.o" -> section(object(), ".rela.text", 44, 4, 50);
          case "segments-far.elf" -> patched(program(0x8000_0000L), SEGMENT_TABLE, 8, 1L << 50);
          case "segments-many.elf" -> patched(program(0x8000_0000L), SEGMENT_COUNT, 2, 5000);
          case "segments-none.elf" -> patched(program(0x8000_0000L), SEGMENT_COUNT, 2, 0);
          case "segment-bytes-far.elf" -> segment(8, 8, 1L << 40);
          case "segment-file-size.elf" -> segment(32, 8, 1L << 40);
          case "segment-memory-less.elf" -> segment(40, 8, 1);
          case "segment-memory-huge.elf" -> segment(40, 8, 1L << 40);
          case "segment-wraps.elf" -> segment(40, 8, -1L);
          case "entry-far.elf" -> patched(program(0x8000_0000L), 24, 8, 0x1234);
          case "entry-odd.elf" -> patched(program(0x8000_0000L), 24, 8, 0x8000_0001L);
          default -> null;
        });
  }

  private static byte[] object() {
    return ElfWriter.write(assembled());
  }

  private static ObjectFile assembled() {
    return new Assembler()
        .assemble(
            SourceText.file("program.s", PROGRAM), AssemblerOptions.standard(), new Diagnostics())
        .orElseThrow();
  }

  private static byte[] program(long address) {
    LinkerOptions options = LinkerOptions.DEFAULT.withSectionAddress(".text", address);
    return ElfWriter.write(
        Linker.link(List.of(assembled()), options, new Diagnostics()).orElseThrow());
  }

  private static byte[] cutCode() {
    byte[] program = program(0x8000_0000L);
    int segments = (int) little(program).getLong(SEGMENT_TABLE);
    int count = little(program).getShort(SEGMENT_COUNT);
    return Arrays.copyOf(program, segments + count * SEGMENT_HEADER_BYTES + 8);
  }

  private static byte[] patched(byte[] file, int offset, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      file[offset + i] = (byte) (value >> 8 * i);
    }
    return file;
  }

  private static byte[] section(byte[] file, String name, int field, int bytes, long value) {
    return patched(file, headerOf(file, name) + field, bytes, value);
  }

  private static byte[] inSection(byte[] file, String name, int offset, int bytes, long value) {
    long contents = little(file).getLong(headerOf(file, name) + 24);
    return patched(file, (int) contents + offset, bytes, value);
  }

  /// A field of the first segment that is loaded.
  private static byte[] segment(int field, int bytes, long value) {
    byte[] file = program(0x8000_0000L);
    int header = (int) little(file).getLong(SEGMENT_TABLE);
    while (little(file).getInt(header) != 1) {
      header += SEGMENT_HEADER_BYTES;
    }
    return patched(file, header + field, bytes, value);
  }

  private static int headerOf(byte[] file, String name) {
    int table = (int) little(file).getLong(SECTION_TABLE);
    int count = little(file).getShort(SECTION_COUNT);
    int names = table + SECTION_HEADER_BYTES * little(file).getShort(SECTION_NAMES);
    int strings = (int) little(file).getLong(names + 24);
    byte[] wanted = (name + "\0").getBytes(UTF_8);
    for (int i = 0; i < count; i++) {
      int header = table + SECTION_HEADER_BYTES * i;
      int at = strings + little(file).getInt(header);
      if (Arrays.equals(file, at, at + wanted.length, wanted, 0, wanted.length)) {
        return header;
      }
    }
    throw new IllegalArgumentException("no section " + name);
  }

  private static ByteBuffer little(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }
}
