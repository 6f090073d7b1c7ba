package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import softmetal.assembler.cli.Surroundings;

/// Good inputs, damaged at random, go through the commands: none may end in an error of ours, or never.
///
/// `-Dsoftmetal.mutations=N` tries more of them, `-Dsoftmetal.seed=S` starts elsewhere; a failure names its own seed.
class MutatedInputsTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String SOURCE =
      """
      .globl _start
      .equ UART, 0x10000000
      .macro save reg, offset=8, rest:vararg
          sd \\reg, \\offset(sp)
          .ifnb \\rest
          save \\rest
          .endif
      .endm
      .section .text.boot, "ax", @progbits
      _start:
          csrr t0, mhartid
          bnez t0, park
          la sp, stack_top
          li a0, (1 << 40) + UART / 2 - 'x'
          save ra, 16, s0
      1:  lw a1, %lo(UART)(a0)
          amoadd.w.aq a2, a1, (sp)
          fadd.d fa0, fa1, fa2, rne
          beq a0, a1, 1b
          call print   # a comment
          j 2f
      2:  lui a0, %hi(UART + 4096); addi a0, a0, %lo(UART)
          .rept 3
          c.nop
          .endr
          .irp n, 1, 2
          addi a\\n, zero, \\n
          .endr
      park:
          wfi
          j park
      .balign 16
      print: .option push
      .option norvc
          auipc a0, %pcrel_hi(value)
          ld a0, %pcrel_lo(print)(a0)
      .option pop
          ret
      .data
      value: .dword _start, park - print, 0x8000000000000000
      text: .asciz "hello\\n\\x41\\101", "world"
      .balign 4
      .word 1, -1, 0b101, 017
      .float 1.5, -inf
      .if UART > 4
      .balign 2
      .half 3
      .else
      .error "never"
      .endif
      .bss
      .space 64, 0
      .p2align 4
      stack_top:
      .section .text.boot
      .size print, . - print
      .type print, @function
      """;

  private static final String SCRIPT =
      """
      OUTPUT_ARCH(riscv)
      ENTRY(_start)
      MEMORY { ram (rwx) : ORIGIN = 0x80000000, LENGTH = 1M }
      PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD; }
      SECTIONS
      {
        . = ORIGIN(ram);
        .text : ALIGN(4) { KEEP(*(.text.boot)) *(.text .text.*) . = ALIGN(16); } > ram :text
        PROVIDE(etext = .);
        .data : { *(.data) LONG(0x1234) } > ram :data
        .bss (NOLOAD) : { bss_start = .; *(.bss) *(COMMON) } > ram
        ASSERT(. < ORIGIN(ram) + LENGTH(ram), "too large")
        end = MAX(., 0x80001000);
        /DISCARD/ : { *(.comment) }
      }
      """;

  private static final List<String> WORDS =
      List.of(
          "(",
          ")",
          "\"",
          "'",
          ",",
          "\n",
          "\\",
          "\\x",
          "/*",
          "*/",
          "#",
          ";",
          ":",
          "%hi(",
          ".",
          "-",
          "~",
          "<<",
          "/0",
          "%0",
          "{",
          "}",
          "*",
          "=",
          ">",
          "0",
          "1b",
          "9f",
          "-1",
          "0x7fffffffffffffff",
          "0x8000000000000000",
          "99999999999999999999",
          "4096",
          "1000000",
          ".rept 1000",
          ".endr",
          ".macro m a",
          ".endm",
          "m m m",
          ".if 0",
          ".endif",
          ".else",
          ".include \"in.s\"",
          ".incbin \"in.s\"",
          ".org 0",
          ".space -1",
          ".align 31",
          ".set x, x+1",
          ".text",
          ".bss",
          ".pushsection .data",
          ".popsection",
          ".option arch, -c",
          ".irpc c, abc",
          "\\c",
          "\\@",
          ".fill 1000, 8, -1",
          ".uleb128 -1",
          "zero",
          "sp",
          "_start",
          "text - value",
          "\0",
          "é",
          "\u2028",
          "ALIGN(3)",
          "SECTIONS {",
          "SIZEOF(.none)",
          ". = 0;",
          "> rom",
          "AT(",
          "ASSERT(0, \"\")",
          "INCLUDE in.ld",
          "KEEP(");

  private final FileSystem files = Jimfs.newFileSystem(Configuration.unix());
  private final Path directory = files.getPath("/work");

  @BeforeEach
  void make_a_directory() throws IOException {
    Files.createDirectories(directory);
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  @Test
  void damaged_inputs_are_answered() throws IOException {
    answer(Integer.getInteger("softmetal.mutations", 600));
  }

  @Test
  @Tag("slow")
  void many_damaged_inputs_are_answered() throws IOException {
    answer(Integer.getInteger("softmetal.mutations", 5_000));
  }

  private void answer(int count) throws IOException {
    long first = Long.getLong("softmetal.seed", 1);
    byte[] source = SOURCE.getBytes(UTF_8);
    byte[] script = SCRIPT.getBytes(UTF_8);
    Files.write(directory.resolve("good.s"), source);
    Files.write(directory.resolve("good.ld"), script);
    assertEquals("", play("asm -o good.o good.s"));
    assertEquals("", play("ld -o good.elf -T good.ld good.o"));
    byte[] object = Files.readAllBytes(directory.resolve("good.o"));
    byte[] program = Files.readAllBytes(directory.resolve("good.elf"));
    for (long seed = first; seed < first + count; seed++) {
      Random random = new Random(seed);
      switch (random.nextInt(4)) {
        case 0 ->
            answer(
                seed,
                "in.s",
                damagedText(source, random),
                "asm -o out.o in.s",
                "ld out.o",
                "run in.s");
        case 1 -> answer(seed, "in.ld", damagedText(script, random), "ld -T in.ld -Map=map good.o");
        case 2 ->
            answer(seed, "in.o", damagedBytes(object, random), "dump in.o", "ld -T good.ld in.o");
        default ->
            answer(seed, "in.elf", damagedBytes(program, random), "dump in.elf", "run in.elf");
      }
    }
  }

  private void answer(long seed, String name, byte[] input, String... lines) throws IOException {
    Files.write(directory.resolve(name), input);
    for (String line : lines) {
      String told =
          assertTimeoutPreemptively(
              LIMIT,
              () -> {
                try {
                  return play(line);
                } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
                  throw new AssertionError(about(seed, line, input), broken);
                }
              },
              () -> about(seed, line, input));
      assertFalse(
          told.contains("Exception") || told.contains("'s own"),
          () -> about(seed, line, input) + "\n" + told);
    }
  }

  private static String about(long seed, String line, byte[] input) {
    boolean text = line.contains(".s") || line.contains(".ld");
    return "softmetal %s, with -Dsoftmetal.seed=%d -Dsoftmetal.mutations=1%s"
        .formatted(line, seed, text ? ":\n" + new String(input, UTF_8) : "");
  }

  /// Runs a command.
  ///
  /// @return what it prints to standard error
  private String play(String line) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    if (arguments.getFirst().equals("run")) {
      arguments.addAll(1, List.of("--memory", "1M", "--max-instructions", "1000"));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Main.run(
        arguments,
        new Surroundings(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, false, UTF_8),
            new PrintStream(err, false, UTF_8),
            directory,
            false));
    return err.toString(UTF_8);
  }

  private static byte[] damagedText(byte[] good, Random random) {
    StringBuilder text = new StringBuilder(new String(good, ISO_8859_1));
    for (int i = random.nextInt(6); i >= 0; i--) {
      int start = random.nextInt(text.length());
      int end = Math.min(text.length(), start + 1 + random.nextInt(random.nextInt(40) + 1));
      switch (random.nextInt(6)) {
        case 0 -> text.delete(start, end);
        case 1 -> text.insert(random.nextInt(text.length()), text.substring(start, end));
        case 2 -> text.setCharAt(start, (char) random.nextInt(256));
        case 3 -> text.replace(start, end, word(random));
        default ->
            text.insert(start, random.nextBoolean() ? word(random) : " " + word(random) + " ");
      }
      if (text.isEmpty()) {
        break;
      }
    }
    return random.nextInt(20) == 0
        ? text.toString().getBytes(ISO_8859_1)
        : text.toString().getBytes(UTF_8);
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static byte[] damagedBytes(byte[] good, Random random) {
    byte[] bytes = good.clone();
    long[] values = {
      0, 1, 2, 8, 0x7f, 0xff, 0xfff1, 0xffff, 0x7fff_ffff, -1, 1L << 40, 1L << 63, good.length
    };
    for (int i = random.nextInt(4); i >= 0; i--) {
      // The tables are at the ends of the file; what is between them matters less.
      int at = random.nextInt(bytes.length);
      if (random.nextBoolean()) {
        at = random.nextBoolean() ? random.nextInt(64) : bytes.length - 1 - random.nextInt(700);
      }
      at = Math.max(0, at);
      if (random.nextInt(3) == 0) {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
      } else {
        long value = values[random.nextInt(values.length)];
        int size = 1 << random.nextInt(4);
        for (int j = 0, to = at / size * size; j < size && to + j < bytes.length; j++) {
          bytes[to + j] = (byte) (value >> 8 * j);
        }
      }
    }
    return random.nextInt(10) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }
}
