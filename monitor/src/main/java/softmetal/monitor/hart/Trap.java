package softmetal.monitor.hart;

/// A synchronous exception, not yet delivered to anybody.
///
/// @param value for `mtval` or `stval`: the faulting address, the instruction bits, or zero
public record Trap(Cause cause, long value) {

  /// The exception codes of the RISC-V Privileged ISA, "Machine Cause Register (mcause)", that can arise before a
  /// monitor knows in which mode the guest is.
  public enum Cause {
    INSTRUCTION_MISALIGNED(0),
    INSTRUCTION_ACCESS_FAULT(1),
    ILLEGAL_INSTRUCTION(2),
    BREAKPOINT(3),
    LOAD_MISALIGNED(4),
    LOAD_ACCESS_FAULT(5),
    STORE_MISALIGNED(6),
    STORE_ACCESS_FAULT(7),
    USER_ENVIRONMENT_CALL(8),
    SUPERVISOR_ENVIRONMENT_CALL(9),
    MACHINE_ENVIRONMENT_CALL(11),
    INSTRUCTION_PAGE_FAULT(12),
    LOAD_PAGE_FAULT(13),
    STORE_PAGE_FAULT(15);

    private final int code;

    Cause(int code) {
      this.code = code;
    }

    public int code() {
      return code;
    }
  }
}
