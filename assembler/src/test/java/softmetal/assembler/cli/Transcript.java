package softmetal.assembler.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sessions with the program, as a text that people read and write:
///
/// ```
/// == A misspelt instruction
/// -- loop.s --
///     adi a0, a0, 1
/// $ softmetal asm loop.s
/// loop.s:1:5: error: unknown instruction `adi` [E0201]
/// exit 1
/// ```
///
/// @param preface what stands before the first scene
public record Transcript(String preface, List<Scene> scenes) {
  private static final Pattern FILE = Pattern.compile("-- (\\S+) --");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final String PROMPT = "$ softmetal";

  /// @param files what is in the directory at the start, by name; files that only a program can make are not among these
  public record Scene(String title, SequencedMap<String, String> files, List<Command> commands) {
    public Scene with(List<Command> others) {
      return new Scene(title, files, others);
    }

    public String print() {
      StringBuilder text = new StringBuilder("== " + title + "\n");
      files.forEach((name, contents) -> text.append("-- %s --\n%s".formatted(name, contents)));
      for (Command command : commands) {
        text.append(PROMPT).append(command.line()).append('\n').append(command.told());
        text.append("exit ").append(command.status()).append('\n');
      }
      return text.append('\n').toString();
    }
  }

  /// @param line what stands behind `softmetal`
  /// @param told what comes on standard error
  public record Command(String line, String told, int status) {
    public Command with(String otherTold, int otherStatus) {
      return new Command(line, otherTold, otherStatus);
    }

    /// The words of the line; single quotes hold one together.
    public List<String> arguments() {
      List<String> words = new ArrayList<>();
      for (Matcher word = WORD.matcher(line); word.find(); ) {
        words.add(word.group(1) != null ? word.group(1) : word.group(2));
      }
      return words;
    }
  }

  /// What makes one scene of another.
  public interface Director {
    Scene play(Scene scene) throws IOException;
  }

  public Transcript with(Director director) throws IOException {
    List<Scene> played = new ArrayList<>();
    for (Scene scene : scenes) {
      played.add(director.play(scene));
    }
    return new Transcript(preface, played);
  }

  public String print() {
    StringBuilder text = new StringBuilder(preface);
    scenes.forEach(scene -> text.append(scene.print()));
    return text.toString();
  }

  public static Transcript parse(String page) {
    String[] parts = page.split("(?m)^== ", -1);
    List<Scene> scenes = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      scenes.add(parseScene(parts[i].lines().toList()));
    }
    return new Transcript(parts[0], scenes);
  }

  private static Scene parseScene(List<String> lines) {
    SequencedMap<String, String> files = new LinkedHashMap<>();
    List<Command> commands = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      Matcher file = FILE.matcher(lines.get(i));
      if (lines.get(i).startsWith(PROMPT)) {
        int start = i;
        int end = i + 1;
        while (end < lines.size()
            && !lines.get(end).startsWith(PROMPT)
            && !lines.get(end).matches("exit \\d+")) {
          end++;
        }
        // A page that is being written need not say how a command ends: it can be played first.
        boolean complete = end < lines.size() && lines.get(end).startsWith("exit ");
        StringBuilder told = new StringBuilder();
        lines
            .subList(start + 1, complete ? end : start + 1)
            .forEach(line -> told.append(line).append('\n'));
        i = complete ? end : end - 1;
        commands.add(
            new Command(
                lines.get(start).substring(PROMPT.length()),
                told.toString(),
                complete ? Integer.parseInt(lines.get(end).substring(5)) : 0));
      } else if (file.matches()) {
        StringBuilder contents = new StringBuilder();
        while (!lines.get(i + 1).startsWith(PROMPT) && !FILE.matcher(lines.get(i + 1)).matches()) {
          contents.append(lines.get(++i)).append('\n');
        }
        files.put(file.group(1), contents.toString());
      } else if (!lines.get(i).isEmpty()) {
        throw new IllegalArgumentException("neither a file nor a command: " + lines.get(i));
      }
    }
    return new Scene(lines.getFirst(), files, commands);
  }
}
