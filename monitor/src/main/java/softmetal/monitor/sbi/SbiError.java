package softmetal.monitor.sbi;

/// What an SBI call answers in `a0`.
///
/// Source: RISC-V Supervisor Binary Interface Specification, "Binary Encoding".
enum SbiError {
  SUCCESS(0),
  FAILED(-1),
  NOT_SUPPORTED(-2),
  INVALID_PARAM(-3),
  DENIED(-4),
  INVALID_ADDRESS(-5),
  ALREADY_AVAILABLE(-6),
  ALREADY_STARTED(-7),
  ALREADY_STOPPED(-8);

  private final long code;

  SbiError(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }
}
