package softmetal.monitor.snapshot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import softmetal.monitor.state.InvalidStateException;

/// The header of a snapshot file; integers are little-endian.
///
/// | offset | bytes | what |
/// |---|---|---|
/// | 0 | 8 | `SMSNAP`, carriage return, line feed |
/// | 8 | 4 | version of the format: 1 |
/// | 12 | 4 | bytes of the index |
/// | 16 | 8 | where the index begins, which is where the chunks end |
/// | 24 | 8 | bytes of the whole file; the index ends there |
/// | 32 | 32 | identity of the snapshot: SHA-256 of the index |
/// | 64 | 4 | CRC-32C of all that |
///
/// The index knows the SHA-256 of every chunk, so the identity vouches for all of the file.
///
/// @param indexPosition where the index begins
record SnapshotFormat(long indexPosition, int indexBytes, SnapshotId id) {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 68;
  static final int MAX_INDEX_BYTES = 256 << 20;

  private static final byte[] MAGIC = {'S', 'M', 'S', 'N', 'A', 'P', '\r', '\n'};
  private static final int CHECKED_BYTES = 64;

  ByteBuffer toBytes() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).putInt(VERSION).putInt(indexBytes).putLong(indexPosition);
    header.putLong(indexPosition + indexBytes).put(id.toBytes());
    return header.putInt(checksum(header.array())).flip();
  }

  /// @param fileBytes how long the file is
  /// @throws InvalidStateException with a reason when that is no header
  static SnapshotFormat parse(byte[] bytes, long fileBytes) {
    if (!Arrays.equals(bytes, 0, Math.min(bytes.length, MAGIC.length), MAGIC, 0, MAGIC.length)) {
      throw new InvalidStateException("it is no snapshot of softmetal");
    }
    if (bytes.length < HEADER_BYTES) {
      throw new InvalidStateException("it ends within the header");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int version = header.getInt(8);
    if (version != VERSION) {
      throw new InvalidStateException(
          "it has version %d of the format, and this softmetal reads version %d"
              .formatted(version, VERSION));
    }
    if (header.getInt(CHECKED_BYTES) != checksum(bytes)) {
      throw new InvalidStateException("the checksum of the header is wrong");
    }
    long position = header.getLong(16);
    int indexBytes = header.getInt(12);
    long announced = header.getLong(24);
    if (announced != fileBytes) {
      throw new InvalidStateException(
          "it has %d bytes, and its header says %d".formatted(fileBytes, announced));
    }
    if (position < HEADER_BYTES
        || indexBytes < 0
        || indexBytes > MAX_INDEX_BYTES
        || position != fileBytes - indexBytes) {
      throw new InvalidStateException(
          "an index of %d bytes cannot be at byte %d".formatted(indexBytes, position));
    }
    SnapshotId id = SnapshotId.of(Arrays.copyOfRange(bytes, 32, CHECKED_BYTES));
    return new SnapshotFormat(position, indexBytes, id);
  }

  private static int checksum(byte[] header) {
    CRC32C checksum = new CRC32C();
    checksum.update(header, 0, CHECKED_BYTES);
    return (int) checksum.getValue();
  }
}
