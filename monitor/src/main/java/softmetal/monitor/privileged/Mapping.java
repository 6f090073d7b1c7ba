package softmetal.monitor.privileged;

/// Neighbouring addresses that page tables map to neighbouring addresses, with the same flags.
///
/// @param flags the low 8 bits of their entries, A and D left out
public record Mapping(long virtualAddress, long physicalAddress, long bytes, int flags) {
  static final int IGNORED = 0xc0;

  /// Whether another one goes on where this ends.
  boolean isFollowedBy(Mapping other) {
    return flags == other.flags
        && virtualAddress + bytes == other.virtualAddress
        && physicalAddress + bytes == other.physicalAddress;
  }

  Mapping with(Mapping following) {
    return new Mapping(virtualAddress, physicalAddress, bytes + following.bytes, flags);
  }
}
