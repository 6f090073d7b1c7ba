package softmetal.monitor.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PcapFileTest {
  @Test
  void is_laid_out_as_the_format_says() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (PcapFile capture = new PcapFile(file, 1_000_000_000)) {
      capture.seen(250_000_001, new byte[] {1, 2, 3});
    }

    String header = "4d3cb2a1 0200 0400 00000000 00000000 ffff0000 01000000";
    String record = "02ca9a3b 0a65cd1d 03000000 03000000 010203";
    assertEquals((header + record).replace(" ", ""), hex(file));
  }

  @Test
  void puts_frames_into_the_order_of_time() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (PcapFile capture = new PcapFile(file, 0)) {
      capture.seen(4_000, new byte[] {4});
      capture.seen(2_000, new byte[] {2});
      capture.seen(9_500, new byte[] {9});
      capture.seen(9_000, new byte[] {8});
    }

    String frames = hex(file).substring(48).replaceAll(".{32}(..)", "$1");
    assertEquals("02040809", frames);
  }

  @Test
  void tells_at_the_end_what_could_not_be_written() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("the disk is full");
          }
        };
    PcapFile capture = new PcapFile(full, 0);
    capture.seen(0, new byte[100]);

    assertEquals("the disk is full", assertThrows(IOException.class, capture::close).getMessage());
  }

  private static String hex(ByteArrayOutputStream file) {
    return HexFormat.of().formatHex(file.toByteArray());
  }
}
