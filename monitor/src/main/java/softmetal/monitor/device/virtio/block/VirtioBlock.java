package softmetal.monitor.device.virtio.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.virtio.Buffers;
import softmetal.monitor.device.virtio.Chain;
import softmetal.monitor.device.virtio.Function;
import softmetal.monitor.device.virtio.PacedQueue;
import softmetal.monitor.device.virtio.Virtqueue;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A virtio block device: serves a minidisk to a guest.
///
/// A request is a chain of a header (type, 4 bytes; reserved, 4; first sector of 512 bytes, 8), the data, and one status
/// byte that the device writes last. How the chain is cut into buffers does not matter.
///
/// | type | request | data |
/// |---|---|---|
/// | 0 | read | filled by the device, whole sectors |
/// | 1 | write | whole sectors |
/// | 4 | flush: on completion all earlier writes are on the medium | none |
/// | 8 | get the identity of the disk | up to 20 bytes, filled by the device |
///
/// Status is 0 (done), 1 (I/O error: not all on the disk, not whole sectors, data outside RAM, a write to a disk that can only
/// be read, or the host failed) or 2 (no such request). A chain without a complete header or without room for the status breaks the queue.
///
/// | offset | configuration | bytes |
/// |---|---|---|
/// | 0x00 | capacity in sectors | 8 |
/// | 0x0c | most buffers of data in a request: 254 | 4 |
/// | 0x10 | geometry: cylinders (2), heads (1), sectors (1) | 4 |
/// | 0x14 | block size: 512 | 4 |
///
/// It serves one request at a time, each at a definite virtual time after the one before; see [PacedQueue].
///
/// Source: Virtual I/O Device (VIRTIO), "Block Device".
public final class VirtioBlock implements Function {
  private static final int TYPE_READ = 0;
  private static final int TYPE_WRITE = 1;
  private static final int TYPE_FLUSH = 4;
  private static final int TYPE_IDENTITY = 8;

  private static final byte DONE = 0;
  private static final byte IO_ERROR = 1;
  private static final byte UNSUPPORTED = 2;

  private static final long FEATURE_SEG_MAX = 1 << 2;
  private static final long FEATURE_GEOMETRY = 1 << 4;
  private static final long FEATURE_READ_ONLY = 1 << 5;
  private static final long FEATURE_BLK_SIZE = 1 << 6;
  private static final long FEATURE_FLUSH = 1 << 9;

  private static final int HEADER_BYTES = 16;
  private static final int IDENTITY_BYTES = 20;
  private static final int HEADS = 16;
  private static final int SECTORS_PER_TRACK = 63;

  /// 20 µs from when the device is free and has been told until it serves a request.
  private static final long LATENCY_TICKS = 2_000;

  /// 1 GB/s; one served the device is busy for so long, which bounds the work of the host in a span of virtual time.
  private static final long BYTES_PER_TICK = 10;

  /// 100 µs.
  private static final long FLUSH_TICKS = 10_000;

  private final String name;
  private final Minidisk disk;
  private final PacedQueue requests;
  private final byte[] configuration;
  private final ByteBuffer piece = ByteBuffer.allocate(64 * 1024);

  /// Bytes of data that the present request has moved, or tried to.
  private long moved;

  /// @param name unique in the machine; it is also the identity of the disk
  public VirtioBlock(String name, Clock clock, Minidisk disk) {
    this.name = name;
    this.disk = disk;
    requests = new PacedQueue(name + ".request", clock, LATENCY_TICKS, this::answer);
    long sectors = disk.size() / Minidisk.SECTOR_BYTES;
    long cylinders = Math.clamp(sectors / (HEADS * SECTORS_PER_TRACK), 2, 16383);
    configuration =
        ByteBuffer.allocate(24)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(sectors)
            .putInt(0)
            .putInt(254)
            .putShort((short) cylinders)
            .put((byte) HEADS)
            .put((byte) SECTORS_PER_TRACK)
            .putInt(Minidisk.SECTOR_BYTES)
            .array();
  }

  @Override
  public int deviceId() {
    return 2;
  }

  @Override
  public long features() {
    long readOnly = disk.isReadOnly() ? FEATURE_READ_ONLY : 0;
    return FEATURE_SEG_MAX | FEATURE_GEOMETRY | FEATURE_BLK_SIZE | FEATURE_FLUSH | readOnly;
  }

  @Override
  public int queues() {
    return 1;
  }

  @Override
  public byte[] configuration() {
    return configuration;
  }

  @Override
  public void notified(Virtqueue queue) {
    requests.notified(queue);
  }

  @Override
  public void reset() {
    requests.reset();
  }

  private long answer(Virtqueue queue, Chain chain) {
    Buffers readable = chain.readable();
    Buffers writable = chain.writable();
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    if (readable.remaining() < HEADER_BYTES
        || writable.remaining() < 1
        || !readable.read(header.array(), 0, HEADER_BYTES)) {
      queue.refuse();
      return 0;
    }
    int type = header.getInt(0);
    long sector = header.getLong(8);
    long room = writable.remaining() - 1;
    moved = 0;
    byte status =
        switch (type) {
          case TYPE_READ -> read(sector, room, writable);
          case TYPE_WRITE -> write(sector, readable);
          case TYPE_FLUSH -> flush();
          case TYPE_IDENTITY -> identify(room, writable);
          default -> UNSUPPORTED;
        };
    long busyTicks = moved / BYTES_PER_TICK + (type == TYPE_FLUSH ? FLUSH_TICKS : 0);
    writable.skip(writable.remaining() - 1);
    if (!writable.write(new byte[] {status}, 0, 1)) {
      queue.refuse();
      return busyTicks;
    }
    queue.complete(chain, writable.total());
    return busyTicks;
  }

  private byte read(long sector, long length, Buffers target) {
    if (!isTransfer(sector, length)) {
      return IO_ERROR;
    }
    long position = sector * Minidisk.SECTOR_BYTES;
    try {
      for (long done = 0; done < length; done += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), length - done));
        moved += piece.limit();
        disk.read(position + done, piece);
        if (!target.write(piece.array(), 0, piece.limit())) {
          return IO_ERROR;
        }
      }
      return DONE;
    } catch (IOException e) {
      return IO_ERROR;
    }
  }

  private byte write(long sector, Buffers source) {
    long length = source.remaining();
    if (!isTransfer(sector, length)) {
      return IO_ERROR;
    }
    long position = sector * Minidisk.SECTOR_BYTES;
    try {
      for (long done = 0; done < length; done += piece.limit()) {
        piece.clear().limit((int) Math.min(piece.capacity(), length - done));
        moved += piece.limit();
        if (!source.read(piece.array(), 0, piece.limit())) {
          return IO_ERROR;
        }
        disk.write(position + done, piece);
      }
      return DONE;
    } catch (IOException e) {
      return IO_ERROR;
    }
  }

  private byte flush() {
    try {
      disk.flush();
      return DONE;
    } catch (IOException e) {
      return IO_ERROR;
    }
  }

  private byte identify(long room, Buffers target) {
    byte[] identity = Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), IDENTITY_BYTES);
    return target.write(identity, 0, (int) Math.min(room, IDENTITY_BYTES)) ? DONE : IO_ERROR;
  }

  private boolean isTransfer(long sector, long length) {
    return length % Minidisk.SECTOR_BYTES == 0
        && sector >= 0
        && sector <= disk.size() / Minidisk.SECTOR_BYTES
        && disk.contains(sector * Minidisk.SECTOR_BYTES, length);
  }

  @Override
  public void save(StateOutput output) {
    requests.save(output);
  }

  @Override
  public void load(StateInput input, List<Virtqueue> queues) {
    requests.load(input, queues.getFirst());
  }
}
