package softmetal.monitor.gdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import softmetal.isa.Csr;
import softmetal.isa.Register;
import softmetal.monitor.debug.Hexadecimal;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.hart.HartState;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Tracing;
import softmetal.monitor.privileged.Mapping;
import softmetal.monitor.privileged.Observer;
import softmetal.monitor.privileged.PageEntry;
import softmetal.monitor.privileged.Satp;
import softmetal.monitor.privileged.Status;
import softmetal.monitor.privileged.VirtualCpu;

/// What `monitor …` does in gdb.
final class MonitorCommands {
  private static final String HELP =
      """
      monitor help                what you read
      monitor info harts          each hart: mode, program counter, whether it waits
      monitor info registers      the registers of the current thread, with their meaning
      monitor info mem            what the page tables of the current thread map
      monitor walk ADDRESS|NAME   how its page tables translate an address
      monitor phys on|off         whether gdb's addresses are physical
      monitor trace on|off        whether to write to the file of --trace
      monitor reset               reset the machine, as the guest can (then: maint flush register-cache)
      monitor quit                switch the machine off
      """;

  private final Machine machine;
  private final SymbolTable symbols;
  private final View view;
  private final Runnable quit;
  private final Hexadecimal hexadecimal;

  /// @param quit switches the machine off
  MonitorCommands(Machine machine, SymbolTable symbols, View view, Runnable quit) {
    this.machine = machine;
    this.symbols = symbols;
    this.view = view;
    this.quit = quit;
    hexadecimal = new Hexadecimal(machine.instructionSet().xlen());
  }

  /// @param hart of the current thread
  /// @return what to show, of whole lines; may be empty
  String run(String command, int hart) {
    String[] words = command.strip().split("\\s+", -1);
    String first = words[0];
    String second = words.length > 1 ? words[1] : "";
    return switch (first) {
      case "", "help" -> HELP;
      case "info" ->
          switch (second) {
            case "harts" -> harts();
            case "registers" -> registers(hart);
            case "mem" -> mappings(hart);
            default -> "info what? harts, registers or mem\n";
          };
      case "walk" -> walk(second, hart);
      case "phys" -> physical(second);
      case "trace" -> trace(second);
      case "reset" -> {
        machine.reset();
        yield "the machine is reset\n";
      }
      case "quit" -> {
        quit.run();
        yield "the machine is switched off\n";
      }
      default -> "no such command: " + first + "\n" + HELP;
    };
  }

  private String physical(String wanted) {
    switch (wanted) {
      case "on" -> view.setPhysical(true);
      case "off" -> view.setPhysical(false);
      default -> {}
    }
    return "addresses are " + (view.isPhysical() ? "physical\n" : "virtual\n");
  }

  private String trace(String wanted) {
    Optional<Tracing> tracing = machine.tracing();
    if (tracing.isEmpty()) {
      return "there is no trace; start softmetal with --trace FILE\n";
    }
    switch (wanted) {
      case "on" -> tracing.get().set(true);
      case "off" -> tracing.get().set(false);
      default -> {}
    }
    return "tracing is " + (tracing.get().isOn() ? "on\n" : "off\n");
  }

  private String harts() {
    StringBuilder text = new StringBuilder();
    for (int hart = 0; hart < machine.harts(); hart++) {
      text.append(
          "hart %d: %s, pc %s\n".formatted(hart, state(hart), symbols.describe(machine.pc(hart))));
    }
    return text.toString();
  }

  /// `S mode`, `M mode, waits`.
  String state(int hart) {
    VirtualCpu cpu = machine.cpu(hart);
    String mode = cpu.mode().letter() + " mode";
    return cpu.isStopped() ? "stopped" : cpu.isWaiting() ? mode + ", waits" : mode;
  }

  private String registers(int hart) {
    VirtualCpu cpu = machine.cpu(hart);
    HartState state = cpu.registers();
    StringBuilder text = new StringBuilder();
    add(text, "pc", state.pc, symbols.describe(state.pc));
    add(text, "priv", cpu.mode().code(), cpu.mode().letter());
    for (int i = 1; i < state.x.length; i++) {
      add(text, Register.of(i).lowerCaseName(), state.x[i], "");
    }
    for (Csr csr :
        List.of(
            Csr.MSTATUS,
            Csr.MTVEC,
            Csr.MEPC,
            Csr.MCAUSE,
            Csr.MTVAL,
            Csr.MIE,
            Csr.MIP,
            Csr.MEDELEG,
            Csr.MIDELEG,
            Csr.MSCRATCH,
            Csr.STVEC,
            Csr.SEPC,
            Csr.SCAUSE,
            Csr.STVAL,
            Csr.SSCRATCH,
            Csr.SATP)) {
      long value = cpu.csr(csr.number()).orElse(0);
      String meaning =
          switch (csr) {
            case MSTATUS -> Status.describe(value, true);
            case MTVEC, MEPC, STVEC, SEPC -> symbols.describe(value);
            case SATP -> Satp.describe(value, cpu.xlen());
            default -> "";
          };
      add(text, csr.name().toLowerCase(Locale.ROOT), value, meaning);
    }
    return text.toString();
  }

  private void add(StringBuilder text, String name, long value, String meaning) {
    String number = hexadecimal.padded(value);
    text.append("%-8s %s  %s".formatted(name, number, meaning).stripTrailing()).append('\n');
  }

  private String walk(String what, int hart) {
    OptionalLong address = address(what);
    if (address.isEmpty()) {
      return "walk where? an address such as 0x80200000, or a name of the program\n";
    }
    VirtualCpu cpu = machine.cpu(hart);
    long virtualAddress = address.getAsLong();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %s, %s"
            .formatted(
                hexadecimal.of(virtualAddress),
                cpu.mode().letter() + " mode",
                Satp.describe(cpu.csr(Csr.SATP.number()).orElse(0), cpu.xlen())));
    OptionalLong physicalAddress =
        cpu.whereIs(
            virtualAddress,
            new Observer() {
              @Override
              public void walked(int level, long entryAddress, long entry) {
                lines.add(
                    "level %d: entry at 0x%x is 0x%x: %s"
                        .formatted(level, entryAddress, entry, PageEntry.describe(entry)));
              }
            });
    lines.add(
        physicalAddress.isEmpty()
            ? "not mapped"
            : "physical 0x%x".formatted(physicalAddress.getAsLong()));
    return String.join("\n", lines) + "\n";
  }

  private OptionalLong address(String what) {
    if (what.startsWith("0x")) {
      return Hex.tryParse(what.substring(2));
    }
    OptionalLong named = symbols.addressOf(what);
    return named.isPresent() ? named : Hex.tryParse(what);
  }

  private String mappings(int hart) {
    VirtualCpu cpu = machine.cpu(hart);
    StringBuilder text = new StringBuilder();
    for (Mapping mapping : cpu.mappings(MAX_MAPPINGS)) {
      text.append(
          "%s to %s  at 0x%-12x %s\n"
              .formatted(
                  hexadecimal.padded(mapping.virtualAddress()),
                  hexadecimal.padded(mapping.virtualAddress() + mapping.bytes() - 1),
                  mapping.physicalAddress(),
                  PageEntry.flags(mapping.flags())));
    }
    return text.isEmpty() ? "addresses are not translated\n" : text.toString();
  }

  private static final int MAX_MAPPINGS = 1000;
}
