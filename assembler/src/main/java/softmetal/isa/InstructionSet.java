package softmetal.isa;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which instructions exist on one hart: a register width and a closed set of extensions with their versions.
///
/// The privileged instructions are always part of it, as in GNU as. Immutable.
public final class InstructionSet {
  private static final String VERSION = "(?:([0-9]+)(?:p([0-9]+))?)?";
  private static final Pattern LETTER = Pattern.compile("([a-z])" + VERSION);
  private static final Pattern WORD = Pattern.compile("([a-z]|[a-z][a-z0-9]*?[a-z])" + VERSION);

  /// More than there are, with room for somebody's own; each change of the set goes through all of them.
  private static final int MAX_EXTENSIONS = 400;

  private static final Pattern CUT_SHORT = Pattern.compile(".*[0-9]p");

  /// What everybody builds for.
  public static final InstructionSet RV64GC = parse("rv64gc");

  /// Everything in the table that a hart of 64 bits can have, as those of the `virt` board do.
  public static final InstructionSet ALL = parse("rv64gc_zicond_zba_zbb_zbc_zbs");

  private static final Set<Instruction> OF_ZBKB =
      EnumSet.of(
          Instruction.ANDN,
          Instruction.ORN,
          Instruction.XNOR,
          Instruction.ROL,
          Instruction.ROR,
          Instruction.RORI,
          Instruction.ROLW,
          Instruction.RORW,
          Instruction.RORIW,
          Instruction.REV8,
          Instruction.REV8_RV32);

  private static final Set<Instruction> OF_ZBKC = EnumSet.of(Instruction.CLMUL, Instruction.CLMULH);

  private final Xlen xlen;

  /// Any thread may make it; they are all the same.
  private volatile @Nullable Decoder decoder;

  /// Versions by name, with everything that is implied.
  private final SortedMap<String, String> versions;

  private final Set<Extension> extensions;

  private InstructionSet(Xlen xlen, Map<String, String> asked) {
    this.xlen = xlen;
    SortedMap<String, String> closed = new TreeMap<>(ExtensionNames.CANONICAL);
    closed.putAll(asked);
    asked.forEach((name, version) -> addImplied(closed, name, version));
    versions = Collections.unmodifiableSortedMap(closed);
    EnumSet<Extension> rows = EnumSet.of(Extension.I, Extension.PRIVILEGED);
    for (Extension extension : Extension.values()) {
      if (closed.containsKey(extension.lowerCaseName())) {
        rows.add(extension);
      }
    }
    extensions = Collections.unmodifiableSet(rows);
  }

  private static void addImplied(Map<String, String> closed, String name, String version) {
    for (String implied : ExtensionNames.implied(name, version)) {
      String added = ExtensionNames.defaultVersion(implied);
      if (added != null && closed.putIfAbsent(implied, added) == null) {
        addImplied(closed, implied, added);
      }
    }
  }

  /// Reads an architecture string such as `rv64gc` or `rv64i2p1_m2p0_zicsr`.
  ///
  /// `g` stands for `imafd_zicsr_zifencei`.
  ///
  /// @throws IllegalArgumentException with a message for the user when the string is not understood
  public static InstructionSet parse(String architecture) {
    if (!architecture.matches("rv(32|64)[ieg].*")) {
      throw new IllegalArgumentException(
          "`%s` is no architecture: it starts with rv32i, rv64i, rv32g or rv64g, as in rv64gc"
              .formatted(architecture));
    }
    if (architecture.charAt(4) == 'e') {
      throw new IllegalArgumentException("the base `e` of 16 registers is not supported; use `i`");
    }
    Map<String, String> asked = new HashMap<>();
    int end = architecture.length();
    int at = 4;
    while (at < end) {
      if (architecture.charAt(at) == '_') {
        at++;
        continue;
      }
      int next = architecture.indexOf('_', at);
      boolean word = ExtensionNames.isPrefix(architecture.charAt(at));
      Matcher matcher = (word ? WORD : LETTER).matcher(architecture);
      matcher.region(at, word && next >= 0 ? next : end);
      if (word ? !matcher.matches() : !matcher.lookingAt()) {
        throw new IllegalArgumentException(
            "`%s` is not understood here; it takes small letters, digits and `_`"
                .formatted(architecture.substring(at)));
      }
      add(asked, matcher);
      at = matcher.end();
    }
    Xlen xlen = architecture.charAt(2) == '6' ? Xlen.RV64 : Xlen.RV32;
    return checked(new InstructionSet(xlen, asked));
  }

  /// Adds an extension that was matched with its version.
  private static void add(Map<String, String> asked, Matcher matcher) {
    String name = matcher.group(1);
    String version = ExtensionNames.defaultVersion(name);
    if (version == null && !(name.startsWith("x") && matcher.group(2) != null)) {
      throw unknown(name);
    }
    if (matcher.group(2) != null && !name.equals(ExtensionNames.GENERAL)) {
      String minor = matcher.group(3);
      version = matcher.group(2) + "p" + (minor == null ? "0" : minor);
    }
    asked.putIfAbsent(name, version == null ? "" : version); // the first version counts
    if (asked.size() > MAX_EXTENSIONS) {
      throw tooMany();
    }
  }

  private static IllegalArgumentException tooMany() {
    return new IllegalArgumentException(
        "an architecture has at most %d extensions".formatted(MAX_EXTENSIONS));
  }

  private static IllegalArgumentException unknown(String name) {
    if (CUT_SHORT.matcher(name).matches()) {
      return new IllegalArgumentException(
          "the version in `%s` is cut short; it has two numbers, as in 2p0".formatted(name));
    }
    if (name.startsWith("x")) {
      return new IllegalArgumentException(
          "`%s` is nobody's known extension, and needs a version, as in %s1p0"
              .formatted(name, name));
    }
    Set<String> near = ExtensionNames.near(name);
    String known = "i, m, a, f, d, c, zicsr, zifencei, zba, zbb, zbc, zbs and zicond";
    return new IllegalArgumentException(
        near.isEmpty()
            ? "there is no extension `%s`; the instructions are those of %s".formatted(name, known)
            : "there is no extension `%s`; did you mean `%s`?"
                .formatted(name, String.join("` or `", near)));
  }

  /// The set, if it can be.
  private static InstructionSet checked(InstructionSet set) {
    SortedMap<String, String> versions = set.versions;
    if (versions.containsKey("zfinx")
        && (versions.containsKey("f") || versions.containsKey("zfhmin"))) {
      throw new IllegalArgumentException(
          "`zfinx` computes in integer registers, and excludes `f`, `d`, `q`, `zfh` and `zfhmin`");
    }
    if (versions.keySet().stream().anyMatch(name -> name.startsWith("zvl"))
        && !versions.containsKey("zve32x")) {
      throw new IllegalArgumentException(
          "the length of vector registers (zvl…b) means nothing without `v` or one of `zve…`");
    }
    return set;
  }

  public Xlen xlen() {
    return xlen;
  }

  /// What decodes its instructions: made once, since that takes a millisecond, and a fork of a machine is to take less.
  public Decoder decoder() {
    Decoder made = decoder;
    if (made == null) {
      made = new Decoder(this);
      decoder = made;
    }
    return made;
  }

  /// Those that the table has instructions of: unmodifiable, in canonical order, with everything that they imply.
  public Set<Extension> extensions() {
    return extensions;
  }

  /// All of them by name, with those of which the table has no instructions; in canonical order.
  public Set<String> extensionNames() {
    return Collections.unmodifiableSet(versions.keySet());
  }

  public boolean has(Extension extension) {
    return extensions.contains(extension);
  }

  /// Whether it has an extension, also one that is known by its name only.
  public boolean has(String extension) {
    return versions.containsKey(extension);
  }

  public boolean has(Instruction instruction) {
    return instruction.xlens().contains(xlen)
        && (extensions.containsAll(instruction.extensions())
            || (has("zbkb") && OF_ZBKB.contains(instruction))
            || (has("zbkc") && OF_ZBKC.contains(instruction)));
  }

  /// The same extensions on registers of another width.
  public InstructionSet with(Xlen other) {
    return new InstructionSet(other, versions);
  }

  /// The same set and one extension more, as after `.option rvc`.
  public InstructionSet with(Extension extension) {
    return with(extension.lowerCaseName());
  }

  /// The same set and one extension more, with or without its version: what follows the sign in `.option arch, +zba`.
  ///
  /// @throws IllegalArgumentException with a message for the user when there is no such extension
  public InstructionSet with(String extension) {
    return changed(List.of("+" + extension));
  }

  /// The same set after all changes of one `.option arch, +m, -zba`. What extensions imply comes last: what is added and
  /// taken away again leaves nothing behind.
  ///
  /// @param changes each begins with `+` or `-`
  /// @throws IllegalArgumentException with a message for the user when there is no such extension
  public InstructionSet changed(List<String> changes) {
    Changes all = new Changes(this);
    InstructionSet changed = this;
    for (String change : changes) {
      changed = all.make(change);
    }
    return changed;
  }

  /// The changes of one `.option arch, +m, -zba`, one after the other.
  public static final class Changes {
    private final Xlen xlen;
    private final Map<String, String> all;
    private boolean more;

    public Changes(InstructionSet before) {
      xlen = before.xlen;
      all = new HashMap<>(before.versions);
    }

    /// The set after all changes up to this one.
    ///
    /// @param change begins with `+` or `-`
    /// @throws IllegalArgumentException with a message for the user when there is no such extension, or no such set
    public InstructionSet make(String change) {
      Map<String, String> named = new HashMap<>();
      add(named, matcher(change.substring(1).strip()));
      if (change.startsWith("+")) {
        more = true;
        named.forEach(all::putIfAbsent); // what is there already keeps its version
      } else {
        all.remove(named.keySet().iterator().next());
      }
      if (all.size() > MAX_EXTENSIONS) {
        throw tooMany();
      }
      InstructionSet changed = new InstructionSet(xlen, all);
      return more ? checked(changed) : changed;
    }
  }

  /// The same set without one extension, as after `.option norvc`.
  public InstructionSet without(Extension extension) {
    return without(extension.lowerCaseName());
  }

  /// The same set without one extension, as after `.option arch, -c`. What another one implies stays, and so does
  /// what this one implied.
  ///
  /// @throws IllegalArgumentException with a message for the user when there is no such extension
  public InstructionSet without(String extension) {
    return changed(List.of("-" + extension));
  }

  private static Matcher matcher(String extension) {
    Matcher matcher = WORD.matcher(extension);
    if (!matcher.matches()) {
      throw unknown(extension);
    }
    if (List.of("i", "e", ExtensionNames.GENERAL).contains(matcher.group(1))) {
      throw new IllegalArgumentException(
          "the base `%s` can be neither added nor taken away".formatted(matcher.group(1)));
    }
    return matcher;
  }

  /// Every mnemonic that the assembler accepts for this set: instructions, aliases and pseudo-instructions.
  public Set<String> mnemonics() {
    return Forms.mnemonics(this);
  }

  /// With versions, as in the `.riscv.attributes` section and in mapping symbols: `rv64i2p1_m2p0_zmmul1p0`.
  public String versionedName() {
    StringJoiner name = new StringJoiner("_", "rv" + xlen.bits(), "");
    versions.forEach((extension, version) -> {
      if (!extension.equals(ExtensionNames.GENERAL)) {
        name.add(extension + version);
      }
    });
    return name.toString();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof InstructionSet set && xlen == set.xlen && versions.equals(set.versions);
  }

  @Override
  public int hashCode() {
    return 31 * xlen.hashCode() + versions.hashCode();
  }

  /// The canonical short name, such as `rv64imafdc_zicsr_zifencei`.
  @Override
  public String toString() {
    StringBuilder name = new StringBuilder("rv").append(xlen.bits());
    for (String extension : versions.keySet()) {
      boolean implied = extension.equals("zmmul") && has(Extension.M);
      if (!implied && !extension.equals(ExtensionNames.GENERAL)) {
        name.append(extension.length() == 1 ? "" : "_").append(extension);
      }
    }
    return name.toString();
  }
}
