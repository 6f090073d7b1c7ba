package softmetal.monitor.disk;

import java.util.regex.Pattern;

/// A minidisk as the user describes it.
///
/// @param name unique in a store: letters, digits, `.`, `_`, `-` and `/`, at most 63, the first one a letter; `alice/root` is the
///     disk `root` of the VM `alice` by custom only
/// @param size in bytes, a positive multiple of a sector
/// @param owner the VM whose disk it is; may be empty
/// @param mode how its owner links it
public record MinidiskDefinition(String name, long size, String owner, LinkMode mode) {
  public static final int MAX_NAME = 63;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]{0,62}");

  /// The drives give such names themselves.
  private static final Pattern TAKEN = Pattern.compile("drive[0-9]*(/.*)?");

  /// @throws IllegalArgumentException when there is no such minidisk; the message says why
  public MinidiskDefinition {
    checkName(name);
    if (!owner.isEmpty()) {
      checkVm(owner);
    }
    if (size <= 0 || size % Minidisk.SECTOR_BYTES != 0) {
      throw new IllegalArgumentException("%s has %d bytes".formatted(name, size));
    }
  }

  /// One that belongs to nobody in particular, and that one may write at a time.
  public static MinidiskDefinition of(String name, long size) {
    return new MinidiskDefinition(name, size, "", LinkMode.W);
  }

  public MinidiskDefinition withSize(long bytes) {
    return new MinidiskDefinition(name, bytes, owner, mode);
  }

  /// @throws IllegalArgumentException when no minidisk can have this name
  static void checkName(String name) {
    checkVm(name);
    if (TAKEN.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "`%s` is no name for a minidisk: drives have such names".formatted(name));
    }
  }

  static void checkVm(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "`%s` is no name: a letter, and then at most %d letters, digits and . _ - /"
              .formatted(name, MAX_NAME - 1));
    }
  }
}
