package softmetal.monitor.snapshot;

import java.io.IOException;
import java.util.List;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Machine;

/// A machine that began as another one, and the disks that are its own.
///
/// @param drives those that the disks are on
public record Fork(Machine machine, Drives drives, List<Minidisk> disks) implements AutoCloseable {
  public Fork {
    disks = List.copyOf(disks);
  }

  @Override
  public void close() throws IOException {
    machine.close();
    release(drives, disks);
  }

  static void release(Drives drives, List<Minidisk> disks) throws IOException {
    for (Minidisk disk : disks) {
      drives.release(disk);
    }
  }
}
