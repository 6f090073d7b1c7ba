package softmetal.assembler.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Makes archives, good ones and damaged ones.
final class Archives {
  private static final int[] HEADER = {16, 12, 6, 6, 8, 10, 2};
  private static final List<String> WORDS =
      List.of(
          "",
          "/",
          "//",
          "/0",
          "/1",
          "/9",
          "/99999999999",
          "/-1",
          "/SYM64/",
          "#1/20",
          "a.o/",
          " ",
          "0",
          "-1",
          "1",
          "59",
          "9999999999",
          "4294967296",
          "2147483647",
          "0x10",
          "\0",
          "`\n",
          "`");

  private Archives() {}

  static byte[] of(List<byte[]> members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("!<arch>\n".getBytes(ISO_8859_1));
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < members.size(); i++) {
      names.append("a-member-with-a-long-name-").append(i).append(".o/\n");
    }
    member(out, "/", new byte[] {0, 0, 0, 1, 0, 0, 0, 68, 'f', 'a', 'r', 0});
    member(out, "//", names.toString().getBytes(ISO_8859_1));
    for (int i = 0; i < members.size(); i++) {
      String name = i % 2 == 0 ? "m" + i + ".o/" : "/" + names.indexOf("-" + i + ".o") / 32 * 32;
      member(out, name, members.get(i));
    }
    return out.toByteArray();
  }

  private static void member(ByteArrayOutputStream out, String name, byte[] contents) {
    out.writeBytes(
        "%-16s%-12s%-6s%-6s%-8s%-10d`\n"
            .formatted(name, "0", "0", "0", "100644", contents.length)
            .getBytes(ISO_8859_1));
    out.writeBytes(contents);
    if (contents.length % 2 != 0) {
      out.write('\n');
    }
  }

  /// @param members objects, of which one is damaged before the archive is made, or else the archive around them
  static byte[] damaged(List<byte[]> members, SplittableRandom random) {
    if (random.nextInt(3) == 0) {
      byte[] other = members.get(random.nextInt(members.size()));
      int which = random.nextInt(members.size());
      byte[][] all = members.toArray(byte[][]::new);
      all[which] = ElfMutations.damaged(all[which], other, random);
      return of(List.of(all));
    }
    byte[] bytes = of(members);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      change(bytes, random);
    }
    return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static void change(byte[] bytes, SplittableRandom random) {
    String text = new String(bytes, ISO_8859_1);
    int[] ends = text.chars().filter(c -> c == '`').count() == 0 ? new int[] {68} : ends(text);
    int at = ends[random.nextInt(ends.length)] - 58;
    int field = random.nextInt(HEADER.length);
    int offset = Arrays.stream(HEADER, 0, field).sum();
    if (random.nextInt(5) == 0 || at < 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      return;
    }
    Arrays.fill(bytes, at + offset, at + offset + HEADER[field], (byte) ' ');
    byte[] word = WORDS.get(random.nextInt(WORDS.size())).getBytes(ISO_8859_1);
    System.arraycopy(word, 0, bytes, at + offset, Math.min(word.length, HEADER[field]));
  }

  private static int[] ends(String text) {
    return java.util.stream.IntStream.range(58, text.length() - 1)
        .filter(i -> text.charAt(i) == '`' && text.charAt(i + 1) == '\n')
        .toArray();
  }
}
