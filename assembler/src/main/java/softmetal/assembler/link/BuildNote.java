package softmetal.assembler.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import softmetal.assembler.object.Executable;
import softmetal.assembler.object.ObjectFile;
import softmetal.assembler.object.Section;

/// The note that identifies a program (`--build-id`): in `.note.gnu.build-id`, with type 3 and owner GNU.
final class BuildNote {
  static final String NAME = ".note.gnu.build-id";
  private static final int HEADER = 16;
  private static final int TYPE = 3;

  private final LinkSettings.BuildId id;
  private final byte[] contents;
  private final InputSection section;

  /// @param owner the object whose section it seems to be
  BuildNote(LinkSettings.BuildId id, ObjectFile owner) {
    this.id = id;
    int length =
        switch (id) {
          case LinkSettings.BuildId.Given(byte[] bytes) -> bytes.length;
          case LinkSettings.BuildId.Digest(_, int bytes) -> bytes;
        };
    contents = new byte[HEADER + length];
    ByteBuffer note = ByteBuffer.wrap(contents).order(ByteOrder.LITTLE_ENDIAN);
    note.putInt(4).putInt(length).putInt(TYPE).put(new byte[] {'G', 'N', 'U', 0});
    if (id instanceof LinkSettings.BuildId.Given(byte[] bytes)) {
      note.put(bytes);
    }
    Section made =
        new Section(NAME, Section.NOTE, Section.ALLOC, 4, 0, contents.length, contents, List.of());
    section = new InputSection(owner, made);
  }

  InputSection section() {
    return section;
  }

  /// Puts the digest of all that is loaded, with zeros in the place of the digest, into a program.
  Executable fill(Executable program) {
    if (!(id instanceof LinkSettings.BuildId.Digest(String algorithm, int length))
        || section.output().isEmpty()) {
      return program;
    }
    MessageDigest digest = digest(algorithm);
    for (Executable.Segment segment : program.segments()) {
      digest.update(
          ByteBuffer.allocate(2 * Long.BYTES)
              .putLong(segment.virtualAddress())
              .putLong(segment.memorySize())
              .flip());
      digest.update(segment.contents());
    }
    byte[] found = digest.digest();
    long address = section.address() + HEADER;
    for (Executable.Segment segment : program.segments()) {
      put(found, length, address - segment.virtualAddress(), segment.contents());
    }
    for (Executable.PlacedSection placed : program.sections()) {
      if (placed.section().has(Section.ALLOC)) {
        put(found, length, address - placed.address(), placed.section().contents());
      }
    }
    return program;
  }

  private static void put(byte[] digest, int length, long at, byte[] contents) {
    if (at >= 0 && at <= contents.length - length) {
      System.arraycopy(digest, 0, contents, (int) at, length);
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
