package softmetal.isa;

/// The privilege levels, with the codes that CSR numbers and `mstatus` use.
@SuppressWarnings("EnumOrdinal") // the order is the numbering
public enum Privilege {
  USER(0),
  SUPERVISOR(1),
  HYPERVISOR(2),
  MACHINE(3);

  private final int code;

  Privilege(int code) {
    this.code = code;
  }

  /// The level with this code.
  ///
  /// @param code 0 to 3
  public static Privilege of(int code) {
    return values()[code];
  }

  public int code() {
    return code;
  }
}
