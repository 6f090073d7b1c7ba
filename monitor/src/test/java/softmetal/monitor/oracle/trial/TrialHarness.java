package softmetal.monitor.oracle.trial;

import java.util.List;

/// The guest program that runs trials one after the other: the same on both boards.
///
/// It starts each with an `mret`, and its trap handler writes down how it ended. In supervisor mode a handler of two
/// instructions raises the software interrupt of machine mode, which cannot be delegated.
final class TrialHarness {
  /// Control registers that are told after each trial, in this order, before [#OTHERS].
  static final List<String> TOLD =
      List.of(
          "mcause",
          "mepc",
          "mtval",
          "mstatus",
          "scause",
          "sepc",
          "stval",
          "sscratch",
          "mip",
          "mie",
          "satp",
          "fcsr");

  /// Which entry of the vector table of machine mode was taken.
  static final List<String> OTHERS = List.of("vector");

  static final int X = 8 * (TOLD.size() + OTHERS.size() + TrialBatch.PEEKS);
  static final int F = X + 256;
  static final int RESULT_BYTES = F + 256;

  private static final int VECTORS = 32;

  private TrialHarness() {}

  /// In assembly language, to be placed at the beginning of memory.
  static String source() {
    return prologue() + pokes() + setUp() + start() + vectors() + handler();
  }

  private static String prologue() {
    return """
    .globl _start
    .option norelax
    .option norvc
    _start:
      li t0, 0x6000
      csrw mstatus, t0
      li t0, 0x0c000028        # PLIC: the serial port
      li t1, 1
      sw t1, 0(t0)
      li t0, %d
      li t1, %d
      sd t1, 0(t0)
    next:
      li s0, %d
      ld s0, 0(s0)
      ld t0, 0(s0)
      bnez t0, 1f
      li t0, 0x100000
      li t1, 0x5555
      sw t1, 0(t0)
      j .
    """
        .formatted(TrialBatch.CURRENT, TrialBatch.TRIALS, TrialBatch.CURRENT);
  }

  /// s0 is the trial. All of memory is open still.
  private static String pokes() {
    return """
    1: ld t0, 24(s0)
      beqz t0, 2f
      ld t1, 0(t0)
    1: ld t2, 8(t0)
      ld t3, 16(t0)
      sd t3, 0(t2)
      addi t0, t0, 16
      addi t1, t1, -1
      bnez t1, 1b
    """;
  }

  private static String setUp() {
    var text = new StringBuilder("2: ld t0, 16(s0)\n  beqz t0, begin\n");
    int at = 0;
    for (String csr : Setup.CSRS) {
      text.append("  ld t1, %d(t0)\n  csrw %s, t1\n".formatted(at, csr));
      at += 8;
    }
    text.append(
        """
          ld t1, %d(t0)             # msip
          li t2, 0x2000000
          sw t1, 0(t2)
          ld t1, %d(t0)             # mtimecmp
          li t3, 0x2004000
          addi t1, t1, -1
          sd t1, 0(t3)
          ld t1, %d(t0)             # external, for machine mode
          ld t2, %d(t0)             # external, for supervisor mode
          or t4, t1, t2
          slli t4, t4, 1
          li t3, 0x10000000
          sb zero, 1(t3)
          li t5, 0x0c002000         # claim what is left over
          li t6, 0x400
          sw t6, 0(t5)
          li t6, 0x0c200004
        3: lw s1, 0(t6)
          sw s1, 0(t6)
          bnez s1, 3b
          slli t1, t1, 10           # QEMU looks at this when a line rises
          slli t2, t2, 10
          sw t1, 0(t5)
          sw t2, 0x80(t5)
          sb t4, 1(t3)
        """
            .formatted(at, at + 8, at + 16, at + 24));
    return text.toString();
  }

  private static String start() {
    var text =
        new StringBuilder(
            """
            begin:
              ld t0, 48(s0)             # where the result goes
              csrw mscratch, t0
              ld t0, 40(s0)
              csrw satp, t0
              sfence.vma
              fence.i
              ld t0, 0(s0)
              csrw mepc, t0
              csrw mcause, zero
              csrw mtval, zero
              ld x31, 32(s0)
            """);
    for (int i = 0; i < 32; i++) {
      text.append("  fld f%d, %d(x31)\n".formatted(i, 256 + 8 * i));
    }
    text.append("  ld x1, 512(x31)\n  csrw fcsr, x1\n  ld x1, 8(s0)\n  csrw mstatus, x1\n");
    for (int i = 1; i < 32; i++) {
      text.append("  ld x%d, %d(x31)\n".formatted(i, 8 * i));
    }
    return text.append("  mret\n").toString();
  }

  private static String vectors() {
    var text = new StringBuilder("  .org %d\n".formatted(TrialBatch.MACHINE_VECTORS & 0xffff));
    for (int i = 0; i < VECTORS; i++) {
      text.append("  j machine%d\n".formatted(i));
    }
    text.append("  .org %d\n".formatted(TrialBatch.SUPERVISOR_VECTORS & 0xffff));
    for (int i = 0; i < VECTORS; i++) {
      text.append("  j supervisor%d\n".formatted(i));
    }
    for (int i = 0; i < VECTORS; i++) {
      text.append(
          """
          machine%1$d:
            csrrw x31, mscratch, x31
            sd x30, %2$d(x31)
            li x30, %1$d
            j machine
          supervisor%1$d:
            csrrw x31, sscratch, x31
            sw x31, -1(x31)
            j .
          """
              .formatted(i, X + 8 * 30));
    }
    return text.toString();
  }

  /// x31 is the result, x30 the vector.
  private static String handler() {
    var text = new StringBuilder("machine:\n");
    text.append("  sd x30, %d(x31)\n".formatted(8 * TOLD.size()));
    for (int i = 1; i < 30; i++) {
      text.append("  sd x%d, %d(x31)\n".formatted(i, X + 8 * i));
    }
    text.append("  csrr x30, mscratch\n  sd x30, %d(x31)\n".formatted(X + 8 * 31));
    int at = 0;
    for (String csr : TOLD) {
      if (csr.equals("fcsr")) {
        text.append("  li x30, 0x7800\n  csrw mstatus, x30\n");
      }
      text.append("  csrr x30, %s\n  sd x30, %d(x31)\n".formatted(csr, at));
      at += 8;
    }
    for (int i = 0; i < 32; i++) {
      text.append("  fsd f%d, %d(x31)\n".formatted(i, F + 8 * i));
    }
    return text.append(
            """
              csrw satp, zero
              csrw pmpcfg0, zero        # but what is locked
              li t0, 0x2000000
              sw zero, 0(t0)
              li s1, %d
              ld s0, 0(s1)
              ld t0, 56(s0)
              beqz t0, 2f
              ld t1, 0(t0)
            1: ld t2, 8(t0)
              ld t2, 0(t2)
              sd t2, %d(x31)
              addi t0, t0, 8
              addi x31, x31, 8
              addi t1, t1, -1
              bnez t1, 1b
            2: addi s0, s0, 64
              sd s0, 0(s1)
              j next
            """
                .formatted(TrialBatch.CURRENT, 8 * (TOLD.size() + OTHERS.size())))
        .toString();
  }
}
