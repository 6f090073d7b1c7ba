package softmetal.isa;

import java.util.Locale;
import java.util.Set;

/// A named part of the instruction set, as in `-march=rv64imafdc_zicsr_zifencei`, in canonical order.
public enum Extension {
  // spotless:off (the columns are the documentation)
  I          ("2p1", "Base integer instructions"),
  M          ("2p0", "Integer multiplication and division"),
  A          ("2p1", "Atomic instructions"),
  F          ("2p2", "Single-precision floating point"),
  D          ("2p2", "Double-precision floating point"),
  C          ("2p0", "Compressed instructions"),
  ZICOND     ("1p0", "Integer conditional operations"),
  ZICSR      ("2p0", "Control and status registers"),
  ZIFENCEI   ("2p0", "Instruction-fetch fence"),
  ZMMUL      ("1p0", "Integer multiplication without division"),
  ZBA        ("1p0", "Address generation"),
  ZBB        ("1p0", "Basic bit manipulation"),
  ZBC        ("1p0", "Carry-less multiplication"),
  ZBS        ("1p0", "Single-bit instructions"),
  PRIVILEGED ("",    "Privileged instructions");
  // spotless:on

  private final String version;
  private final String title;

  Extension(String version, String title) {
    this.version = version;
    this.title = title;
  }

  /// The version that the instruction table describes, as GNU tools write it, such as `2p1`.
  public String version() {
    return version;
  }

  public String title() {
    return title;
  }

  /// As in an architecture string: `m`, `zicsr`.
  public String lowerCaseName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What comes with this extension without being asked for, directly.
  Set<Extension> implied() {
    return switch (this) {
      case M -> Set.of(ZMMUL);
      case D -> Set.of(F);
      case F -> Set.of(ZICSR);
      case I, A, C, ZICOND, ZICSR, ZIFENCEI, ZMMUL, ZBA, ZBB, ZBC, ZBS, PRIVILEGED -> Set.of();
    };
  }
}
