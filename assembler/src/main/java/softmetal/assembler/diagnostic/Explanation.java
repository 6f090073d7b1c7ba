package softmetal.assembler.diagnostic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What there is to say about a [Problem] beyond its message: why it is one, a text that has it, and the same set right.
///
/// Each is a page of Markdown, the resource `explanations/E0209.md`: a heading with code and title, then prose and fenced
/// blocks. The first line of a block says what it is:
///
/// | First line | What it is |
/// |---|---|
/// | `asm wrong [name]` | a source that brings the message about; its file is `a.s`, or has this name |
/// | `ld wrong [name]` | a linker script that does; its file is `a.ld` |
/// | `sh wrong` | the commands to run, where these are not just `softmetal asm` and `softmetal ld` |
/// | `asm right`, `ld right`, `sh right` | the same without the mistake |
///
/// @param title the problem in a few words, without a full stop
/// @param blocks the examples, in order
/// @param page the whole page as it was written
public record Explanation(String title, List<Block> blocks, String page) {

  /// A fenced block.
  ///
  /// @param language `asm`, `ld` or `sh`
  /// @param right whether it shows how it is done
  /// @param name of the file that holds it, as far as given
  public record Block(String language, boolean right, Optional<String> name, String text) {}

  public Explanation {
    blocks = List.copyOf(blocks);
  }

  /// Empty only while somebody is still writing it: a test asks for every page.
  public static Optional<Explanation> of(Problem problem) {
    String file = "explanations/" + problem.code() + ".md";
    try (InputStream in = Explanation.class.getResourceAsStream(file)) {
      return in == null
          ? Optional.empty()
          : Optional.of(parse(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file, e);
    }
  }

  /// @throws IllegalArgumentException when it is no such page
  static Explanation parse(String page) {
    List<String> lines = page.lines().toList();
    int colon = lines.getFirst().indexOf(": ");
    if (colon < 0) {
      throw new IllegalArgumentException("no heading `# CODE: title`: " + lines.getFirst());
    }
    List<Block> blocks = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith("```")) {
        String[] words = lines.get(i).substring(3).split(" ", -1);
        if (words.length < 2 || !(words[1].equals("right") || words[1].equals("wrong"))) {
          throw new IllegalArgumentException("neither right nor wrong: " + lines.get(i));
        }
        StringBuilder text = new StringBuilder();
        while (!lines.get(++i).equals("```")) {
          text.append(lines.get(i)).append('\n');
        }
        Optional<String> name = words.length > 2 ? Optional.of(words[2]) : Optional.empty();
        blocks.add(new Block(words[0], words[1].equals("right"), name, text.toString()));
      }
    }
    return new Explanation(lines.getFirst().substring(colon + 2), blocks, page);
  }

  /// The page for a terminal: examples are set off by blanks, and their fences are gone.
  public String plain() {
    StringBuilder out = new StringBuilder();
    boolean inside = false;
    for (String line : page.lines().toList()) {
      if (line.startsWith("```")) {
        inside = !inside;
      } else if (inside) {
        out.append(line.isEmpty() ? "" : "    " + line).append('\n');
      } else {
        out.append(line.replaceFirst("^# ", "")).append('\n');
      }
    }
    return out.toString();
  }
}
