package softmetal.monitor.snapshot;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;

/// A host that writes down what another one says to a machine, as an [InputLog].
public final class InputRecorder implements Host, AutoCloseable {
  private final Host host;
  private @Nullable Machine machine;
  private @Nullable Writer log;
  private @Nullable IOException failure;
  private Path path = Path.of("");
  private long questions;

  public InputRecorder(Host host) {
    this.host = host;
  }

  /// Begins the log of a machine that is as in a snapshot, and of which this is the host.
  public void start(Machine recorded, SnapshotId snapshot, Path file) throws IOException {
    path = file;
    try {
      log = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw told(e);
    }
    machine = recorded;
    write("%s\nstart %s\n".formatted(InputLog.TITLE, snapshot.digits()));
  }

  @Override
  public void consoleOutput(int value) {
    host.consoleOutput(value);
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    int value = host.consoleInput(nowTicks, idle);
    Machine recorded = machine;
    if (value >= 0 && recorded != null) {
      write("%d %d %02x\n".formatted(recorded.executed(), questions, value));
    }
    questions++;
    return value;
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    return host.idle(nowTicks, nextTicks);
  }

  @Override
  public void wake() {
    host.wake();
  }

  /// A key is in the file before the machine sees it: whatever happens then can be seen again.
  private void write(String line) {
    Writer writer = log;
    if (writer == null || failure != null) {
      return;
    }
    try {
      writer.write(line);
      writer.flush();
    } catch (IOException e) {
      failure = e;
    }
  }

  /// Writes the last line.
  ///
  /// @throws IOException when not all could be written
  @Override
  public void close() throws IOException {
    Machine recorded = machine;
    Writer writer = log;
    if (recorded == null || writer == null) {
      return;
    }
    // Also finishes an instruction whose exit has just been answered.
    String hash = recorded.stateHash();
    write("end %d %d %s\n".formatted(recorded.executed(), questions, hash));
    try (writer) {
      IOException first = failure;
      if (first != null) {
        throw first;
      }
    } catch (IOException e) {
      throw told(e);
    }
  }

  private IOException told(IOException cause) {
    return new IOException("cannot write %s: %s".formatted(path, cause.getMessage()), cause);
  }
}
