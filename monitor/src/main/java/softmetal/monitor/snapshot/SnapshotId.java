package softmetal.monitor.snapshot;

import java.util.HexFormat;

/// Which snapshot a file holds: it follows from the contents, so that two files with one identity hold the same.
///
/// @param digits 64 hexadecimal ones, the SHA-256 of the index of the file
public record SnapshotId(String digits) {
  static final int BYTES = 32;

  static SnapshotId of(byte[] digest) {
    return new SnapshotId(HexFormat.of().formatHex(digest));
  }

  /// @param digits 64 of them
  static SnapshotId parse(String digits) {
    return new SnapshotId(digits);
  }

  byte[] toBytes() {
    return HexFormat.of().parseHex(digits);
  }

  /// The first digits, enough for people.
  public String brief() {
    return digits.substring(0, 12);
  }
}
