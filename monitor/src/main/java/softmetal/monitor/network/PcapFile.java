package softmetal.monitor.network;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.clock.Clock;

/// What passed a switch, as a capture file that Wireshark and tcpdump read: libpcap's format with nanoseconds, Ethernet frames
/// in full, in the order of virtual time.
///
/// Times are virtual, counted from a given date. A capture ends after [#MAX_BYTES]: a guest must not fill the disk of the
/// host. What goes wrong while writing is told by [#close].
///
/// Source: "PCAP Capture File Format" (IETF draft-ietf-opsawg-pcap).
public final class PcapFile implements FrameTap, AutoCloseable {
  public static final long MAX_BYTES = 1L << 30;

  private static final int NANOSECOND_MAGIC = 0xa1b2_3c4d;
  private static final int LINK_ETHERNET = 1;
  private static final int SNAP_BYTES = 65_535;
  private static final int RECORD_HEADER_BYTES = 16;
  private static final long TICKS_PER_SECOND = 10_000_000L * Clock.TICKS_PER_MTIME;
  private static final long NANOS_PER_TICK = 1_000_000_000L / TICKS_PER_SECOND;

  private record Frame(long ticks, long turn, byte[] bytes) {}

  private final OutputStream output;
  private final long baseSeconds;

  /// Frames that an earlier one may still come before.
  private final PriorityQueue<Frame> recent =
      new PriorityQueue<>(Comparator.comparingLong(Frame::ticks).thenComparingLong(Frame::turn));

  private long turns;
  private long latest;
  private long written;
  private @Nullable IOException failure;

  /// @param output written and closed here
  /// @param baseSeconds the date of tick 0, in seconds since 1970
  public PcapFile(OutputStream output, long baseSeconds) {
    this.output = new BufferedOutputStream(output, 1 << 16);
    this.baseSeconds = baseSeconds;
    write(
        buffer(24)
            .putInt(NANOSECOND_MAGIC)
            .putShort((short) 2)
            .putShort((short) 4)
            .putLong(0)
            .putInt(SNAP_BYTES)
            .putInt(LINK_ETHERNET)
            .array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void seen(long ticks, byte[] frame) {
    latest = Math.max(latest, ticks);
    recent.add(new Frame(ticks, turns++, frame));
    writeUntil(latest - EthernetSwitch.LATENCY_TICKS);
  }

  private void writeUntil(long ticks) {
    for (Frame next = recent.peek(); next != null && next.ticks <= ticks; next = recent.peek()) {
      recent.remove();
      int length = next.bytes.length;
      if (written + RECORD_HEADER_BYTES + length > MAX_BYTES) {
        written = MAX_BYTES;
        continue;
      }
      write(
          buffer(RECORD_HEADER_BYTES)
              .putInt((int) (baseSeconds + next.ticks / TICKS_PER_SECOND))
              .putInt((int) (next.ticks % TICKS_PER_SECOND * NANOS_PER_TICK))
              .putInt(length)
              .putInt(length)
              .array());
      write(next.bytes);
    }
  }

  private void write(byte[] bytes) {
    if (failure != null) {
      return;
    }
    try {
      output.write(bytes);
      written += bytes.length;
    } catch (IOException e) {
      failure = e;
    }
  }

  /// @throws IOException when not everything could be written
  @Override
  public void close() throws IOException {
    writeUntil(Long.MAX_VALUE);
    output.close();
    Optional<IOException> first = Optional.ofNullable(failure);
    if (first.isPresent()) {
      throw first.get();
    }
  }
}
