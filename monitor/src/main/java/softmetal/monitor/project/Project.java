package softmetal.monitor.project;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.SdkHeaders;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceSpan;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.assembler.diagnostic.Spelling;
import softmetal.assembler.listing.Listing;
import softmetal.assembler.object.ElfWriter;
import softmetal.assembler.object.Executable;
import softmetal.isa.InstructionSet;
import softmetal.monitor.disk.FileSystemFormat;
import softmetal.monitor.project.BootImage.DiskContents;

/// A directory of kernel sources, as described by its file `softmetal.project`:
///
/// | Key | Meaning | When absent |
/// |---|---|---|
/// | `kernel` | directory whose `.s` and `.S` files are the kernel | the project's directory |
/// | `kernel.script` | its linker script | linked at 0x80000000; with an SBI at 0x80200000 |
/// | `programs` | directory whose `.s` and `.S` files are each a user program, put on the disk | none |
/// | `programs.script` | their linker script | linked at 0x10000 |
/// | `include` | one more directory for `.include` | the project's directory |
/// | `bios` | `sbi` for a kernel in supervisor mode above the built-in SBI | `none` |
/// | `march` | the architecture to assemble for | `rv64gc` |
/// | `disk.format` | name of the [FileSystemFormat] | no disk |
/// | `disk.size` | `4M`, `512K` or bytes | `4M` |
/// | `disk.files` | directory with plain files for the disk | none |
///
/// Paths are relative to the directory. A directory without the file is a project with nothing but defaults.
public final class Project {
  public static final String FILE_NAME = "softmetal.project";

  /// Where a kernel for machine mode goes, or firmware.
  public static final long MACHINE_BASE = 0x8000_0000L;

  /// Where firmware expects a kernel for supervisor mode.
  public static final long SUPERVISOR_BASE = 0x8020_0000L;

  private static final TreeSet<String> KEYS =
      new TreeSet<>(
          List.of(
              "kernel",
              "kernel.script",
              "programs",
              "programs.script",
              "include",
              "bios",
              "march",
              "disk.format",
              "disk.size",
              "disk.files"));
  private static final Pattern BAD_ESCAPE = Pattern.compile("\\\\u(?![0-9a-fA-F]{4})");
  private static final long PROGRAM_BASE = 0x10000;

  private final Path directory;
  private final SourceText text;
  private final Properties settings;
  private final Listings kept;
  private final Diagnostics diagnostics;
  private final List<Listing> listings = new ArrayList<>();

  private Project(
      Path directory,
      SourceText text,
      Properties settings,
      Listings kept,
      Diagnostics diagnostics) {
    this.kept = kept;
    this.directory = directory;
    this.text = text;
    this.settings = settings;
    this.diagnostics = diagnostics;
  }

  /// Assembles and links everything, in memory.
  ///
  /// @return empty when `diagnostics` has errors
  public static Optional<BootImage> build(Path directory, Diagnostics diagnostics) {
    return build(directory, Listings.NONE, diagnostics);
  }

  /// The same, with listings of everything.
  public static Optional<BootImage> build(Path directory, Listings kept, Diagnostics diagnostics) {
    Path file = directory.resolve(FILE_NAME);
    Properties settings = new Properties();
    SourceText text = SourceText.binary(directory.toString());
    if (Files.exists(file)) {
      try {
        text = SourceText.decode(file.toString(), Files.readAllBytes(file));
        settings.load(new StringReader(text.text()));
      } catch (IOException e) {
        diagnostics.report(
            Problem.CANNOT_READ_FILE.at(
                SourceText.binary(file.toString()).whole(), file, reason(e)));
        return Optional.empty();
      } catch (InvalidInputException e) {
        diagnostics.report(e.diagnostic());
        return Optional.empty();
      } catch (IllegalArgumentException _) {
        // All that Properties refuses is an escape of a character.
        Matcher escape = BAD_ESCAPE.matcher(text.text());
        diagnostics.report(
            Problem.PROJECT_ESCAPE.at(
                escape.find() ? text.span(escape.start(), escape.end()) : text.whole()));
        return Optional.empty();
      }
    }
    Project project = new Project(directory, text, settings, kept, diagnostics);
    project.checkKeys();
    Optional<BootImage> image = diagnostics.hasErrors() ? Optional.empty() : project.build();
    return diagnostics.hasErrors() ? Optional.empty() : image;
  }

  /// Assembles and links single files to one kernel.
  ///
  /// @param base the address of its first byte
  public static Optional<BootImage> buildFiles(
      List<Path> sources, long base, Diagnostics diagnostics) {
    return buildFiles(sources, base, Listings.NONE, diagnostics);
  }

  /// The same, with a listing.
  public static Optional<BootImage> buildFiles(
      List<Path> sources, long base, Listings kept, Diagnostics diagnostics) {
    Project project =
        new Project(Path.of(""), SourceText.binary("."), new Properties(), kept, diagnostics);
    Toolchain toolchain = project.toolchain();
    String name = sources.size() == 1 ? stem(sources.getFirst()) : "kernel";
    return toolchain
        .buildFiles(name, sources, null, base)
        .map(kernel -> BootImage.of(kernel, toolchain.listings()));
  }

  /// As above, from texts.
  public static Optional<BootImage> buildSources(
      List<SourceText> sources, Diagnostics diagnostics) {
    Project project =
        new Project(
            Path.of(""), SourceText.binary("."), new Properties(), Listings.NONE, diagnostics);
    return project.toolchain().build(sources, null, MACHINE_BASE).map(BootImage::of);
  }

  private void checkKeys() {
    for (String key : new TreeSet<>(settings.stringPropertyNames())) {
      if (!KEYS.contains(key)) {
        var diagnostic = Problem.UNKNOWN_PROJECT_KEY.at(place(key), key);
        diagnostics.report(
            Spelling.nearest(key, KEYS)
                .map(name ->
                    diagnostic.suggest(place(key), name, "did you mean `%s`?".formatted(name)))
                .orElse(diagnostic.note("keys are " + String.join(", ", KEYS))));
      }
    }
  }

  private Optional<BootImage> build() {
    boolean needsSbi = needsSbi();
    Toolchain toolchain = toolchain();
    Optional<Executable> kernel =
        toolchain.buildFiles(
            "kernel",
            sources("kernel", path("kernel", directory)),
            script("kernel.script"),
            needsSbi ? SUPERVISOR_BASE : MACHINE_BASE);
    listings.addAll(toolchain.listings());
    Optional<DiskContents> disk = disk();
    return kernel.map(executable -> new BootImage(executable, disk, needsSbi, listings));
  }

  private boolean needsSbi() {
    String firmware = settings.getProperty("bios", "none").strip();
    if (!firmware.equals("none") && !firmware.equals("sbi")) {
      diagnostics.report(Problem.UNKNOWN_FIRMWARE.at(valuePlace("bios"), firmware));
    }
    return firmware.equals("sbi");
  }

  private Toolchain toolchain() {
    List<Path> includes = new ArrayList<>();
    includes.add(path("include", directory));
    SdkHeaders.directory().ifPresent(includes::add);
    return new Toolchain(instructionSet(), includes, kept, diagnostics);
  }

  private InstructionSet instructionSet() {
    String architecture = settings.getProperty("march", "rv64gc");
    try {
      return InstructionSet.parse(architecture);
    } catch (IllegalArgumentException e) {
      diagnostics.report(
          Problem.NOT_AN_ARCHITECTURE.at(
              valuePlace("march"), architecture, String.valueOf(e.getMessage())));
      return InstructionSet.RV64GC;
    }
  }

  private Optional<DiskContents> disk() {
    String name = settings.getProperty("disk.format");
    if (name == null) {
      return Optional.empty();
    }
    Optional<FileSystemFormat> format =
        ServiceLoader.load(FileSystemFormat.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(name))
            .findFirst();
    if (format.isEmpty()) {
      String known =
          ServiceLoader.load(FileSystemFormat.class).stream()
              .map(provider -> provider.get().name())
              .sorted()
              .collect(Collectors.joining(", "));
      diagnostics.report(Problem.UNKNOWN_DISK_FORMAT.at(valuePlace("disk.format"), name, known));
      return Optional.empty();
    }
    Optional<Long> size = ByteSize.parse(settings.getProperty("disk.size", "4M"));
    if (size.isEmpty()) {
      diagnostics.report(
          Problem.NOT_A_SIZE.at(valuePlace("disk.size"), settings.getProperty("disk.size")));
      return Optional.empty();
    }
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    addPrograms(files);
    addPlainFiles(files);
    return Optional.of(new DiskContents(format.get(), size.get(), files, place("disk.format")));
  }

  private void addPrograms(SequencedMap<String, byte[]> files) {
    if (!settings.containsKey("programs")) {
      return;
    }
    Path script = script("programs.script");
    for (Path source : sources("programs", path("programs", directory))) {
      Toolchain toolchain = toolchain();
      toolchain
          .buildFiles(stem(source), List.of(source), script, PROGRAM_BASE)
          .ifPresent(program -> files.put(stem(source), ElfWriter.write(program)));
      listings.addAll(toolchain.listings());
    }
  }

  private void addPlainFiles(SequencedMap<String, byte[]> files) {
    if (!settings.containsKey("disk.files")) {
      return;
    }
    for (Path file : list("disk.files", path("disk.files", directory))) {
      try {
        files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
      } catch (IOException e) {
        diagnostics.report(Problem.CANNOT_READ_FILE.at(valuePlace("disk.files"), file, reason(e)));
      }
    }
  }

  private @Nullable Path script(String key) {
    return settings.containsKey(key) ? path(key, directory) : null;
  }

  private Path path(String key, Path whenAbsent) {
    String value = settings.getProperty(key);
    return value == null ? whenAbsent : directory.resolve(value.strip());
  }

  /// The assembly sources of a directory, in the order of their names.
  private List<Path> sources(String key, Path folder) {
    List<Path> sources =
        list(key, folder).stream()
            .filter(file -> file.toString().endsWith(".s") || file.toString().endsWith(".S"))
            .toList();
    if (sources.isEmpty() && !diagnostics.hasErrors()) {
      diagnostics.report(Problem.NO_SOURCES.at(valuePlace(key), folder));
    }
    return sources;
  }

  private List<Path> list(String key, Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      diagnostics.report(Problem.CANNOT_READ_FILE.at(valuePlace(key), folder, reason(e)));
      return List.of();
    }
  }

  /// Where the project file names a key; the whole file when it does not.
  private SourceSpan place(String key) {
    Matcher line = line(key);
    return line.find() ? text.span(line.start(1), line.end(1)) : text.whole();
  }

  /// Where the project file gives a key its value.
  private SourceSpan valuePlace(String key) {
    Matcher line = line(key);
    return line.find() ? text.span(line.start(2), line.end(2)) : text.whole();
  }

  private Matcher line(String key) {
    return Pattern.compile("(?m)^\\s*(" + Pattern.quote(key) + ")\\s*[=: ]\\s*(.*?)\\s*$")
        .matcher(text.text());
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /// Why a file could not be used, in the words of the command line.
  public static String reason(Exception e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "no such file or directory";
      case java.nio.file.NotDirectoryException _ -> "not a directory";
      case java.nio.file.AccessDeniedException _ -> "permission denied";
      case java.nio.charset.CharacterCodingException _ -> "not UTF-8 text";
      default -> String.valueOf(e.getMessage());
    };
  }
}
