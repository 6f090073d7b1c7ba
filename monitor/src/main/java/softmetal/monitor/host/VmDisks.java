package softmetal.monitor.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;
import softmetal.monitor.disk.Claim;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.LinkMode;
import softmetal.monitor.disk.LinkTable;
import softmetal.monitor.disk.LinkTable.Linked;
import softmetal.monitor.disk.LinkTable.Refused;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.disk.MinidiskDefinition;
import softmetal.monitor.machine.MachineDefinition;

/// The disks that VMs get when they start: their own, and those that they link.
public final class VmDisks {
  private VmDisks() {}

  /// A disk as a VM gets it.
  ///
  /// @param isOwn whether the VM owns it
  /// @param because why it may only be read, when the VM asked for more; else empty
  public record Attached(Minidisk disk, boolean isOwn, String because) {}

  /// Links all that these VMs shall have: first what each owns, then what others link, first come first.
  ///
  /// @return by VM, in the order of the slots
  /// @throws InvalidInputException when one of them is refused; then none has anything
  public static Map<String, List<Attached>> link(Drives drives, List<Vm> vms)
      throws InvalidInputException {
    List<String> names = vms.stream().map(Vm::name).toList();
    List<Found> found = new ArrayList<>();
    try {
      for (MinidiskDefinition disk : drives.definitions()) {
        if (names.contains(disk.owner())) {
          Attached attached = attach(drives, disk.owner(), disk.name(), disk.mode(), true);
          found.add(new Found(disk.owner(), "", attached));
        }
      }
      for (Claim claim : drives.claims()) {
        if (names.contains(claim.vm())) {
          Attached attached = attach(drives, claim.vm(), claim.minidisk(), claim.mode(), false);
          found.add(new Found(claim.vm(), claim.slot(), attached));
        }
      }
      return placed(names, found);
    } catch (InvalidInputException | IllegalArgumentException e) {
      names.forEach(name -> drives.links().unlinkAll(name));
      throw e;
    }
  }

  /// @param slot where the VM is to find it; empty for anywhere
  private record Found(String vm, String slot, Attached disk) {}

  private static Map<String, List<Attached>> placed(List<String> names, List<Found> found) {
    Map<String, @Nullable Attached[]> slots = new LinkedHashMap<>();
    names.forEach(name -> slots.put(name, new Attached[MachineDefinition.MAX_DISKS]));
    for (Found disk : found) {
      if (!disk.slot.isEmpty()) {
        put(slots, disk.vm, Integer.parseInt(disk.slot), disk.disk);
      }
    }
    for (Found disk : found) {
      if (disk.slot.isEmpty()) {
        put(slots, disk.vm, firstFree(slots, disk.vm), disk.disk);
      }
    }
    Map<String, List<Attached>> all = new LinkedHashMap<>();
    slots.forEach((vm, disks) -> all.put(vm, withoutHoles(vm, disks)));
    return all;
  }

  private static Attached attach(
      Drives drives, String vm, String minidisk, LinkMode mode, boolean isOwn)
      throws InvalidInputException {
    LinkTable.Answer answer = drives.links().link(vm, minidisk, mode);
    return switch (answer) {
      case Linked(LinkTable.Link link, String because) -> {
        Minidisk disk = drives.get(minidisk);
        yield new Attached(link.writes() ? disk : disk.readOnly(), isOwn, because);
      }
      case Refused(String because) ->
          throw new InvalidInputException(
              Problem.LINK_REFUSED.at(
                  SourceText.binary("softmetal").whole(), vm, minidisk, mode, because));
    };
  }

  private static int firstFree(Map<String, @Nullable Attached[]> slots, String vm) {
    @Nullable Attached[] taken = Objects.requireNonNull(slots.get(vm));
    for (int slot = 0; slot < taken.length; slot++) {
      if (taken[slot] == null) {
        return slot;
      }
    }
    throw new IllegalArgumentException(
        "%s has more disks than the %d slots of a machine".formatted(vm, taken.length));
  }

  private static void put(
      Map<String, @Nullable Attached[]> slots, String vm, int slot, Attached attached) {
    @Nullable Attached[] taken = Objects.requireNonNull(slots.get(vm));
    Attached other = taken[slot];
    if (other != null) {
      throw new IllegalArgumentException(
          "%s is to find %s in slot %d, where %s is"
              .formatted(vm, attached.disk().name(), slot, other.disk().name()));
    }
    taken[slot] = attached;
  }

  private static List<Attached> withoutHoles(String vm, @Nullable Attached[] slots) {
    List<Attached> list = new ArrayList<>();
    Arrays.stream(slots).filter(Objects::nonNull).forEach(list::add);
    for (int slot = 0; slot < list.size(); slot++) {
      if (slots[slot] == null) {
        throw new IllegalArgumentException(
            "%s has nothing in slot %d, before the last of its disks".formatted(vm, slot));
      }
    }
    return list;
  }
}
