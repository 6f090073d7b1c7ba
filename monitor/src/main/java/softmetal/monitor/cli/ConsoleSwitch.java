package softmetal.monitor.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/// The consoles of several VMs on one output. Any thread may use it.
///
/// At a terminal one of them is shown; of the others the last [#BACKLOG_BYTES] bytes are kept, until it is their turn. Elsewhere all are
/// shown, line by line, each with the name of its VM in front.
final class ConsoleSwitch {
  static final int BACKLOG_BYTES = 64 << 10;

  private final PrintStream output;
  private final boolean atTerminal;
  private final List<Console> consoles = new ArrayList<>();
  private int width;
  private int shown;

  ConsoleSwitch(PrintStream output, boolean atTerminal) {
    this.output = output;
    this.atTerminal = atTerminal;
  }

  /// One more console; the first one is shown.
  synchronized PrintStream add(String name) {
    Console console = new Console(name, consoles.size());
    consoles.add(console);
    width = Math.max(width, name.length());
    return new PrintStream(console, true, UTF_8);
  }

  /// The number of the console that is shown, and typed to.
  synchronized int shown() {
    return shown;
  }

  /// Shows the next console.
  synchronized void next() {
    shown = (shown + 1) % consoles.size();
    Console console = consoles.get(shown);
    output.printf("%n[console of %s]%n", console.name);
    output.writeBytes(console.kept.toByteArray());
    output.flush();
    console.kept.reset();
  }

  /// Shows what does not end in a line.
  synchronized void finish() {
    if (!atTerminal) {
      consoles.forEach(Console::finish);
    }
  }

  private final class Console extends OutputStream {
    private final String name;
    private final int number;

    /// What has not been shown: of this line, or, at a terminal, while another console was.
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    Console(String name, int number) {
      this.name = name;
      this.number = number;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int start, int count) {
      synchronized (ConsoleSwitch.this) {
        if (!atTerminal) {
          writeLines(bytes, start, count);
        } else if (number == shown) {
          output.write(bytes, start, count);
          output.flush();
        } else {
          keep(bytes, start, count);
        }
      }
    }

    private void keep(byte[] bytes, int start, int count) {
      kept.write(bytes, start, count);
      if (kept.size() > 2 * BACKLOG_BYTES) {
        byte[] all = kept.toByteArray();
        kept.reset();
        kept.write(all, all.length - BACKLOG_BYTES, BACKLOG_BYTES);
      }
    }

    private void writeLines(byte[] bytes, int start, int count) {
      for (int i = start; i < start + count; i++) {
        if (bytes[i] == '\n' || kept.size() == BACKLOG_BYTES) {
          showLine();
        }
        if (bytes[i] != '\n' && bytes[i] != '\r') {
          kept.write(bytes[i]);
        }
      }
      output.flush();
    }

    private void showLine() {
      output.print(name + " ".repeat(width - name.length()) + " | ");
      output.writeBytes(kept.toByteArray());
      output.print('\n');
      kept.reset();
    }

    private void finish() {
      if (kept.size() > 0) {
        showLine();
      }
    }
  }
}
