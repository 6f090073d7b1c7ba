package softmetal.monitor.snapshot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import softmetal.monitor.disk.DiskImage;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineState;
import softmetal.monitor.network.EthernetSwitch;
import softmetal.monitor.network.Port;
import softmetal.monitor.state.InvalidStateException;

/// One moment of a machine and its disks. It never changes, and any thread may use it.
///
/// @param machine without its disks
/// @param disks in the order of their slots
public record Snapshot(MachineState machine, List<Disk> disks) implements AutoCloseable {
  public Snapshot {
    disks = List.copyOf(disks);
  }

  /// What a disk held.
  public record Disk(String name, DiskImage image) {}

  /// The present moment of a machine that is not running. Nothing is copied but the pages of RAM that were written since the last time.
  ///
  /// @throws IOException when a disk cannot be used any more
  public static Snapshot of(Machine machine) throws IOException {
    MachineState state = machine.save();
    List<Disk> disks = new ArrayList<>();
    try {
      for (Minidisk disk : state.definition().disks()) {
        disks.add(new Disk(disk.name(), disk.freeze()));
      }
      return new Snapshot(state.withoutDisks(), disks);
    } catch (IOException | RuntimeException e) {
      disks.forEach(disk -> disk.image().close());
      throw e;
    }
  }

  /// A machine that goes on from here, with memory and disks of its own that cost nothing until they are written. On its networks it
  /// is alone.
  ///
  /// @param drives those that the disks are on
  /// @throws IOException when the host has no room
  public Fork fork(Drives drives, Host host) throws IOException {
    List<Minidisk> own = new ArrayList<>();
    for (Disk disk : disks) {
      own.add(disk.image().fork(disk.name()));
    }
    try {
      return new Fork(Machine.restore(machine, own, host), drives, own);
    } catch (IOException | RuntimeException | Error e) {
      Fork.release(drives, own);
      throw e;
    }
  }

  /// The machine goes on from here, on disks that hold what these held, and on networks with others of the same moment.
  ///
  /// @param networks see [Machine#restore(MachineState, List, Host, Function)]
  /// @throws IOException when that is no state that a machine can be in, or the host has no room
  public Machine goOn(List<Minidisk> own, Host host, Function<EthernetSwitch, List<Port>> networks)
      throws IOException {
    try {
      return Machine.restore(machine, own, host, networks);
    } catch (InvalidStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /// Gives up the moments of its disks.
  @Override
  public void close() {
    disks.forEach(disk -> disk.image().close());
  }
}
