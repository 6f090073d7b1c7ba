package softmetal.monitor.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import softmetal.monitor.host.Vm;
import softmetal.monitor.machine.MachineState;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.Port;

/// The networks of the VMs of one run, and who meets whom there.
///
/// Those that boot are together. Those that go on are together when they were suspended together: then the frames that were on their way
/// arrive. All others have the network to themselves, for their times differ.
final class VmNetworks {
  private final List<Company> companies = new ArrayList<>();
  private final Map<String, EthernetSwitch> fresh = new LinkedHashMap<>();

  /// Some VMs that meet on a network.
  private static final class Company {
    final String network;

    /// All of them go on, or none does.
    final Set<Vm> members = new LinkedHashSet<>();

    final boolean goesOn;

    /// Of the switch of those that go on.
    private List<Port> ports = List.of();

    Company(String network, boolean goesOn) {
      this.network = network;
      this.goesOn = goesOn;
    }

    /// @param saved of all that go on
    boolean takes(Vm vm, Map<Vm, MachineState> saved) {
      MachineState other = saved.get(vm);
      if (other == null) {
        return !goesOn;
      }
      return goesOn
          && members.stream()
              .map(saved::get)
              .allMatch(state -> state != null && state.isOneMomentWith(other, network));
    }

    List<Port> ports(EthernetSwitch old) {
      if (ports.isEmpty()) {
        ports = old.twin();
      }
      return ports;
    }
  }

  /// @param networks of each VM, their names
  /// @param saved of those that go on
  VmNetworks(Map<Vm, Collection<String>> networks, Map<Vm, MachineState> saved) {
    networks.forEach((vm, names) -> {
      for (String name : new LinkedHashSet<>(names)) {
        add(vm, name, saved);
      }
    });
  }

  private void add(Vm vm, String network, Map<Vm, MachineState> saved) {
    for (Company company : companies) {
      if (company.network.equals(network) && company.takes(vm, saved)) {
        company.members.add(vm);
        return;
      }
    }
    Company company = new Company(network, saved.containsKey(vm));
    company.members.add(vm);
    companies.add(company);
  }

  /// Whether it is on a network with another one.
  boolean areShared(Vm vm) {
    return companies.stream()
        .anyMatch(company -> company.members.contains(vm) && company.members.size() > 1);
  }

  /// The switch of those that boot.
  EthernetSwitch fresh(String network) {
    return fresh.computeIfAbsent(network, EthernetSwitch::new);
  }

  /// The ports of the switch that one that goes on has in place of its old one.
  List<Port> twin(Vm vm, EthernetSwitch old) {
    Company company =
        companies.stream()
            .filter(c -> c.network.equals(old.networkName()) && c.members.contains(vm))
            .findFirst()
            .orElseThrow();
    return company.ports(old);
  }

  /// All switches that there are now.
  Set<EthernetSwitch> switches() {
    Set<EthernetSwitch> all = new LinkedHashSet<>(fresh.values());
    companies.forEach(company -> company.ports.forEach(port -> all.add(port.owner())));
    return all;
  }

  /// What the user might not expect, a line each.
  List<String> warnings() {
    List<String> lines = new ArrayList<>();
    for (Company company : companies) {
      long others = companies.stream().filter(c -> c.network.equals(company.network)).count() - 1;
      if (company.goesOn && others > 0) {
        lines.add(
            "%s %s on from another moment than the others on `%s`, and cannot meet them there; softmetal reset lets it boot"
                .formatted(
                    String.join(" and ", company.members.stream().map(Vm::name).toList()),
                    company.members.size() == 1 ? "goes" : "go",
                    company.network));
      }
    }
    return lines;
  }
}
