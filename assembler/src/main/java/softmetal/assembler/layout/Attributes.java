package softmetal.assembler.layout;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import softmetal.assembler.debug.Leb128;

/// The contents of `.riscv.attributes`: for which harts this object is.
///
/// Source: RISC-V ELF Specification, "Attributes".
final class Attributes {
  static final int STACK_ALIGN = 4;
  static final int ARCH = 5;
  static final int UNALIGNED_ACCESS = 6;
  static final int PRIV_SPEC = 8;
  static final int PRIV_SPEC_MINOR = 10;
  static final int PRIV_SPEC_REVISION = 12;

  private static final Map<String, Integer> TAGS =
      Map.of(
          "stack_align", STACK_ALIGN,
          "arch", ARCH,
          "unaligned_access", UNALIGNED_ACCESS,
          "priv_spec", PRIV_SPEC,
          "priv_spec_minor", PRIV_SPEC_MINOR,
          "priv_spec_revision", PRIV_SPEC_REVISION);

  private final Map<Integer, Long> numbers = new TreeMap<>();
  private String architecture = "";

  /// @return 0 for a name that is none
  static int tag(String name) {
    return TAGS.getOrDefault(name.startsWith("Tag_") ? name.substring(4) : name, 0);
  }

  /// Tags with text have odd numbers, those with numbers even ones.
  static boolean isText(long tag) {
    return (tag & 1) != 0;
  }

  void set(int tag, long value) {
    numbers.put(tag, value);
  }

  boolean has(int tag) {
    return numbers.containsKey(tag);
  }

  void architecture(String name) {
    architecture = name;
  }

  byte[] bytes() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    numbers.forEach((tag, value) -> {
      if (tag < ARCH) {
        number(file, tag, value);
      }
    });
    file.writeBytes(Leb128.unsigned(ARCH));
    file.writeBytes(architecture.getBytes(StandardCharsets.UTF_8));
    file.write(0);
    numbers.forEach((tag, value) -> {
      if (tag > ARCH) {
        number(file, tag, value);
      }
    });
    byte[] vendor = "riscv\0".getBytes(StandardCharsets.US_ASCII);
    int fileLength = 1 + 4 + file.size();
    int vendorLength = 4 + vendor.length + fileLength;
    return ByteBuffer.allocate(1 + vendorLength)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'A')
        .putInt(vendorLength)
        .put(vendor)
        .put((byte) 1)
        .putInt(fileLength)
        .put(file.toByteArray())
        .array();
  }

  /// Zero is what everybody assumes, and left out.
  private static void number(ByteArrayOutputStream out, int tag, long value) {
    if (value == 0) {
      return;
    }
    out.writeBytes(Leb128.unsigned(tag));
    out.writeBytes(Leb128.unsigned(value));
  }
}
