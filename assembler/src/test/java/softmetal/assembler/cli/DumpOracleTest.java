package softmetal.assembler.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.assembler.Gnu;

/// `softmetal dump` says what GNU objdump says: every instruction with its address, bytes, operands and target, every
/// relocation, section, symbol and line of a source. The columns are our own.
@Tag("oracle")
class DumpOracleTest {
  private static final Pattern THEIR_CODE =
      Pattern.compile(" *([0-9a-f]+):\t([0-9a-f ]+?) *\t([^\t]+)(?:\t(.*))?");
  private static final Pattern OUR_CODE =
      Pattern.compile(" *([0-9a-f]+): ([0-9a-f]+) +([a-z.]\\S*)(?: (.*))?");
  private static final Pattern LABEL = Pattern.compile("([0-9a-f]{16}|[0-9a-f]{8}) <(.*)>:");
  private static final Pattern RELOCATION = Pattern.compile("\\s+([0-9a-f]+): (R_\\w+)\\s*(.*)");

  @TempDir Path directory;
  Gnu gnu;

  @BeforeEach
  void useTools() {
    gnu = new Gnu(directory);
  }

  private static final String ASSEMBLY =
      """
      .globl _start, table
      _start:
        call far
        la a0, table
        lw a1, table
        sd a1, table, t0
        li a2, 0x123456789abcdef
        beqz a0, 1f
        csrw mtvec, a0
        amoadd.w.aqrl a0, a1, (a2)
        fadd.d fa0, fa1, fa2, rtz
        fence rw, w
      1: j _start
        .word 0x12345678, 0
        .short 1
        .align 3
      far: ret
        lui a3, %hi(table)
        addi a3, a3, %lo(table)
        lbu a3, %lo(table+4)(a3)
        .option arch, +zba
        sh1add a0, a1, a2
      .data
      table: .dword far, 1b, outer
      .weak outer
      .comm shared, 8, 8
      .section .text.other, "ax"
      local: tail far
        bne a0, a1, local
      """;

  private static final String C =
      """
      extern int g(int); static int s[4] = {1, 2, 3}; int zeros[40]; double d = 1.5;
      int f(int x) {
        d *= x;
        switch (x) { case 1: return g(1); case 2: return 3; case 3: return g(7); case 4: return 1; case 5: return g(9); }
        return s[x & 3] + zeros[x & 7];
      }
      int g(int x) { return x < 3 ? x : f(x - 1); }
      void _start(void) {
        f(3);
        for (;;) ;
      }
      """;

  // --- comparing

  private void same(String file) throws Exception {
    sameCode(file);
    assertEquals(
        gnu.run("objdump", "-h", "-w", file)
            .lines()
            .map(line -> line.strip().split("\\s+"))
            .filter(words -> words.length > 6 && words[0].matches("[0-9]+"))
            .map(words ->
                "%s %#x %#x %d"
                    .formatted(
                        words[1],
                        Long.parseUnsignedLong(words[3], 16),
                        Long.parseUnsignedLong(words[2], 16),
                        1L << Integer.parseInt(words[6].substring(3))))
            .collect(Collectors.joining("\n")),
        dump("-h", file)
            .lines()
            .map(line -> line.strip().split("\\s+"))
            .filter(words -> words.length > 3 && words[0].startsWith("."))
            .map(words -> String.join(" ", words[0], words[1], words[2], words[3]))
            .collect(Collectors.joining("\n")));
    assertEquals(
        gnu.run("objdump", "-t", file)
            .lines()
            .filter(line -> line.matches("([0-9a-f]{8}|[0-9a-f]{16}) .{5}[ dD][ FfO] .*"))
            .filter(line -> !line.matches("[0-9a-f]+ .{5}d  .*"))
            .map(DumpOracleTest::theirSymbol)
            .sorted()
            .collect(Collectors.joining("\n")),
        dump("-t", file)
            .lines()
            .filter(line -> line.matches("  [0-9a-f]{16} .*"))
            .map(DumpOracleTest::ourSymbol)
            // objdump leaves out what compilers make up; here it is seen.
            .filter(symbol -> !symbol.matches(".* \\.L.*"))
            .sorted()
            .collect(Collectors.joining("\n")));
  }

  private void sameCode(String file, String... options) throws Exception {
    List<String> theirs = new ArrayList<>(List.of("objdump", "-d", "-r", "-z", "-M", "no-aliases"));
    theirs.addAll(List.of(options));
    theirs.add(file);
    List<String> ours = new ArrayList<>(List.of("-d", "-r"));
    ours.addAll(List.of(options));
    ours.add(file);
    String expected = code(gnu.run(theirs), THEIR_CODE);
    assertTrue(expected.lines().count() > 5, expected);
    assertEquals(expected, code(dump(ours.toArray(String[]::new)), OUR_CODE));
  }

  private String dump(String... arguments) {
    CommandRun run = CommandRun.of(new DumpCommand(), directory, "", arguments);
    assertEquals(0, run.status(), run.err());
    return run.out();
  }

  private static String code(String text, Pattern instruction) {
    StringBuilder facts = new StringBuilder();
    for (String line : text.lines().toList()) {
      Matcher code = instruction.matcher(line);
      Matcher relocation = RELOCATION.matcher(line);
      Matcher label = LABEL.matcher(line);
      if (relocation.matches()) {
        String target = relocation.group(3).replaceFirst("^\\*ABS\\*", "").strip();
        facts.append("  %s %s %s\n".formatted(relocation.group(1), relocation.group(2), target));
      } else if (label.matches()) {
        facts.append(
            label.group(2).matches(".*[-+]0x\\w+|\\..*") ? "" : "<%s>\n".formatted(label.group(2)));
      } else if (code.matches()) {
        facts.append(
            "%s %s %s %s\n"
                .formatted(
                    code.group(1),
                    code.group(2).replace(" ", ""),
                    code.group(3).strip(),
                    operands(code.group(4))));
      }
    }
    return facts.toString();
  }

  /// Targets of jumps as bare addresses; what is said behind an instruction, as its address.
  private static String operands(String text) {
    if (text == null) {
      return "";
    }
    return text.replaceFirst("0x([0-9a-f]+)( <.*>)?$", "$1")
        .replaceFirst(" <[^<]*>$", "")
        .replaceFirst(" # [0-9a-f]+$", "")
        .strip();
  }

  private static String theirSymbol(String line) {
    String[] halves = line.split("\t", -1);
    String flags = halves[0].substring(halves[0].indexOf(' ') + 1, halves[0].indexOf(' ') + 8);
    String home = halves[0].substring(halves[0].indexOf(' ') + 9).strip();
    String[] rest = halves[1].strip().split(" ", 2);
    String name = rest.length < 2 ? "" : rest[1].replaceFirst("^\\.(hidden|protected) ", "");
    String binding = flags.contains("w") ? "weak" : flags.startsWith("l") ? "local" : "global";
    return "%x %s %x %s %s"
        .formatted(
            Long.parseUnsignedLong(halves[0].substring(0, halves[0].indexOf(' ')), 16),
            binding,
            Long.parseUnsignedLong(rest[0], 16),
            home,
            name);
  }

  private static String ourSymbol(String line) {
    Matcher row =
        Pattern.compile("  ([0-9a-f]{16}) (\\S+) +(\\S+) +([0-9]+)  (\\S+) +(.*)").matcher(line);
    assertTrue(row.matches(), line);
    String home =
        switch (row.group(5)) {
          case "(file)", "(absolute)" -> "*ABS*";
          case "(undefined)" -> "*UND*";
          case "(common)" -> "*COM*";
          default -> row.group(5);
        };
    return "%x %s %x %s %s"
        .formatted(
            Long.parseUnsignedLong(row.group(1), 16),
            row.group(2),
            Long.parseLong(row.group(4)),
            home,
            row.group(6));
  }

  // --- what is dumped

  @Test
  void objects_of_gnu_as() throws Exception {
    gnu.assemble("theirs", ASSEMBLY);
    same("theirs.o");
    gnu.assemble("unrelaxed", ASSEMBLY, "-mno-relax", "-g");
    same("unrelaxed.o");
  }

  @Test
  void our_own_objects_and_programs() throws Exception {
    Files.writeString(directory.resolve("ours.s"), ASSEMBLY);
    assertEquals(0, CommandRun.of(new AsmCommand(), directory, "", "ours.s").status());
    same("ours.o");
    assertEquals(
        0, CommandRun.of(new LdCommand(), directory, "", "-o", "ours.elf", "ours.o").status());
    same("ours.elf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-O0", "-O2", "-Os -g", "-O1 -fPIC -ffunction-sections"})
  void compiled_objects_and_programs(String options) throws Exception {
    gnu.compile("c", C, options.split(" "));
    same("c.o");
    gnu.run("ld", "-o", "c.elf", "c.o");
    same("c.elf");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rv32imac", "rv32i"})
  void programs_of_32_bits(String architecture) throws Exception {
    gnu.compile(
        "narrow", C.replace("double", "int"), "-O1", "-march=" + architecture, "-mabi=ilp32");
    String libgcc =
        gnu.run("gcc", "-march=" + architecture, "-mabi=ilp32", "-print-libgcc-file-name").strip();
    gnu.run("ld", "-melf32lriscv", "-o", "narrow.elf", "narrow.o", libgcc);
    same("narrow.elf");
  }

  @Test
  void a_part_of_a_program() throws Exception {
    gnu.compile("c", C, "-O1");
    gnu.run("ld", "-Ttext=0x80000000", "-o", "c.elf", "c.o");
    sameCode("c.elf", "--start-address=0x80000010", "--stop-address=0x80000040");
    sameCode("c.elf", "-j", ".text");
  }

  @Test
  void lines_of_the_source_stand_before_their_code() throws Exception {
    gnu.compile("c", C, "-O0", "-g");
    gnu.run("ld", "-Ttext=0x80000000", "-o", "c.elf", "c.o");
    assertEquals(
        placesOf(gnu.run("objdump", "-S", "c.elf"), THEIR_CODE),
        placesOf(dump("-S", "c.elf"), OUR_CODE));
  }

  /// For each line of the source that has text of its own, the address of the first instruction below it.
  private static List<String> placesOf(String text, Pattern instruction) {
    List<String> places = new ArrayList<>();
    List<String> open = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher code = instruction.matcher(line);
      if (code.matches()) {
        for (String source : open) {
          places.add(code.group(1) + " " + source);
        }
        open.clear();
      } else {
        C.lines()
            .filter(source -> source.strip().length() > 4 && line.endsWith(source))
            .findFirst()
            .ifPresent(source -> {
              open.clear();
              open.add(source.strip());
            });
      }
    }
    return places;
  }
}
