package softmetal.monitor.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The user's terminal without line editing and echo, so that every key goes to the guest; put back when closed, and
/// also when the program ends in any other way than being killed outright.
final class RawTerminal implements AutoCloseable {
  private final String saved;
  private final Thread hook = new Thread(this::restore);

  private RawTerminal(String saved) {
    this.saved = saved;
  }

  /// Output keeps its processing (a newline returns the carriage), as at QEMU's console.
  ///
  /// @return empty when standard input is no terminal
  static Optional<RawTerminal> open() {
    Optional<String> saved = stty("-g").filter(state -> !state.isBlank());
    return saved.map(state -> {
      RawTerminal terminal = new RawTerminal(state.strip());
      Runtime.getRuntime().addShutdownHook(terminal.hook);
      stty("-icanon", "-echo", "-isig", "-ixon", "-icrnl", "-inlcr", "min", "1", "time", "0");
      return terminal;
    });
  }

  @Override
  public void close() {
    restore();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending already; the hook does the same once more.
    }
  }

  private void restore() {
    stty(saved);
  }

  private static Optional<String> stty(String... arguments) {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(Arrays.asList(arguments));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return process.waitFor() == 0 ? Optional.of(output) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
