package softmetal.monitor.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import softmetal.isa.InstructionSet;
import softmetal.monitor.machine.BoardOptions;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Peripheral;
import softmetal.monitor.machine.Peripheral.EntropySource;
import softmetal.monitor.machine.Peripheral.NetworkCard;
import softmetal.monitor.machine.Peripheral.VirtioTerminal;
import softmetal.monitor.memory.Ram;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.MacAddress;
import softmetal.monitor.network.Port;
import softmetal.monitor.state.InvalidStateException;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// The definition of a machine in a snapshot file, without its disks.
///
/// In this order: the instruction set; the bytes of RAM (8); the harts (4); the kernel's command line; the legacy slots, a bit each (4); the seed (8); the start in
/// seconds (8); the number of switches (4), and of each its name and its ports (4); the number of peripherals (4), and of each its kind
/// (1: network card, 2: entropy source, 3: console), and of a card its switch (4), port (4) and address (8). Texts are their length (4) and UTF-8.
final class MachineFormat {
  private static final int CARD = 1;
  private static final int ENTROPY = 2;
  private static final int TERMINAL = 3;

  private static final int TEXT_BYTES = 1 << 16;

  private MachineFormat() {}

  static void save(MachineDefinition definition, StateOutput output) {
    BoardOptions options = definition.options();
    text(definition.instructionSet().toString(), output);
    output.putLong(definition.memoryBytes());
    output.putInt(definition.harts());
    text(definition.bootArguments(), output);
    int slots = 0;
    for (int slot : options.legacySlots()) {
      slots |= 1 << slot;
    }
    output.putInt(slots);
    output.putLong(options.seed());
    output.putLong(options.startSeconds());
    List<EthernetSwitch> switches = definition.options().switches();
    output.putInt(switches.size());
    for (EthernetSwitch network : switches) {
      text(network.networkName(), output);
      output.putInt(network.portCount());
    }
    output.putInt(options.peripherals().size());
    for (Peripheral peripheral : options.peripherals()) {
      switch (peripheral) {
        case NetworkCard(Port port, MacAddress address) -> {
          output.putByte(CARD);
          output.putInt(switches.indexOf(port.owner()));
          output.putInt(port.number());
          output.putLong(address.bits());
        }
        case EntropySource() -> output.putByte(ENTROPY);
        case VirtioTerminal() -> output.putByte(TERMINAL);
      }
    }
  }

  /// The definition, with new switches that nobody else is connected to.
  static MachineDefinition load(StateInput input) {
    InstructionSet set = instructionSet(text("the instruction set", input));
    long memoryBytes = input.getLong("the size of RAM", Ram.MIN_BYTES, Ram.MAX_BYTES);
    if (!Ram.isValidSize(memoryBytes)) {
      throw new InvalidStateException("RAM of %d bytes".formatted(memoryBytes));
    }
    int harts = input.getInt("the number of harts", 1, MachineDefinition.MAX_HARTS);
    String arguments = text("the kernel's command line", input);
    int slots = input.getInt("the legacy slots", 0, (1 << MachineDefinition.MAX_DISKS) - 1);
    Set<Integer> legacy = new HashSet<>();
    for (int slot = 0; slot < MachineDefinition.MAX_DISKS; slot++) {
      if ((slots >> slot & 1) != 0) {
        legacy.add(slot);
      }
    }
    BoardOptions options = BoardOptions.plain().withLegacySlots(legacy).withSeed(input.getLong());
    options =
        options.withStartSeconds(input.getLong("the start", 0, Long.MAX_VALUE / 1_000_000_000));
    options = loadPeripherals(input, options, loadSwitches(input));
    return new MachineDefinition(set, memoryBytes, harts, List.of(), arguments, options);
  }

  private static InstructionSet instructionSet(String name) {
    try {
      return MachineDefinition.checked(InstructionSet.parse(name));
    } catch (IllegalArgumentException e) {
      throw new InvalidStateException("`%s`: %s".formatted(name, e.getMessage()));
    }
  }

  private static List<List<Port>> loadSwitches(StateInput input) {
    Set<String> names = new HashSet<>();
    List<List<Port>> ports = new ArrayList<>();
    int count = input.getInt("the number of switches", 0, MachineDefinition.MAX_DISKS);
    for (int i = 0; i < count; i++) {
      String name = text("the name of a switch", input);
      if (!names.add(name)) {
        throw new InvalidStateException("two switches `%s`".formatted(name));
      }
      EthernetSwitch network = new EthernetSwitch(name);
      List<Port> all = new ArrayList<>();
      int portCount = input.getInt("the ports of a switch", 1, EthernetSwitch.MAX_PORTS);
      for (int port = 0; port < portCount; port++) {
        all.add(network.connect());
      }
      ports.add(all);
    }
    return ports;
  }

  private static BoardOptions loadPeripherals(
      StateInput input, BoardOptions plain, List<List<Port>> ports) {
    BoardOptions options = plain;
    Map<Port, MacAddress> used = new HashMap<>();
    int count = input.getInt("the number of peripherals", 0, MachineDefinition.MAX_DISKS);
    for (int i = 0; i < count; i++) {
      options =
          options.with(
              switch (input.getByte("the kind of a peripheral", CARD, TERMINAL)) {
                case CARD -> card(input, ports, used);
                case ENTROPY -> new EntropySource();
                default -> new VirtioTerminal();
              });
    }
    return options;
  }

  private static NetworkCard card(
      StateInput input, List<List<Port>> ports, Map<Port, MacAddress> used) {
    int network = input.getInt("the switch of a card", 0, ports.size() - 1);
    int number = input.getInt("the port of a card", 0, ports.get(network).size() - 1);
    MacAddress address = new MacAddress(input.getLong("an address", 0, (1L << 48) - 1));
    Port port = ports.get(network).get(number);
    if (used.put(port, address) != null) {
      throw new InvalidStateException("two cards at one port");
    }
    return new NetworkCard(port, address);
  }

  static void text(String text, StateOutput output) {
    output.putBlock(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(String what, StateInput input) {
    return new String(input.getBlock(what, TEXT_BYTES), StandardCharsets.UTF_8);
  }
}
