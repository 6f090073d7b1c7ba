package softmetal.monitor.disk;

import java.nio.ByteBuffer;

/// Is told what a machine writes to a disk, in order, on the thread that does so. Changes nothing.
public interface MediumObserver {
  /// @param source what is about to be written
  void written(long position, ByteBuffer source);

  /// All that was written before is on the medium.
  void flushed();
}
