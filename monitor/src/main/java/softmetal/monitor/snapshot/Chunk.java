package softmetal.monitor.snapshot;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A piece of the contents of a snapshot, as its index tells of it.
///
/// @param position of its first byte in the file
/// @param stored how many bytes it takes there
/// @param length how many bytes it is, at most [#MAX_BYTES]; the same number when it is not compressed
/// @param digest SHA-256 of the bytes in the file
@SuppressWarnings("ArrayRecordComponent") // never changed, and never compared
record Chunk(long position, int stored, int length, byte[] digest) {
  static final int MAX_BYTES = 64 * 1024;

  /// In the index.
  static final int INDEX_BYTES = Long.BYTES + 2 * Integer.BYTES + SnapshotId.BYTES;

  boolean isCompressed() {
    return stored != length;
  }

  void save(StateOutput output) {
    output.putLong(position);
    output.putInt(stored);
    output.putInt(length);
    output.putBytes(digest, 0, digest.length);
  }

  /// @param end where the chunks end in the file
  static Chunk load(StateInput input, long end) {
    long position = input.getLong("the position of a chunk", SnapshotFormat.HEADER_BYTES, end - 1);
    int stored =
        input.getInt(
            "the size of a chunk", 1, (int) Math.max(1, Math.min(MAX_BYTES, end - position)));
    int length = input.getInt("the length of a chunk", stored, MAX_BYTES);
    return new Chunk(position, stored, length, input.getBytes(SnapshotId.BYTES));
  }

  static byte[] sha256(byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, offset, length);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
