package softmetal.monitor.lint;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.Witness;
import softmetal.monitor.debug.Words;
import softmetal.monitor.device.Device;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.memory.AddressMap.Range;
import softmetal.monitor.memory.Width;
import softmetal.monitor.privileged.VirtualCpu;

/// Looks on while a machine runs and tells, the first time that each [Rule] is broken, where and how.
public final class Linter implements Witness.Source {
  private final Machine machine;
  private final Findings findings;
  private final Words words;
  private Map<String, DeviceCheck> devices = new HashMap<>();
  private PlicCheck plic;
  private MemoryCheck memory;

  private Linter(Machine machine, SymbolTable symbols, Consumer<String> output) {
    this.machine = machine;
    this.findings = new Findings(machine, symbols, output);
    this.words = new Words(machine.instructionSet());
    this.plic = new PlicCheck(machine, findings);
    this.memory = new MemoryCheck(machine, findings);
  }

  /// @param output takes each finding, one line without its end
  public static void attach(Machine machine, SymbolTable symbols, Consumer<String> output) {
    machine.attend(new Linter(machine, symbols, output));
  }

  @Override
  public Witness watch(int hart, VirtualCpu cpu) {
    if (hart == 0) {
      // The machine is new, or has been reset.
      devices = new HashMap<>();
      plic = new PlicCheck(machine, findings);
      memory = new MemoryCheck(machine, findings);
      machine.codeCache().watch(memory);
    }
    return new HartCheck(hart, cpu, machine, findings, this, memory, words);
  }

  PlicCheck plic() {
    return plic;
  }

  /// @param value what was read or is written
  void accessed(
      int hart, VirtualCpu cpu, long physicalAddress, Width width, long value, boolean write) {
    Range<Device> range = machine.deviceAt(physicalAddress);
    if (range == null) {
      return;
    }
    Device device = range.value();
    DeviceCheck check = devices.computeIfAbsent(device.name(), _ -> check(device));
    if (check != null) {
      int offset = (int) (physicalAddress - range.start());
      check.accessed(hart, cpu, offset, width, value, write);
    }
  }

  private @Nullable DeviceCheck check(Device device) {
    String kind = device.name().replaceAll("\\d+$", "");
    return switch (kind) {
      case "virtio" -> {
        VirtioCheck check = new VirtioCheck(machine, device, findings);
        plic.addVirtio(Integer.parseInt(device.name().substring("virtio".length())), check);
        yield check;
      }
      case "plic" -> plic;
      case "uart" -> new UartCheck(findings);
      case "clint" -> new ClintCheck(findings);
      default -> new DeviceCheck() {};
    };
  }
}
