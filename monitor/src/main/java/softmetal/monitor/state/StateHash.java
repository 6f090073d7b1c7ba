package softmetal.monitor.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/// A fingerprint of a whole machine: equal for two machines that no guest could ever tell apart.
///
/// SHA-256 over all components in the order of their names. Each one contributes
///
/// | bytes | what |
/// |---|---|
/// | 4, n | the length of its name in UTF-8, and the name |
/// | 4 | the version of its layout |
/// | m, 8 | what it saved, and the length of that |
public final class StateHash {
  private StateHash() {}

  /// 64 hexadecimal digits.
  ///
  /// @throws IllegalArgumentException when two components have the same name
  public static String of(Collection<? extends Component> components) {
    List<? extends Component> ordered =
        components.stream().sorted(Comparator.comparing(Component::name)).toList();
    DigestOutput output = new DigestOutput();
    String previous = "";
    for (Component component : ordered) {
      if (component.name().equals(previous)) {
        throw new IllegalArgumentException("two components named " + previous);
      }
      previous = component.name();
      output.putComponent(component);
    }
    return HexFormat.of().formatHex(output.digest());
  }

  private static final class DigestOutput implements StateOutput {
    private final MessageDigest digest = sha256();
    private final ByteBuffer buffer = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    private long count;

    void putComponent(Component component) {
      byte[] name = component.name().getBytes(StandardCharsets.UTF_8);
      putInt(name.length);
      putBytes(name, 0, name.length);
      putInt(component.version());
      long start = count;
      component.save(this);
      putLong(count - start);
    }

    byte[] digest() {
      drain();
      return digest.digest();
    }

    @Override
    public void putByte(int value) {
      room(1).put((byte) value);
    }

    @Override
    public void putInt(int value) {
      room(4).putInt(value);
    }

    @Override
    public void putLong(long value) {
      room(8).putLong(value);
    }

    @Override
    public void putBytes(byte[] bytes, int offset, int length) {
      drain();
      digest.update(bytes, offset, length);
      count += length;
    }

    private ByteBuffer room(int bytes) {
      if (buffer.remaining() < bytes) {
        drain();
      }
      count += bytes;
      return buffer;
    }

    private void drain() {
      digest.update(buffer.array(), 0, buffer.position());
      buffer.clear();
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }
}
