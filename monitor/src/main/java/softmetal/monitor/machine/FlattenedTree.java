package softmetal.monitor.machine;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes a device tree in its flattened form. Properties of a node come before its children.
///
/// | part | holds |
/// |---|---|
/// | header, 40 bytes | magic 0xd00dfeed, size of all, where the parts are, version 17, boot CPU 0, sizes of the parts |
/// | reserved memory, 16 bytes | no entry, only the end |
/// | structure | a token for each begin (1), end (2) and property (3); 9 at the end; all in 4-byte units |
/// | strings | the names of properties, once each |
///
/// All numbers are big-endian.
///
/// Source: Devicetree Specification, "Flattened Devicetree (DTB) Format".
final class FlattenedTree {
  private static final int MAGIC = 0xd00dfeed;
  private static final int HEADER_BYTES = 40;
  private static final int RESERVED_BYTES = 16;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int END = 9;

  private final ByteArrayOutputStream structureBytes = new ByteArrayOutputStream();
  private final DataOutputStream structure = new DataOutputStream(structureBytes);
  private final Map<String, Integer> nameOffsets = new LinkedHashMap<>();
  private int nameBytes;
  private int depth;

  /// Everything added until the matching [#end] belongs to this node.
  ///
  /// @param name with its unit address; empty for the root
  FlattenedTree begin(String name) {
    depth++;
    putInt(BEGIN_NODE);
    putPadded((name + "\0").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  FlattenedTree end() {
    depth--;
    putInt(END_NODE);
    return this;
  }

  /// A property whose presence is all it says.
  FlattenedTree flag(String name) {
    return property(name, new byte[0]);
  }

  /// A property of 32-bit numbers.
  FlattenedTree cells(String name, int... values) {
    startProperty(name, 4 * values.length);
    for (int value : values) {
      putInt(value);
    }
    return this;
  }

  /// A property of one or more texts.
  FlattenedTree text(String name, String... values) {
    return property(name, (String.join("\0", values) + "\0").getBytes(StandardCharsets.UTF_8));
  }

  private FlattenedTree property(String name, byte[] value) {
    startProperty(name, value.length);
    putPadded(value);
    return this;
  }

  private void startProperty(String name, int length) {
    putInt(PROPERTY);
    putInt(length);
    Integer known = nameOffsets.get(name);
    if (known == null) {
      known = nameBytes;
      nameOffsets.put(name, known);
      nameBytes += name.length() + 1;
    }
    putInt(known);
  }

  /// The finished tree.
  byte[] toBytes() {
    if (depth != 0) {
      throw new IllegalStateException(depth + " nodes have no end");
    }
    putInt(END);
    int structureAt = HEADER_BYTES + RESERVED_BYTES;
    int stringsAt = structureAt + structureBytes.size();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream all = new DataOutputStream(bytes)) {
      int[] header = {
        MAGIC,
        stringsAt + nameBytes,
        structureAt,
        stringsAt,
        HEADER_BYTES,
        17,
        16,
        0,
        nameBytes,
        structureBytes.size()
      };
      for (int field : header) {
        all.writeInt(field);
      }
      all.write(new byte[RESERVED_BYTES]);
      structureBytes.writeTo(all);
      for (String name : nameOffsets.keySet()) {
        all.writeBytes(name + "\0");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void putInt(int value) {
    try {
      structure.writeInt(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void putPadded(byte[] bytes) {
    try {
      structure.write(bytes);
      structure.write(new byte[-bytes.length & 3]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
