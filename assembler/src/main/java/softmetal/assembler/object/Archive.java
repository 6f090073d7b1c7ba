package softmetal.assembler.object;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.assembler.diagnostic.Problem;
import softmetal.assembler.diagnostic.SourceText;

/// Archives of objects (`libx.a`), in the form of GNU ar.
public final class Archive {
  private static final byte[] MAGIC = "!<arch>\n".getBytes(ISO_8859_1);
  private static final byte[] THIN_MAGIC = "!<thin>\n".getBytes(ISO_8859_1);
  private static final int HEADER_SIZE = 60;

  /// @param name `libx.a(member.o)`
  /// @param file where the contents are, relative to the archive, if it is a thin one
  public record Member(String name, byte[] contents, Optional<String> file) {}

  private Archive() {}

  public static boolean looksLikeArchive(byte[] bytes) {
    return startsWith(bytes, MAGIC) || isThin(bytes);
  }

  /// Whether the members are files of their own.
  private static boolean isThin(byte[] bytes) {
    return startsWith(bytes, THIN_MAGIC);
  }

  private static boolean startsWith(byte[] bytes, byte[] magic) {
    return bytes.length >= magic.length
        && Arrays.equals(bytes, 0, magic.length, magic, 0, magic.length);
  }

  /// The members in order, without the tables that ar keeps for itself.
  ///
  /// @param name how the user calls the archive, for messages
  public static List<Member> read(String name, byte[] bytes) throws InvalidInputException {
    List<Member> members = new ArrayList<>();
    String longNames = "";
    int at = MAGIC.length;
    while (at < bytes.length) {
      if (bytes.length - at < HEADER_SIZE) {
        throw damaged(name, at, "it has %d of 60 bytes".formatted(bytes.length - at));
      }
      String header = new String(bytes, at, HEADER_SIZE, ISO_8859_1);
      if (!header.endsWith("`\n")) {
        throw damaged(name, at, "it does not end with a backquote and a new line");
      }
      String digits = header.substring(48, 58).strip();
      if (!digits.matches("[0-9]{1,10}")) {
        throw damaged(name, at, "its size is `%s`, where a number belongs".formatted(digits));
      }
      String title = header.substring(0, 16).stripTrailing();
      boolean table = title.equals("//") || title.equals("/") || title.equals("/SYM64/");
      boolean elsewhere = isThin(bytes) && !table;
      long size = elsewhere ? 0 : Long.parseLong(digits);
      int start = at + HEADER_SIZE;
      if (size > bytes.length - start) {
        throw damaged(
            name,
            at,
            "the member has %d bytes, but %d are left".formatted(size, bytes.length - start));
      }
      byte[] contents = Arrays.copyOfRange(bytes, start, start + (int) size);
      if (title.equals("//")) {
        longNames = new String(contents, ISO_8859_1);
      } else if (!table) {
        String member = memberName(title, longNames);
        members.add(
            new Member(
                name + "(" + member + ")",
                contents,
                elsewhere ? Optional.of(member) : Optional.empty()));
      }
      at = start + (int) size + ((int) size & 1);
    }
    return members;
  }

  /// Names end with `/`; one longer than fifteen characters stands in a table: `/12` is its offset there.
  private static String memberName(String title, String longNames) {
    if (title.matches("/[0-9]{1,9}")) {
      int start = Integer.parseInt(title.substring(1));
      int end = longNames.indexOf("/\n", start);
      if (start < longNames.length() && end >= 0) {
        return longNames.substring(start, end);
      }
    }
    return title.endsWith("/") ? title.substring(0, title.length() - 1) : title;
  }

  private static InvalidInputException damaged(String name, int at, String how) {
    return new InvalidInputException(
        Problem.NOT_AN_ARCHIVE.at(SourceText.binary(name).whole(), at, how));
  }
}
