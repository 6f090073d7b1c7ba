package softmetal.monitor.gdb;

import java.util.OptionalLong;
import softmetal.isa.Csr;
import softmetal.isa.FloatRegister;
import softmetal.isa.Register;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.privileged.VirtualCpu;

/// The registers of a hart by the numbers that gdb has for them, and the target description that tells gdb so.
///
/// | numbers | register |
/// |---|---|
/// | 0 to 31 | `x0` to `x31` |
/// | 32 | `pc` |
/// | 33 to 64 | `f0` to `f31` |
/// | 65 + n | CSR n |
/// | 4161 | `priv`, the mode: 0 U, 1 S, 3 M; read only |
///
/// Source: Debugging with GDB, "RISC-V Features".
final class Registers {
  static final int PC = 32;
  private static final int FIRST_FLOAT = 33;
  private static final int FIRST_CSR = 65;
  private static final int CSRS = 1 << 12;
  private static final int MODE = FIRST_CSR + CSRS;

  /// What `g` gives at once.
  static final int GENERAL = FIRST_CSR;

  private Registers() {}

  /// Bytes in a register.
  static int size(VirtualCpu cpu, int number) {
    if (isFloatControl(number)) {
      return Integer.BYTES;
    }
    boolean isFloat = number >= FIRST_FLOAT && number < FIRST_CSR;
    return isFloat ? Long.BYTES : cpu.xlen().bits() / Byte.SIZE;
  }

  private static boolean isFloatControl(int number) {
    return number > FIRST_CSR && number <= FIRST_CSR + 3;
  }

  /// @return empty when there is no such register
  static OptionalLong read(VirtualCpu cpu, int number) {
    HartState state = cpu.registers();
    if (number < 0 || number > MODE) {
      return OptionalLong.empty();
    } else if (number < PC) {
      return OptionalLong.of(state.x[number]);
    } else if (number == PC) {
      return OptionalLong.of(state.pc);
    } else if (number < FIRST_CSR) {
      return OptionalLong.of(state.f[number - FIRST_FLOAT]);
    } else if (number == MODE) {
      return OptionalLong.of(cpu.mode().code());
    }
    return cpu.csr(number - FIRST_CSR);
  }

  /// @return false when there is no such register, or it cannot be written
  static boolean write(VirtualCpu cpu, int number, long value) {
    HartState state = cpu.registers();
    if (number < 0 || number >= MODE) {
      return false;
    } else if (number < PC) {
      if (number != 0) {
        state.x[number] = cpu.xlen().extend(value);
      }
    } else if (number == PC) {
      state.pc = cpu.xlen().extend(value) & ~1;
    } else if (number < FIRST_CSR) {
      state.f[number - FIRST_FLOAT] = value;
    } else {
      return cpu.setCsr(number - FIRST_CSR, cpu.xlen().extend(value));
    }
    return true;
  }

  /// The target description. Without `osabi`, gdb takes the guest for a Linux process and steps by breakpoints that it guesses, past
  /// `sret` for one.
  static String description(VirtualCpu cpu) {
    StringBuilder xml =
        new StringBuilder(
            """
            <?xml version="1.0"?>
            <!DOCTYPE target SYSTEM "gdb-target.dtd">
            <target version="1.0">
            <architecture>riscv:rv%d</architecture>
            <osabi>none</osabi>
            <feature name="org.gnu.gdb.riscv.cpu">
            """
                .formatted(cpu.xlen().bits()));
    for (int number = 0; number < PC; number++) {
      String name = Register.of(number).lowerCaseName();
      String type =
          switch (name) {
            case "ra" -> "code_ptr";
            case "sp", "gp", "tp", "fp", "s0" -> "data_ptr";
            default -> "int";
          };
      // gdb knows x8 by its other name.
      add(xml, cpu, number == 8 ? "fp" : name, number, type);
    }
    add(xml, cpu, "pc", PC, "code_ptr");
    xml.append(
        """
        </feature>
        <feature name="org.gnu.gdb.riscv.fpu">
        <union id="riscv_double"><field name="float" type="ieee_single"/><field name="double" type="ieee_double"/></union>
        """);
    for (int number = 0; number < 32; number++) {
      add(xml, cpu, FloatRegister.of(number).lowerCaseName(), FIRST_FLOAT + number, "riscv_double");
    }
    for (int csr = 1; csr <= 3; csr++) {
      add(xml, cpu, Csr.nameOf(csr), FIRST_CSR + csr, "int");
    }
    xml.append("</feature>\n<feature name=\"org.gnu.gdb.riscv.csr\">\n");
    for (int csr = 4; csr < CSRS; csr++) {
      if (cpu.csr(csr).isPresent()) {
        add(xml, cpu, Csr.nameOf(csr), FIRST_CSR + csr, "int");
      }
    }
    xml.append("</feature>\n<feature name=\"org.gnu.gdb.riscv.virtual\">\n");
    add(xml, cpu, "priv", MODE, "int");
    return xml.append("</feature>\n</target>\n").toString();
  }

  private static void add(StringBuilder xml, VirtualCpu cpu, String name, int number, String type) {
    xml.append(
        "<reg name=\"%s\" bitsize=\"%d\" regnum=\"%d\" type=\"%s\"/>\n"
            .formatted(name, 8 * size(cpu, number), number, type));
  }
}
