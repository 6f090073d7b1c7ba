package softmetal.isa;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which instructions exist on one hart: a register width and a closed set of extensions.
///
/// The privileged instructions are always part of it, as in GNU as.
///
/// @param extensions unmodifiable, in canonical order, with everything that they imply
public record InstructionSet(Xlen xlen, Set<Extension> extensions) {
  private static final Pattern BASE = Pattern.compile("rv(32|64)([ieg])(.*)");
  private static final String VERSION = "([0-9]+(?:p[0-9]+)?)?";
  private static final Pattern LETTER = Pattern.compile("_?([a-y])" + VERSION);
  private static final Pattern WORD = Pattern.compile("_(z[a-z]+)" + VERSION);

  /// What runs on the `virt` board: `rv64gc`.
  public static final InstructionSet RV64GC = parse("rv64gc");

  public InstructionSet {
    EnumSet<Extension> closed = EnumSet.of(Extension.I, Extension.PRIVILEGED);
    for (Extension extension : extensions) {
      addWithImplied(closed, extension);
    }
    extensions = Collections.unmodifiableSet(closed);
  }

  /// Reads an architecture string such as `rv64gc` or `rv64i2p1_m2p0_zicsr`.
  ///
  /// `g` stands for `imafd_zicsr_zifencei`. Version numbers are accepted and ignored.
  ///
  /// @throws IllegalArgumentException with a message for the user when the string is not understood
  public static InstructionSet parse(String architecture) {
    String text = architecture.toLowerCase(Locale.ROOT);
    Matcher base = BASE.matcher(text);
    if (!base.matches()) {
      throw new IllegalArgumentException(
          "`%s` is no architecture: it starts with rv32i, rv64i, rv32g or rv64g, as in rv64gc"
              .formatted(architecture));
    }
    EnumSet<Extension> extensions = EnumSet.of(Extension.I);
    switch (base.group(2)) {
      case "g" ->
          extensions.addAll(
              EnumSet.of(
                  Extension.M,
                  Extension.A,
                  Extension.F,
                  Extension.D,
                  Extension.ZICSR,
                  Extension.ZIFENCEI));
      case "e" ->
          throw new IllegalArgumentException(
              "the base `e` of 16 registers is not supported; use `i`");
      default -> {}
    }
    String rest = base.group(3).replaceFirst("^[0-9]+(p[0-9]+)?", "");
    while (!rest.isEmpty()) {
      Matcher matcher = WORD.matcher(rest);
      if (!matcher.lookingAt()) {
        matcher = LETTER.matcher(rest);
      }
      if (!matcher.lookingAt()) {
        throw new IllegalArgumentException(
            "`%s` is not understood here; extensions of several letters follow a `_`"
                .formatted(rest));
      }
      extensions.add(extension(matcher.group(1)));
      rest = rest.substring(matcher.end());
    }
    return new InstructionSet("64".equals(base.group(1)) ? Xlen.RV64 : Xlen.RV32, extensions);
  }

  private static Extension extension(String name) {
    for (Extension extension : Extension.values()) {
      if (extension != Extension.PRIVILEGED && extension.lowerCaseName().equals(name)) {
        return extension;
      }
    }
    String known =
        EnumSet.complementOf(EnumSet.of(Extension.PRIVILEGED)).stream()
            .map(Extension::lowerCaseName)
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "there is no extension `%s`; there are %s".formatted(name, known));
  }

  private static void addWithImplied(Set<Extension> closed, Extension extension) {
    closed.add(extension);
    extension.implied().forEach(implied -> addWithImplied(closed, implied));
  }

  public boolean has(Extension extension) {
    return extensions.contains(extension);
  }

  public boolean has(Instruction instruction) {
    return instruction.xlens().contains(xlen) && extensions.containsAll(instruction.extensions());
  }

  /// The same set and one extension more, as after `.option arch, +c` or `.option rvc`.
  public InstructionSet with(Extension extension) {
    EnumSet<Extension> more = EnumSet.copyOf(extensions);
    more.add(extension);
    return new InstructionSet(xlen, more);
  }

  /// The same set without one extension, nor those that imply it.
  public InstructionSet without(Extension extension) {
    EnumSet<Extension> fewer = EnumSet.copyOf(extensions);
    fewer.removeIf(other -> {
      EnumSet<Extension> closed = EnumSet.noneOf(Extension.class);
      addWithImplied(closed, other);
      return closed.contains(extension);
    });
    return new InstructionSet(xlen, fewer);
  }

  /// Every mnemonic that the assembler accepts for this set: instructions, aliases and pseudo-instructions.
  public Set<String> mnemonics() {
    return Forms.mnemonics(this);
  }

  /// With versions, as in the `.riscv.attributes` section and in mapping symbols: `rv64i2p1_m2p0_zmmul1p0`.
  public String versionedName() {
    StringJoiner name = new StringJoiner("_", "rv" + xlen.bits(), "");
    for (Extension extension : extensions) {
      if (extension != Extension.PRIVILEGED) {
        name.add(extension.lowerCaseName() + extension.version());
      }
    }
    return name.toString();
  }

  /// The canonical short name, such as `rv64imafdc_zicsr_zifencei`.
  @Override
  public String toString() {
    StringBuilder name = new StringBuilder("rv").append(xlen.bits());
    for (Extension extension : extensions) {
      boolean implied = extension == Extension.ZMMUL && has(Extension.M);
      if (extension != Extension.PRIVILEGED && !implied) {
        name.append(extension.name().length() == 1 ? "" : "_").append(extension.lowerCaseName());
      }
    }
    return name.toString();
  }
}
