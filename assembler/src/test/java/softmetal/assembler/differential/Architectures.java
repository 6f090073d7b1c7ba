package softmetal.assembler.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random sources that change the architecture: names with and without versions, in any order.
final class Architectures {
  private static final List<String> LETTERS =
      List.of("m", "a", "f", "d", "c", "q", "v", "h", "m2p0", "c2", "a2p1");
  private static final List<String> WORDS =
      List.of(
          "zba",
          "zbb",
          "zbc",
          "zbs",
          "zicsr",
          "zifencei",
          "zmmul",
          "zfh",
          "zfhmin",
          "zfinx",
          "zdinx",
          "zhinx",
          "zihintpause",
          "zicbom",
          "zicbop",
          "zicboz",
          "zawrs",
          "zbkb",
          "zbkc",
          "zbkx",
          "zk",
          "zkn",
          "zks",
          "zkt",
          "zve32x",
          "zve64d",
          "zvl128b",
          "zvl64b",
          "smaia",
          "smepmp",
          "smstateen",
          "sscofpmf",
          "sstc",
          "svinval",
          "svnapot",
          "svpbmt",
          "xtheadba",
          "xtheadsync",
          "xmine1p0",
          "zba1p0",
          "zba2p3",
          "zbb1",
          "zbs1p",
          "zfoo",
          "sfoo",
          "ztso",
          "zicsr2p0",
          "m",
          "c2p0");
  private static final List<String> PLAIN =
      List.of(
          "nop",
          "add a0, a1, a2",
          ".byte 1, 2",
          ".half 5",
          ".align 3",
          ".option rvc",
          ".option norvc",
          ".option push",
          ".attribute stack_align, 16",
          ".attribute unaligned_access, 1",
          ".attribute Tag_arch, \"rv64i\"",
          ".section .text.b, \"ax\"",
          ".text");

  private Architectures() {}

  static List<String> source(SplittableRandom random) {
    List<String> lines = new ArrayList<>();
    if (random.nextBoolean()) {
      lines.add(".attribute arch, \"" + name(random) + "\"");
    }
    for (int i = 0; i < 30; i++) {
      lines.add(
          switch (random.nextInt(6)) {
            case 0 -> ".option arch, " + name(random);
            case 1 -> ".option arch, " + (random.nextBoolean() ? "+" : "-") + pick(random, WORDS);
            case 2 -> ".option arch, +" + pick(random, WORDS) + ", -" + pick(random, LETTERS);
            default -> pick(random, PLAIN);
          });
    }
    return lines;
  }

  private static String name(SplittableRandom random) {
    StringBuilder name =
        new StringBuilder(
            pick(random, List.of("rv64i", "rv64g", "rv64gc", "rv64i2p0", "rv64i2p1", "rv64ima")));
    for (int i = random.nextInt(4); i > 0; i--) {
      name.append(random.nextBoolean() ? "_" : "").append(pick(random, LETTERS));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      name.append('_').append(pick(random, WORDS));
    }
    return name.toString();
  }

  private static String pick(SplittableRandom random, List<String> list) {
    return list.get(random.nextInt(list.size()));
  }
}
