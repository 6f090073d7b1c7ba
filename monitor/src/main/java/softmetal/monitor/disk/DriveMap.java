package softmetal.monitor.disk;

import java.util.List;

/// What lies where on a drive.
///
/// @param capacity in bytes
/// @param parts all of it, in order
public record DriveMap(String name, long capacity, List<Part> parts) {
  public DriveMap {
    parts = List.copyOf(parts);
  }

  /// A part of a drive, or nobody's.
  ///
  /// @param minidisk the name of whose it is; empty for free room
  /// @param owner the VM whose disk that is; may be empty
  /// @param start in bytes from the beginning of the drive
  /// @param length in bytes
  public record Part(String minidisk, String owner, long start, long length) {
    public boolean isFree() {
      return minidisk.isEmpty();
    }
  }

  /// The bytes that are nobody's.
  public long free() {
    return parts.stream().filter(Part::isFree).mapToLong(Part::length).sum();
  }
}
