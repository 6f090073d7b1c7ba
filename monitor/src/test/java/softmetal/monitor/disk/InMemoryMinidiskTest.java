package softmetal.monitor.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InMemoryMinidiskTest extends MinidiskContract {
  @Override
  Drives drives(int count, long size) {
    return Drives.inMemory(count, size);
  }

  /// Would need 3 GiB if the file of a drive grew to the highest byte that was written.
  @Test
  void a_large_disk_costs_what_is_written() throws Exception {
    try (Drives large = Drives.inMemory(3, 1L << 40)) {
      for (int i = 0; i < 3; i++) {
        Minidisk disk = large.create(1L << 40, "1T");
        disk.write((1L << 40) - 1, ByteBuffer.wrap(new byte[] {1}));
        assertEquals(1, read(disk, (1L << 40) - 1, 1)[0]);
      }
    }
  }
}
