package softmetal.assembler.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Damages texts: characters and lines lost, doubled, moved; words in place of others; and now and then something far
/// too long or too deep.
final class TextMutations {
  private static final Pattern WORD =
      Pattern.compile("[.%\\\\]?[A-Za-z_$][A-Za-z0-9_.$]*:?|0[xX][0-9a-fA-F]+|[0-9]+|\"[^\"\n]*\"");

  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "2",
          "3",
          "8",
          "31",
          "32",
          "63",
          "64",
          "0x7f",
          "255",
          "256",
          "2047",
          "2048",
          "-2049",
          "0xffff",
          "65536",
          "0x7fffffff",
          "0x80000000",
          "0xffffffff",
          "0x100000000",
          "0x7fffffffffffffff",
          "0x8000000000000000",
          "-0x8000000000000000",
          "0xffffffffffffffff",
          "99999999999999999999",
          "0b102",
          "09",
          "1e400",
          "0x");

  private static final List<String> STRAY =
      List.of(
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "\\",
          "\"",
          "'",
          "#",
          "##",
          ";",
          ":",
          ",",
          ".",
          "+",
          "-",
          "*",
          "/",
          "/*",
          "*/",
          "//",
          "%",
          "&",
          "|",
          "^",
          "!",
          "~",
          "<",
          ">",
          "<<",
          ">>",
          "=",
          "==",
          "@",
          "$",
          " ",
          "\t",
          "\n",
          "\r",
          "\r\n",
          "\0",
          "\f",
          "\\\n",
          "\\@",
          "\\()",
          "\\x",
          "%hi(",
          "1b",
          "1f",
          "99f",
          ". ",
          "...",
          "??/",
          "\u00c3\u00a9",
          "\u00ff",
          "\u00e2\u0080\u00a8",
          "L'",
          "0x1p",
          "1.5e",
          "\u0001",
          "\u007f");

  private final List<String> words;
  private final SplittableRandom random;

  private TextMutations(List<String> words, SplittableRandom random) {
    this.words = words;
    this.random = random;
  }

  /// The words of texts, each once.
  static List<String> words(List<byte[]> texts) {
    TreeSet<String> found = new TreeSet<>();
    for (byte[] text : texts) {
      for (Matcher word = WORD.matcher(new String(text, ISO_8859_1)); word.find(); ) {
        found.add(word.group());
      }
    }
    return List.copyOf(found);
  }

  /// @param words to put in place of others
  /// @param other a text to take pieces of
  static byte[] damaged(byte[] good, byte[] other, List<String> words, SplittableRandom random) {
    StringBuilder text = new StringBuilder(new String(good, ISO_8859_1));
    TextMutations mutations = new TextMutations(words, random);
    for (int changes = 1 + random.nextInt(random.nextInt(8) + 1); changes > 0; changes--) {
      mutations.change(text, other);
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private void change(StringBuilder text, byte[] other) {
    int start = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), start + 1 + random.nextInt(random.nextInt(60) + 1));
    switch (random.nextInt(16)) {
      case 0 -> text.delete(start, end);
      case 1 -> text.insert(start, stray());
      case 2 -> text.replace(start, Math.min(start + 1, text.length()), stray());
      case 3 -> text.insert(random.nextInt(text.length() + 1), text.substring(start, end));
      case 4 -> text.insert(start, " " + word() + " ");
      case 5, 6 -> replaceWord(text, start, word());
      case 7, 8 -> replaceWord(text, start, NUMBERS.get(random.nextInt(NUMBERS.size())));
      case 9 -> text.insert(start, text.substring(start, end).repeat(1 + random.nextInt(60)));
      case 10 -> moveLine(text, start);
      case 11 -> text.insert(lineStart(text, start), piece(other));
      case 12 -> swapWords(text, start);
      case 13 -> {
        if (random.nextInt(10) == 0) {
          text.setLength(start);
        }
      }
      case 14 -> tooMuch(text, start);
      default -> text.insert(start, (char) random.nextInt(256));
    }
  }

  private String stray() {
    return STRAY.get(random.nextInt(STRAY.size()));
  }

  private String word() {
    return words.isEmpty() ? "x" : words.get(random.nextInt(words.size()));
  }

  private static void replaceWord(StringBuilder text, int from, String word) {
    Matcher matcher = WORD.matcher(text);
    if (matcher.find(from)) {
      int start = matcher.start();
      text.replace(start, matcher.end(), word);
    }
  }

  private static void swapWords(StringBuilder text, int from) {
    Matcher matcher = WORD.matcher(text);
    if (matcher.find(from)) {
      String first = matcher.group();
      int start = matcher.start();
      int between = matcher.end();
      if (matcher.find()) {
        String swapped = matcher.group() + text.substring(between, matcher.start()) + first;
        text.replace(start, matcher.end(), swapped);
      }
    }
  }

  private void moveLine(StringBuilder text, int at) {
    int start = lineStart(text, at);
    int end = text.indexOf("\n", at);
    String line = text.substring(start, end < 0 ? text.length() : end + 1);
    if (random.nextBoolean()) {
      text.delete(start, start + line.length());
    }
    text.insert(lineStart(text, random.nextInt(text.length() + 1)), line);
  }

  private static int lineStart(StringBuilder text, int at) {
    return text.lastIndexOf("\n", at - 1) + 1;
  }

  private String piece(byte[] other) {
    int start = random.nextInt(other.length + 1);
    int end = Math.min(other.length, start + random.nextInt(400));
    return new String(other, start, end - start, ISO_8859_1);
  }

  /// One thing very often.
  private void tooMuch(StringBuilder text, int at) {
    int count = 1 << random.nextInt(15);
    List<String> things =
        new ArrayList<>(List.of("(", "-", "~", "\\", "\"", " ", "a", "%hi(", "/*", ";", ",", ":"));
    things.add("{");
    things.add("0x");
    things.add("1:");
    things.add("\n");
    things.add(".if 1\n");
    things.add("#if 1\n");
    things.add("1+");
    things.add("x ? ");
    text.insert(at, things.get(random.nextInt(things.size())).repeat(count));
  }
}
