package softmetal.monitor.disk;

import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A program that works on a store until it is killed, and says what it has done as soon as it is done.
///
/// It writes sectors of the minidisk `work` that hold nothing but a rising number, and flushes; puts the minidisk back to an earlier
/// moment; and makes, resizes and deletes another one.
final class KilledProcess {
  static final int SECTORS = 400;

  private KilledProcess() {}

  /// @param arguments the directory of the store, the first number, a seed
  public static void main(String[] arguments) throws Exception {
    int number = Integer.parseInt(arguments[1]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(arguments[2]));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    Drives drives = Drives.open(Path.of(arguments[0]));
    Minidisk work = drives.get("work");
    while (true) {
      switch (random.nextInt(10)) {
        case 0 -> {
          boolean there = drives.find("extra").isPresent();
          out.println("extra " + (there ? 0 : 20));
          if (there) {
            drives.delete("extra");
          } else {
            drives.create(MinidiskDefinition.of("extra", 20 * 512));
          }
          out.println("done");
        }
        case 1 -> {
          if (drives.find("extra").isPresent()) {
            int sectors = 1 + random.nextInt(300);
            out.println("extra " + sectors);
            drives.resize("extra", sectors * 512L);
            out.println("done");
          }
        }
        case 2 -> {
          try (DiskImage moment = work.freeze()) {
            work.write(0, sector(number, SECTORS));
            work.revertTo(moment);
          }
          out.println("reverted " + number++);
        }
        default -> {
          int first = random.nextInt(SECTORS - 20);
          int count = 1 + random.nextInt(20);
          out.println("writes %d %d %d".formatted(number, first, count));
          work.write(first * 512L, sector(number, count));
          work.flush();
          out.println("flushed " + number++);
        }
      }
    }
  }

  private static ByteBuffer sector(int number, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(512 * count);
    int[] numbers = new int[128 * count];
    Arrays.fill(numbers, number);
    bytes.asIntBuffer().put(numbers);
    return bytes;
  }
}
