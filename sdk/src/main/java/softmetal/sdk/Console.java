package softmetal.sdk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;

/// The terminal at the guest's serial port: a test types at it and waits for text.
///
/// Carriage returns are left out of what the guest writes. What has been waited for once is not looked at again: each
/// [Waiting#shows] goes on behind the text that the one before it found.
public final class Console {
  /// What a wait may take when the test does not say.
  static final Instructions DEFAULT_BUDGET = Instructions.millions(100);

  private final Guest guest;
  private final ByteArrayOutputStream transcript = new ByteArrayOutputStream();

  /// One character for each byte, so that a text can be found before all of the next one has arrived.
  private final StringBuilder unread = new StringBuilder();

  private final Queue<Byte> typed = new ArrayDeque<>();
  private @Nullable String awaited;

  Console(Guest guest) {
    this.guest = guest;
  }

  /// Types text; a newline is the Enter key. The guest sees it once it runs.
  public Console types(String text) {
    for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
      typed.add(value);
    }
    return this;
  }

  /// Types a line, with Enter.
  public Console enters(String line) {
    return types(line + "\n");
  }

  /// Lets the guest run until it has written `text`, for at most [#DEFAULT_BUDGET].
  public String shows(String text) {
    return within(DEFAULT_BUDGET).shows(text);
  }

  /// The budget is for one wait: it begins to count when that wait begins.
  public Waiting within(Instructions budget) {
    return new Waiting(budget);
  }

  /// Everything that the guest has written since it was switched on.
  public String transcript() {
    return transcript.toString(StandardCharsets.UTF_8);
  }

  /// A wait with a budget of its own.
  public final class Waiting {
    private final Instructions budget;

    private Waiting(Instructions budget) {
      this.budget = budget;
    }

    /// @return what the guest wrote before `text`, since the last wait
    /// @throws GuestFailure when the budget is used up, or the guest ends, without it
    public String shows(String text) {
      String wanted = bytes(text);
      int at = unread.indexOf(wanted);
      if (at < 0) {
        awaited = wanted;
        try {
          Outcome outcome = guest.run(budget);
          at = unread.indexOf(wanted);
          if (at < 0) {
            throw guest.failure(
                "the console did not show %s within %s".formatted(quoted(text), budget), outcome);
          }
        } finally {
          awaited = null;
        }
      }
      String before = unread.substring(0, at);
      unread.delete(0, at + wanted.length());
      return new String(before.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }

  private static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  static String quoted(String text) {
    return '"' + text.replace("\n", "\\n") + '"';
  }

  /// The machine's side of the cable. Idle time passes at once.
  Host host(Supplier<Machine> machine) {
    return new Host() {
      @Override
      public void consoleOutput(int value) {
        if (value == '\r') {
          return;
        }
        transcript.write(value);
        unread.append((char) (value & 0xff));
        String text = awaited;
        if (text != null
            && unread.length() >= text.length()
            && unread.indexOf(text, unread.length() - text.length()) >= 0) {
          machine.get().pause();
        }
      }

      @Override
      public int consoleInput(long nowTicks, boolean idle) {
        Byte value = typed.poll();
        return value == null ? -1 : value & 0xff;
      }

      @Override
      public boolean idle(long nowTicks, long nextTicks) {
        return nextTicks != Long.MAX_VALUE;
      }
    };
  }
}
