package softmetal.monitor.disk;

import java.util.regex.Pattern;

/// A link that a VM shall have when it starts.
///
/// @param vm the one that links
/// @param slot where it finds the minidisk, 0 to 7; empty for behind its own
public record Claim(String vm, String slot, String minidisk, LinkMode mode) {
  private static final Pattern SLOT = Pattern.compile("[0-7]?");

  /// @throws IllegalArgumentException when there cannot be such a link; the message says why
  public Claim {
    MinidiskDefinition.checkName(minidisk);
    MinidiskDefinition.checkVm(vm);
    if (!SLOT.matcher(slot).matches()) {
      throw new IllegalArgumentException("`%s` is no slot: a VM has 0 to 7".formatted(slot));
    }
  }

  /// The VM and the slot.
  public String holder() {
    return slot.isEmpty() ? vm : vm + ":" + slot;
  }
}
