package softmetal.monitor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import softmetal.isa.InstructionSet;

/// Compares our device tree with that of QEMU's board, both as dtc prints them.
@Tag("oracle")
class DeviceTreeOracleTest {
  /// What QEMU's board has and ours does not.
  static final Pattern ABSENT =
      Pattern.compile("/(pmu|fw-cfg|flash|platform-bus|soc/pci).*|/chosen#rng-seed");

  /// What differs on purpose: our harts have fewer extensions, and Sv39.
  static final Pattern DIFFERENT = Pattern.compile("/cpus/cpu@.*#(riscv,isa|mmu-type)");

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1, 128, ''", "2, 1024, root=/dev/vda quiet", "8, 4096, x"})
  void describes_the_same_board_as_qemu_does(int harts, int mebibytes, String arguments)
      throws Exception {
    Path theirs = directory.resolve("qemu.dtb");
    Path kernel = Files.write(directory.resolve("kernel"), new byte[16]);
    run(
        "qemu-system-riscv64",
        "-M",
        "virt,dumpdtb=" + theirs,
        "-bios",
        "none",
        "-smp",
        Integer.toString(harts),
        "-m",
        mebibytes + "M",
        "-display",
        "none",
        "-kernel",
        kernel.toString(),
        "-append",
        arguments);
    Path ours = directory.resolve("softmetal.dtb");
    Files.write(
        ours,
        DeviceTree.of(
            InstructionSet.ALL, harts, (long) mebibytes << 20, arguments, Optional.empty()));

    Map<String, String> expected = properties(theirs);
    expected.keySet().removeIf(key -> ABSENT.matcher(key).matches());
    Map<String, String> actual = properties(ours);

    assertEquals(expected.keySet(), actual.keySet());
    Set<String> keys = Set.copyOf(actual.keySet());
    for (String key : keys) {
      if (!DIFFERENT.matcher(key).matches()) {
        assertEquals(expected.get(key), actual.get(key), key);
      }
    }
  }

  @Test
  void dtc_warns_only_of_what_it_warns_of_in_qemus_tree() throws Exception {
    Path ours = directory.resolve("softmetal.dtb");
    Files.write(ours, DeviceTree.of(InstructionSet.ALL, 1, 128 << 20, "", Optional.empty()));

    String warnings =
        run("dtc", "-I", "dtb", "-O", "dts", "-o", "/dev/null", ours.toString())
            .lines()
            .filter(line -> !line.contains("Missing #address-cells in interrupt provider"))
            .reduce("", (a, b) -> a + b + "\n");

    assertEquals("", warnings);
  }

  /// `/path/of/node#property` to its value, for every property.
  private Map<String, String> properties(Path blob) throws Exception {
    Map<String, String> properties = new TreeMap<>();
    Deque<String> path = new ArrayDeque<>();
    for (String text :
        run("dtc", "-q", "-I", "dtb", "-O", "dts", blob.toString()).lines().toList()) {
      String line = text.strip();
      if (line.endsWith("{")) {
        path.addLast(line.substring(0, line.length() - 1).strip().replace("/", ""));
      } else if (line.equals("};")) {
        path.removeLast();
      } else if (!path.isEmpty() && line.endsWith(";")) {
        List<String> parts = List.of(line.split(" = ", 2));
        String name = parts.getFirst().replace(";", "");
        properties.put(String.join("/", path) + "#" + name, parts.getLast());
      }
    }
    assertTrue(properties.size() > 10, blob.toString());
    return properties;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), String.join(" ", command) + "\n" + output);
    return output;
  }
}
