package softmetal.monitor.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import softmetal.monitor.state.RecordedState;
import softmetal.monitor.state.StateHash;

class RamTest {
  static final long BASE = 0x8000_0000L;
  static final long MIB = 1 << 20;

  @TempDir Path directory;

  static void put(Ram ram, long offset, int value) {
    ram.written(offset);
    ram.segment().set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }

  @Test
  void is_zero_at_first_and_remembers_its_last_byte() throws IOException {
    try (Ram ram = Ram.allocate(BASE, 16 * MIB)) {
      assertEquals(0, ram.segment().get(ValueLayout.JAVA_LONG_UNALIGNED, 5));

      ram.segment().set(ValueLayout.JAVA_BYTE, 16 * MIB - 1, (byte) 42);

      assertEquals(42, ram.segment().get(ValueLayout.JAVA_BYTE, 16 * MIB - 1));
      assertEquals(16 * MIB, ram.segment().byteSize());
    }
  }

  @Test
  void leaves_no_file_behind() throws IOException {
    try (Ram ram = Ram.allocate(BASE, MIB, directory, false)) {
      ram.segment().set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      try (var files = Files.list(directory)) {
        assertEquals(List.of(), files.toList());
      }
    }
  }

  @Test
  void is_gone_after_close() throws IOException {
    Ram ram = Ram.allocate(BASE, MIB);
    ram.close();

    assertThrows(IllegalStateException.class, () -> ram.segment().get(ValueLayout.JAVA_BYTE, 0));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, MIB - 4096, MIB + 1, (1L << 34) + 4096, -MIB})
  void refuses_sizes_that_no_machine_has(long size) {
    assertFalse(Ram.isValidSize(size));
    assertThrows(IllegalArgumentException.class, () -> Ram.allocate(BASE, size));
  }

  @Test
  void can_be_as_large_as_sixteen_gibibytes() throws IOException {
    try (Ram ram = Ram.allocate(BASE, 1L << 34, directory, false)) {
      ram.segment().set(ValueLayout.JAVA_BYTE, (1L << 34) - 1, (byte) 1);

      assertEquals(1, ram.segment().get(ValueLayout.JAVA_BYTE, (1L << 34) - 1));
    }
  }

  @Test
  void saves_only_pages_that_are_not_zero_wherever_its_image_is() throws IOException {
    byte[] expected;
    try (Ram ram = Ram.allocate(BASE, MIB, directory, true)) {
      put(ram, 3 * 4096 + 17, 7);
      put(ram, 9 * 4096, 7);
      put(ram, 9 * 4096, 0);
      expected = RecordedState.of(ram);
    }
    try (Ram ram = Ram.allocate(BASE, MIB, directory, false)) {
      put(ram, 3 * 4096 + 17, 7);

      assertArrayEquals(expected, RecordedState.of(ram));
      assertEquals(8 + 8 + 8 + 4096 + 8, expected.length);
    }
  }

  /// The promise: 128 MiB of which a guest touches 1 MiB cost a few MiB, even after the state has been hashed.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void costs_what_has_been_touched(boolean shared) throws IOException {
    assumeTrue(Files.isReadable(Path.of("/proc/self/smaps")));
    Path place = shared ? Path.of("/dev/shm") : directory;
    assumeTrue(Files.isWritable(place));
    try (Ram ram = Ram.allocate(BASE, 128 * MIB, place, shared)) {
      for (long offset = 0; offset < MIB; offset += 4096) {
        put(ram, offset, 1);
      }
      StateHash.of(List.of(ram));

      long committed = smaps(ram, shared ? "Rss" : "Anonymous");

      assertTrue(committed >= MIB && committed < 3 * MIB, committed + " bytes");
    }
  }

  /// A figure of the mapping that holds the RAM, in bytes.
  static long smaps(Ram ram, String field) throws IOException {
    String start = Long.toHexString(ram.segment().address()) + "-";
    String all = Files.readString(Path.of("/proc/self/smaps"));
    Matcher matcher =
        Pattern.compile(
                "^" + start + ".*?^" + field + ": +(\\d+) kB", Pattern.MULTILINE | Pattern.DOTALL)
            .matcher(all);
    assertTrue(matcher.find(), "no mapping " + start);
    return 1024 * Long.parseLong(matcher.group(1));
  }
}
