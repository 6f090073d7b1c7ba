package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import softmetal.isa.InstructionSet;

class DeviceTreeTest {
  @Test
  void is_laid_out_as_the_specification_says() {
    byte[] blob =
        new FlattenedTree()
            .begin("")
            .cells("reg", 1, 2)
            .begin("a@1")
            .text("reg", "x", "y")
            .flag("on")
            .end()
            .end()
            .toBytes();

    String header =
        "d00dfeed 0000008b 00000038 00000084 00000028 00000011 00000010 00000000 00000007 0000004c";
    String reserved = "00000000 00000000 00000000 00000000";
    String structure =
        """
        00000001 00000000
        00000003 00000008 00000000 00000001 00000002
        00000001 61403100
        00000003 00000004 00000000 78007900
        00000003 00000000 00000004
        00000002
        00000002
        00000009
        """;
    String strings = "72656700 6f6e00";
    String expected = (header + reserved + structure + strings).replaceAll("\\s", "");
    assertEquals(expected, HexFormat.of().formatHex(blob));
  }

  @Test
  void a_node_without_an_end_is_a_mistake() {
    assertThrows(IllegalStateException.class, () -> new FlattenedTree().begin("").toBytes());
  }

  @Test
  void holds_the_command_line_and_the_size_of_ram_and_every_hart() {
    byte[] blob = DeviceTree.of(InstructionSet.ALL, 3, 1L << 33, "console=ttyS0", Optional.empty());
    String text = new String(blob, StandardCharsets.ISO_8859_1);

    assertEquals(blob.length, ByteBuffer.wrap(blob).getInt(4));
    assertTrue(text.contains("console=ttyS0\0"));
    assertTrue(text.contains("cpu@2\0"));
    assertTrue(text.contains("\0\0\0\0\u0080\0\0\0\0\0\0\u0002\0\0\0\0"));
  }

  @Test
  void is_the_same_every_time() {
    assertArrayEquals(
        DeviceTree.of(InstructionSet.ALL, 2, 1 << 27, "x", Optional.empty()),
        DeviceTree.of(InstructionSet.ALL, 2, 1 << 27, "x", Optional.empty()));
  }
}
