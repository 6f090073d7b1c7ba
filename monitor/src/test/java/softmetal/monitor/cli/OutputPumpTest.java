package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class OutputPumpTest {
  @Test
  void all_arrives_in_order() {
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    OutputPump pump = new OutputPump(new PrintStream(shown, true, US_ASCII));
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < 10 * OutputPump.MAX_PIECES; i++) {
      byte[] piece = "piece %d\n".formatted(i).getBytes(US_ASCII);
      pump.write(piece, piece.length);
      expected.writeBytes(piece);
    }
    pump.finish();

    assertArrayEquals(expected.toByteArray(), shown.toByteArray());
  }

  @Test
  void a_reader_that_takes_nothing_holds_nobody_up_until_much_has_come_together() {
    CountDownLatch reads = new CountDownLatch(1);
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    OutputPump pump = new OutputPump(new PrintStream(slow(reads, shown), true, US_ASCII));
    for (int i = 0; i < OutputPump.MAX_PIECES; i++) {
      pump.write(new byte[] {'x'}, 1);
    }
    assertEquals(0, shown.size());
    reads.countDown();
    pump.finish();

    assertEquals(OutputPump.MAX_PIECES, shown.size());
  }

  @Test
  void nobody_waits_for_a_reader_once_the_user_has_left() {
    OutputPump pump =
        new OutputPump(
            new PrintStream(
                slow(new CountDownLatch(1), new ByteArrayOutputStream()), true, US_ASCII));
    pump.abandon();
    for (int i = 0; i < OutputPump.MAX_PIECES + 10; i++) {
      pump.write(new byte[] {'x'}, 1);
    }
    long begin = System.nanoTime();
    pump.finish();

    assertTrue(System.nanoTime() - begin < 10_000_000_000L);
  }

  @Test
  void a_broken_stream_is_told_of_once_and_takes_all_that_follows() {
    AtomicInteger told = new AtomicInteger();
    OutputPump pump =
        new OutputPump(
            new PrintStream(
                new OutputStream() {
                  @Override
                  public void write(int value) throws IOException {
                    throw new IOException("no room");
                  }
                }));
    pump.whenBroken(told::incrementAndGet);
    for (int i = 0; i < 3 * OutputPump.MAX_PIECES; i++) {
      pump.write(new byte[] {'x'}, 1);
    }
    pump.finish();

    assertEquals(1, told.get());
  }

  private static OutputStream slow(CountDownLatch reads, OutputStream target) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int start, int count) throws IOException {
        try {
          reads.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        target.write(bytes, start, count);
      }
    };
  }
}
