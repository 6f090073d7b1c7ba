package softmetal.monitor.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// A store's being one process's own: a lock of the operating system, which ends with the process however that ends, and a
/// file that says whose it is.
///
/// The two are different files, because to close a file gives up the locks that this process has on it.
final class StoreLock implements AutoCloseable {
  private static final String LOCK = "store.lock";
  private static final String HOLDER = "store.holder";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  private final Path directory;
  private final FileChannel channel;
  private final FileLock lock;

  /// The store is another's.
  static final class Held extends Exception {
    private static final long serialVersionUID = 1;

    /// @param holder the other, for the user: `process 4711 (softmetal run …), since …`
    Held(String holder) {
      super(holder);
    }

    String holder() {
      return String.valueOf(getMessage());
    }
  }

  private StoreLock(Path directory, FileChannel channel, FileLock lock) {
    this.directory = directory;
    this.channel = channel;
    this.lock = lock;
  }

  static StoreLock acquire(Path directory) throws IOException, Held {
    // Two threads of this process must not get between the look and the lock.
    synchronized (StoreLock.class) {
      List<String> holder = holder(directory);
      if (!holder.isEmpty() && holder.getFirst().equals(self())) {
        throw new Held("this process");
      }
      FileChannel channel = FileChannel.open(directory.resolve(LOCK), CREATE, WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          channel.close();
          throw new Held(describe(holder(directory)));
        }
        Files.writeString(directory.resolve(HOLDER), text(), UTF_8);
        return new StoreLock(directory, channel, lock);
      } catch (OverlappingFileLockException e) {
        throw new Held("this process");
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
  }

  private static String text() {
    String command =
        ProcessHandle.current().info().arguments().map(StoreLock::command).orElse("softmetal");
    return String.join(
        "\n",
        self(),
        command.lines().findFirst().orElse("softmetal"),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        "");
  }

  /// What the user typed, as far as it can be told from the arguments of the JVM.
  private static String command(String[] arguments) {
    List<String> all = List.of(arguments);
    int main = all.indexOf("softmetal.monitor.cli.Main");
    return main < 0 ? "java" : "softmetal " + String.join(" ", all.subList(main + 1, all.size()));
  }

  /// The number of this process, and when it began, since numbers come again.
  private static String self() {
    ProcessHandle process = ProcessHandle.current();
    return "%d %s".formatted(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
  }

  private static List<String> holder(Path directory) {
    try {
      return Files.readString(directory.resolve(HOLDER), UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String describe(List<String> holder) {
    if (holder.size() < 3) {
      return "another process";
    }
    String number = holder.get(0).replaceFirst(" .*", "");
    String since;
    try {
      since = TIME.format(Instant.parse(holder.get(2)).atZone(ZoneId.systemDefault()));
    } catch (RuntimeException e) {
      since = holder.get(2);
    }
    return "process %s (%s) since %s".formatted(number, holder.get(1), since);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(directory.resolve(HOLDER));
    if (lock.isValid()) {
      lock.release();
    }
    channel.close();
  }
}
