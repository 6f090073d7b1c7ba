package softmetal.assembler.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import softmetal.assembler.Assembler;
import softmetal.assembler.AssemblerOptions;
import softmetal.assembler.debug.DebugSetting;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.object.ElfWriter;

/// The good inputs: sources, headers, scripts, objects, archives and programs, each small.
final class Corpus {
  private static final Path RESOURCES = Path.of("src/test/resources").toAbsolutePath();
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final int LARGEST_TEXT = 1500;
  private static final int LARGEST_OBJECT = 7_000;

  static final String MAIN =
      """
      .globl _start
      _start: la sp, top
      call far
      1: j 1b
      .section .text.cold, "ax"
      .balign 16
      lui a0, %hi(there); addi a0, a0, %lo(there)
      .data
      there: .dword _start, far, there - 8
      .section .rodata.str, "aMS", @progbits, 1
      .asciz "one", "two"
      .bss
      .space 64
      top:
      .comm shared, 16, 8
      """;
  static final String OTHER =
      ".globl far\nfar: lw a0, shared; ret\n.weak nothing\n.dword nothing\n";

  private final List<byte[]> sources = new ArrayList<>();
  private final List<byte[]> headers = new ArrayList<>();
  private final List<byte[]> scripts = new ArrayList<>();
  private final List<byte[]> objects = new ArrayList<>();
  private final List<byte[]> programs = new ArrayList<>();
  private final List<String> sourceWords;
  private final List<String> headerWords;
  private final List<String> scriptWords;

  /// Directories that sources include files from.
  static List<Path> includes() {
    return List.of(
        RESOURCES.resolve("gnu-lines"),
        RESOURCES.resolve("cpp"),
        RESOURCES.resolve("claims"),
        PROJECT.resolve("sample-os/src/main/asm/kernel/include"),
        PROJECT.resolve("sample-os/src/main/asm/user/include"),
        PROJECT.resolve("sdk/src/main/asm"));
  }

  /// @param compiled sources and objects that a compiler made, if there are any
  Corpus(List<byte[]> compiled, List<byte[]> compiledObjects) throws IOException {
    texts(RESOURCES.resolve("gnu"));
    texts(RESOURCES.resolve("claims"));
    texts(RESOURCES.resolve("debugger"));
    texts(PROJECT.resolve("sample-os/src/main/asm"));
    texts(PROJECT.resolve("sdk/src/main/asm"));
    texts(RESOURCES.resolve("cpp"));
    for (Path file : files(RESOURCES.resolve("gnu-lines"))) {
      if (file.toString().endsWith(".txt")) {
        pieces(Files.readString(file).replace('\u00b6', '\n').split("(?m)^#---$"), sources);
      }
    }
    pieces(Files.readString(RESOURCES.resolve("cpp/cases.txt")).split("(?m)^=== .*$"), headers);
    for (Path file : files(RESOURCES.resolve("diagnostics"))) {
      transcript(Files.readString(file));
    }
    sources.removeIf(Corpus::takesLongByDesign);
    for (byte[] source : List.copyOf(sources)) {
      assemble(source, objects.size() % 3);
    }
    compiled.forEach(source -> pieces(new String[] {new String(source, UTF_8)}, sources));
    compiledObjects.stream().filter(o -> o.length < LARGEST_OBJECT).forEach(objects::add);
    assemble(MAIN.getBytes(UTF_8), 0);
    programs();
    sourceWords = TextMutations.words(sources);
    headerWords = TextMutations.words(headers);
    scriptWords = TextMutations.words(scripts);
    for (List<byte[]> kind : List.of(sources, headers, scripts, objects, programs)) {
      assertTrue(kind.size() > 10, this::sizes);
    }
  }

  private String sizes() {
    return "%d sources, %d headers, %d scripts, %d objects, %d programs"
        .formatted(sources.size(), headers.size(), scripts.size(), objects.size(), programs.size());
  }

  private static boolean takesLongByDesign(byte[] source) {
    return new String(source, UTF_8).contains("1000000000");
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private void texts(Path directory) throws IOException {
    for (Path file : files(directory)) {
      String name = file.getFileName().toString();
      String text = Files.readString(file);
      if (name.endsWith(".s")) {
        pieces(new String[] {text}, sources);
      } else if (name.endsWith(".S") || name.endsWith(".h")) {
        pieces(new String[] {text}, headers);
      } else if (name.endsWith(".ld")) {
        scripts.add(text.getBytes(UTF_8));
      }
    }
  }

  /// Cuts what is long at the ends of lines.
  private static void pieces(String[] texts, List<byte[]> into) {
    for (String text : texts) {
      int start = 0;
      while (start < text.length()) {
        int end = text.indexOf('\n', Math.min(text.length(), start + LARGEST_TEXT));
        end = end < 0 ? text.length() : end + 1;
        into.add(text.substring(start, end).getBytes(UTF_8));
        start = end;
      }
    }
  }

  /// The files that stand in a page of sessions with the program.
  @SuppressWarnings(
      "StringSplitter") // what stands before the first one has no name, and is passed over
  private void transcript(String page) {
    for (String part : Pattern.compile("(?m)^-- ").split(page)) {
      int end = part.indexOf(" --\n");
      if (end < 0) {
        continue;
      }
      String name = part.substring(0, end);
      byte[] text = part.substring(end + 4).split("(?m)^(\\$ softmetal|==)", 2)[0].getBytes(UTF_8);
      if (name.endsWith(".ld") && text.length > 0) {
        scripts.add(text);
      } else if ((name.endsWith(".S") || name.endsWith(".h")) && text.length > 0) {
        headers.add(text);
      } else if (name.endsWith(".s") && text.length > 0) {
        sources.add(text);
      }
    }
  }

  /// @param how 0: as it is, 1: with debug information, 2: with room for the linker
  private void assemble(byte[] source, int how) throws IOException {
    AssemblerOptions options =
        AssemblerOptions.standard()
            .withRelax(how == 2)
            .withDirectory(RESOURCES.resolve("gnu-lines"));
    for (Path include : includes()) {
      options = options.withInclude(include);
    }
    if (how == 1) {
      options = options.withDebug(DebugSetting.none(Path.of("/work")).generating(5));
    }
    new Assembler()
        .assemble(SourceText.file("in.s", new String(source, UTF_8)), options, new Diagnostics())
        .map(ElfWriter::write)
        .filter(object -> object.length < LARGEST_OBJECT)
        .ifPresent(objects::add);
  }

  private void programs() {
    for (byte[] object : objects) {
      Session.linked(object).ifPresent(programs::add);
    }
  }

  // --- what is taken of it

  byte[] source(SplittableRandom random) {
    return any(sources, random);
  }

  byte[] header(SplittableRandom random) {
    return any(headers, random);
  }

  byte[] script(SplittableRandom random) {
    return any(scripts, random);
  }

  byte[] object(SplittableRandom random) {
    return any(objects, random);
  }

  byte[] program(SplittableRandom random) {
    return any(programs, random);
  }

  private static byte[] any(List<byte[]> all, SplittableRandom random) {
    return all.get(random.nextInt(all.size()));
  }

  byte[] damagedSource(SplittableRandom random) {
    return TextMutations.damaged(source(random), source(random), sourceWords, random);
  }

  byte[] damagedHeader(SplittableRandom random) {
    return TextMutations.damaged(header(random), header(random), headerWords, random);
  }

  byte[] damagedScript(SplittableRandom random) {
    return TextMutations.damaged(script(random), script(random), scriptWords, random);
  }

  byte[] damagedObject(SplittableRandom random) {
    return ElfMutations.damaged(object(random), object(random), random);
  }

  byte[] damagedProgram(SplittableRandom random) {
    return ElfMutations.damaged(program(random), object(random), random);
  }

  byte[] damagedArchive(SplittableRandom random) {
    return Archives.damaged(List.of(object(random), object(random), object(random)), random);
  }

  /// What gcc makes of some of the C sources, as sources or as objects.
  static List<byte[]> compiled(Path directory, String how, String ending) throws Exception {
    List<String> command = new ArrayList<>(Arrays.asList("riscv64-unknown-elf-gcc", how, "-w"));
    command.addAll(List.of("-ffreestanding", "-march=rv64gc", "-g", "-O2", "-ffunction-sections"));
    List<Path> sources = files(Path.of("src/test/c").toAbsolutePath());
    for (int i = 0; i < sources.size(); i += 5) {
      command.add(sources.get(i).toString());
    }
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), output);
    List<byte[]> made = new ArrayList<>();
    for (Path file : files(directory)) {
      if (file.toString().endsWith(ending)) {
        made.add(Files.readAllBytes(file));
      }
    }
    return made;
  }
}
