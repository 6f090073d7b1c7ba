package softmetal.assembler.link;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import softmetal.assembler.diagnostic.Diagnostics;
import softmetal.assembler.diagnostic.Problem;

/// The section `.riscv.attributes`: for which instruction set an object was made.
///
/// Source: RISC-V ELF psABI, "Attributes".
final class Attributes {
  private static final int FILE = 1;
  private static final int ARCHITECTURE = 5;
  private static final String VENDOR = "riscv\0";
  private static final String SINGLE_LETTERS = "iemafdqlcbkjtpvnh";
  private static final Pattern EXTENSION = Pattern.compile("([a-z0-9]*?[a-z])([0-9]+p[0-9]+)");

  /// Tags with odd numbers hold a text, the others a number.
  private final Map<Integer, Long> numbers = new TreeMap<>();

  private final Map<Integer, String> texts = new TreeMap<>();

  private Attributes() {}

  /// One section for all: the union of the instruction sets, and the largest of every number.
  ///
  /// @return empty if one of them cannot be read, which is then reported
  static Optional<byte[]> merge(List<InputSection> sections, Diagnostics diagnostics) {
    Attributes merged = new Attributes();
    for (InputSection section : sections) {
      try {
        merged.add(parse(section.contents()));
      } catch (IllegalArgumentException damaged) {
        diagnostics.report(
            Problem.BAD_ATTRIBUTES.at(
                section.source().whole(),
                section.object().name(),
                String.valueOf(damaged.getMessage())));
        return Optional.empty();
      }
    }
    return Optional.of(merged.bytes());
  }

  /// The text of the instruction set, such as `rv64i2p1_m2p0`; empty if the section does not say.
  static Optional<String> architecture(byte[] contents) {
    try {
      return Optional.ofNullable(parse(contents).texts.get(ARCHITECTURE));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private void add(Attributes other) {
    other.numbers.forEach((tag, number) -> numbers.merge(tag, number, Math::max));
    other.texts.forEach((tag, text) ->
        texts.merge(tag, text, tag == ARCHITECTURE ? Attributes::union : (old, _) -> old));
  }

  // --- instruction sets

  private static String union(String one, String other) {
    if (one.equals(other)) {
      return one;
    }
    Map<String, String> versions = new LinkedHashMap<>(extensions(one));
    extensions(other).forEach((name, version) -> versions.merge(name, version, Attributes::newer));
    List<String> names = new ArrayList<>(versions.keySet());
    names.sort(
        Comparator.comparingInt((String name) -> rank(name))
            .thenComparing(Comparator.naturalOrder()));
    List<String> parts = names.stream().map(name -> name + versions.get(name)).toList();
    return one.substring(0, 4) + String.join("_", parts);
  }

  private static Map<String, String> extensions(String architecture) {
    if (!architecture.matches("rv(32|64)[a-z].*")) {
      throw new IllegalArgumentException("`%s` is no instruction set".formatted(architecture));
    }
    Map<String, String> versions = new LinkedHashMap<>();
    for (String part : architecture.substring(4).split("_", -1)) {
      Matcher matcher = EXTENSION.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "`%s` in `%s` is no extension with a version".formatted(part, architecture));
      }
      versions.put(matcher.group(1), matcher.group(2));
    }
    return versions;
  }

  private static String newer(String one, String other) {
    return Comparator.<String>comparingInt(String::length)
                .thenComparing(Comparator.naturalOrder())
                .compare(one, other)
            >= 0
        ? one
        : other;
  }

  /// Single letters in their canonical order, then `z…` by its second letter, then `s…` and `x…`.
  private static int rank(String name) {
    if (name.length() == 1) {
      return SINGLE_LETTERS.indexOf(name) & 0xff;
    }
    return switch (name.charAt(0)) {
      case 'z' -> 0x100 + (SINGLE_LETTERS.indexOf(name.charAt(1)) & 0xff);
      case 's' -> 0x200;
      default -> 0x300;
    };
  }

  // --- bytes

  private static Attributes parse(byte[] contents) {
    Attributes attributes = new Attributes();
    ByteBuffer in = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
    if (!in.hasRemaining() || in.get() != 'A') {
      throw new IllegalArgumentException("it does not start with `A`");
    }
    while (in.remaining() >= 4) {
      ByteBuffer vendor = part(in, in.getInt(), 4);
      boolean ours = text(vendor).equals("riscv");
      while (ours && vendor.remaining() >= 5) {
        int start = vendor.position();
        long scope = number(vendor);
        if (vendor.remaining() < 4) {
          throw new IllegalArgumentException("it ends within a length");
        }
        int length = vendor.getInt();
        ByteBuffer part = part(vendor, length, vendor.position() - start);
        while (scope == FILE && part.hasRemaining()) {
          int tag = (int) number(part);
          if ((tag & 1) == 0) {
            attributes.numbers.put(tag, number(part));
          } else {
            attributes.texts.put(tag, text(part));
          }
        }
      }
    }
    return attributes;
  }

  /// The rest of a part whose length counts its own header.
  private static ByteBuffer part(ByteBuffer in, int length, int header) {
    int rest = length - header;
    if (length < header || rest > in.remaining()) {
      throw new IllegalArgumentException(
          "a part says it has %d bytes, where %d are left".formatted(length, in.remaining()));
    }
    ByteBuffer part = in.slice(in.position(), rest).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + rest);
    return part;
  }

  private static String text(ByteBuffer in) {
    int start = in.position();
    while (in.hasRemaining()) {
      if (in.get() == 0) {
        byte[] text = new byte[in.position() - start - 1];
        in.get(start, text);
        return new String(text, UTF_8);
      }
    }
    throw new IllegalArgumentException("a text in it has no end");
  }

  /// ULEB128.
  private static long number(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; in.hasRemaining() && shift < 63; shift += 7) {
      byte next = in.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new IllegalArgumentException("a number in it has no end");
  }

  private byte[] bytes() {
    ByteArrayOutputStream tags = new ByteArrayOutputStream();
    TreeMap<Integer, Runnable> inOrder = new TreeMap<>();
    numbers.forEach((tag, number) ->
        inOrder.put(
            tag,
            () -> {
              write(tags, tag);
              write(tags, number);
            }));
    texts.forEach((tag, text) ->
        inOrder.put(
            tag,
            () -> {
              write(tags, tag);
              tags.writeBytes((text + "\0").getBytes(UTF_8));
            }));
    inOrder.values().forEach(Runnable::run);
    int file = tags.size() + 5;
    int vendor = file + VENDOR.length() + 4;
    ByteBuffer out = ByteBuffer.allocate(vendor + 1).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'A').putInt(vendor).put(VENDOR.getBytes(UTF_8));
    out.put((byte) FILE).putInt(file).put(tags.toByteArray());
    return out.array();
  }

  private static void write(ByteArrayOutputStream out, long number) {
    long rest = number;
    for (; rest >>> 7 != 0; rest >>>= 7) {
      out.write(((int) rest & 0x7f) | 0x80);
    }
    out.write((int) rest);
  }
}
