package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Inputs that mean harm, in processes of their own with 256 MiB: each gets its message and exit status 1.
///
/// On a quiet machine none takes more than two seconds. What is asserted is processor time, with room for the noise of a
/// machine that is not quiet: its caches and its heap are shared.
@Tag("slow")
class HostileInputTest {
  private static final double MAX_PROCESSOR_SECONDS = 8;
  private static final Pattern TIMES = Pattern.compile("(\\d+)m([0-9.]+)s (\\d+)m([0-9.]+)s\\s*$");

  @TempDir Path directory;

  /// @param file the input, of which the name says who reads it
  /// @param expected a piece of the message
  record Case(String name, String file, byte[] input, String expected) {
    Case(String name, String file, String input, String expected) {
      this(name, file, input.getBytes(UTF_8), expected);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static String each(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining());
  }

  static List<Case> sources() {
    return List.of(
        new Case("a macro without end", "a.s", ".macro m\nm\n.endm\nm\n", "--limit depth="),
        new Case("a macro twice", "a.s", ".macro m\nm\nm\n.endm\nm\n", "--limit depth="),
        new Case(
            "a macro that grows",
            "a.s",
            ".macro m a,b\nm \\a\\a, \\b\n.endm\nm xxxxxxxxxxxxxxxx, y\n",
            "--limit characters="),
        new Case("a long .rept", "a.s", ".rept 1000000000\nnop\n.endr\n", "--limit statements="),
        new Case(
            "nested .rept",
            "a.s",
            ".rept 100000\n.rept 100000\nnop\n.endr\n.endr\n",
            "--limit statements="),
        new Case("a huge alignment", "a.s", "nop\n.p2align 31\n.byte 1\n", "--limit bytes="),
        new Case("a huge .space", "a.s", ".space 0x100000000\n", "--limit bytes="),
        new Case("a .space of 2^63", "a.s", ".space 0x7fffffffffffffff\n", "E0338"),
        new Case("a huge .org", "a.s", ".org 0x7fffffffffff\n.byte 1\n", "E0338"),
        new Case("a line of commas", "a.s", "addi " + "a0,".repeat(350_000) + "\n", "E0165"),
        new Case("NUL bytes", "a.s", "nop\n" + "\0".repeat(1_000_000) + "\n", "E0101"),
        new Case(
            "parentheses",
            "a.s",
            ".word " + "(".repeat(100_000) + 1 + ")".repeat(100_000) + "\n",
            "E0123"),
        new Case("signs", "a.s", ".word " + "-".repeat(100_000) + "1\n", "E0123"),
        new Case("it includes itself", "a.s", ".include \"a.s\"\n", "--limit includes="),
        new Case("unknown instructions", "a.s", "foo a0\n".repeat(500_000), "--limit errors="),
        new Case(
            "symbols and relocations",
            "a.s",
            each(900_000, i -> "l" + i + ": .dword l" + i + "\n"),
            "--limit symbols="),
        new Case(
            "a chain of symbols that ends in itself",
            "a.s",
            each(100_000, i -> "s" + i + "=s" + (i + 1) % 100_000 + "+1\n"),
            "E0325"),
        new Case("a header includes itself", "a.S", "#include \"a.S\"\n", "--limit header-depth="),
        new Case("deep #if", "a.S", "#if 1\n".repeat(200_000), "E0818"),
        new Case(
            "parentheses of #if",
            "a.S",
            "#if " + "(".repeat(100_000) + 1 + ")".repeat(100_000) + "\n#endif\n",
            "E0822"),
        new Case(
            "a billion laughs",
            "a.S",
            "#define A0 nop;\n"
                + each(9, i -> "#define A" + (i + 1) + (" A" + i).repeat(10) + "\n")
                + "A9\n",
            "--limit macro-tokens="),
        new Case(
            "calls in arguments",
            "a.S",
            "#define A(x) x x\n" + "A(".repeat(60) + "nop" + ")".repeat(60) + "\n",
            "--limit macro-tokens="));
  }

  static List<Case> links() {
    return List.of(
        new Case("parentheses", "a.ld", "x = " + "(".repeat(100_000) + "1;", "E0465"),
        new Case("signs", "a.ld", "SECTIONS { x " + "- ".repeat(100_000) + ": {} }", "E0465"),
        new Case("braces", "a.ld", "SECTIONS " + "{".repeat(100_000), "E0450"),
        new Case("it includes itself", "a.ld", "INCLUDE a.ld\n", "E0465"),
        new Case(
            "a huge location",
            "a.ld",
            "SECTIONS { .text : { *(.text) . += 0x7fffffffffffffff; } }",
            "E04"),
        new Case("a huge member", "a.a", archive("m.o/", "9999999999", new byte[10]), "E0522"),
        new Case("a negative member", "a.a", archive("m.o/", "-1", new byte[10]), "E0522"));
  }

  private static byte[] archive(String name, String size, byte[] contents) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("!<arch>\n".getBytes(ISO_8859_1));
    out.writeBytes(
        "%-16s%-12s%-6s%-6s%-8s%-10s`\n".formatted(name, 0, 0, 0, 644, size).getBytes(ISO_8859_1));
    out.writeBytes(contents);
    return out.toByteArray();
  }

  /// How a good object is spoilt: at byte 40 of the file is the place of the section headers, of 64 bytes each.
  record Damage(String name, String expected, Consumer<ByteBuffer> how) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Damage> damages() {
    return List.of(
        new Damage("headers at 2^63", "E0511", elf -> elf.putLong(40, Long.MIN_VALUE)),
        new Damage("65535 sections", "E05", elf -> elf.putShort(60, (short) -1)),
        new Damage("no room for the names", "E05", elf -> elf.putShort(62, (short) -2)),
        new Damage("a section of 2^63", "E05", elf -> elf.putLong(header(elf, 1) + 32, -1L << 63)),
        new Damage(
            "a section of 4 GiB", "E0511", elf -> elf.putLong(header(elf, 1) + 32, 1L << 32)),
        new Damage(
            "sections over each other",
            "E05",
            elf -> elf.putLong(header(elf, 1) + 24, elf.getLong(header(elf, 2) + 24) + 1)),
        new Damage(
            "a group that is its own member", "E05", elf -> elf.putInt(header(elf, 1) + 4, 17)),
        new Damage("names beyond their table", "E0517", elf -> elf.putInt(header(elf, 1), -1)));
  }

  private static int header(ByteBuffer elf, int index) {
    return (int) elf.getLong(40) + 64 * index;
  }

  @ParameterizedTest
  @MethodSource
  void sources(Case one) throws Exception {
    Files.write(directory.resolve(one.file()), one.input());
    expect(one.expected(), "asm", "-o", "out.o", one.file());
    assertFalse(Files.exists(directory.resolve("out.o")));
  }

  @ParameterizedTest
  @MethodSource
  void links(Case one) throws Exception {
    object();
    Files.write(directory.resolve(one.file()), one.input());
    if (one.file().endsWith(".ld")) {
      expect(one.expected(), "ld", "-T", one.file(), "good.o");
    } else {
      expect(one.expected(), "ld", "--whole-archive", one.file(), "good.o");
    }
  }

  @ParameterizedTest
  @MethodSource
  void damages(Damage damage) throws Exception {
    Path object = object();
    byte[] bytes = Files.readAllBytes(object);
    damage.how().accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    Files.write(object, bytes);
    expect(damage.expected(), "ld", "good.o");
    expect(damage.expected(), "dump", "good.o");
  }

  private Path object() throws Exception {
    Files.writeString(
        directory.resolve("good.s"), ".globl _start\n_start: la a0, x\n.data\nx: .dword x\n");
    assertEquals(0, run("asm", "-o", "good.o", "good.s").status());
    return directory.resolve("good.o");
  }

  private record Run(int status, String told, double seconds) {}

  private void expect(String expected, String... arguments) throws Exception {
    Run run = run(arguments);
    assertTrue(run.told().contains(expected), run.told());
    assertFalse(run.told().contains("Exception") || run.told().contains("'s own"), run.told());
    assertEquals(1, run.status(), run.told());
    assertTrue(run.seconds() < MAX_PROCESSOR_SECONDS, () -> "it takes " + run.seconds() + " s");
    System.out.printf(
        "HostileInputTest: %.2f s of processor time for %s%n",
        run.seconds(), run.told().lines().findFirst().orElse("").replaceAll("(.{90}).*", "$1…"));
  }

  /// Runs the program below a shell, which knows how much processor time it took.
  private Run run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "\"$@\" 2>told; s=$?; times; exit $s", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    Matcher times = TIMES.matcher(printed);
    assertTrue(times.find(), printed);
    double seconds =
        60 * (Integer.parseInt(times.group(1)) + Integer.parseInt(times.group(3)))
            + Double.parseDouble(times.group(2))
            + Double.parseDouble(times.group(4));
    return new Run(process.exitValue(), Files.readString(directory.resolve("told")), seconds);
  }
}
