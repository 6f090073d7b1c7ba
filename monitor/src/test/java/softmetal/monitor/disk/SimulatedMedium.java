package softmetal.monitor.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/// A medium with a cache before it, which fails or loses its power at a given operation.
///
/// What is written goes to the cache; forcing a file brings it to the medium. When the power goes, any of the sectors of 512 bytes
/// that were not forced are on the medium, and any of the names, as long as these keep their order.
final class SimulatedMedium implements Place {
  private static final int SECTOR = 512;

  /// What happens at the operation that was chosen.
  enum Fault {
    NONE,
    /// It fails: a write has written some sectors, forcing has lost some for good.
    ERROR,
    /// It comes to half, and nothing works any more.
    POWER_CUT
  }

  static final class PoweredOff extends IOException {
    private static final long serialVersionUID = 1;
  }

  /// The two may be the same array as long as they are equal.
  private static final class Contents {
    byte[] cached = new byte[0];
    byte[] forced = cached;

    void write(long position, byte[] bytes) {
      int end = (int) position + bytes.length;
      if (end > cached.length || Arrays.equals(cached, forced)) {
        cached = Arrays.copyOf(cached, Math.max(end, cached.length));
      }
      System.arraycopy(bytes, 0, cached, (int) position, bytes.length);
    }

    /// Some of the sectors that differ get to the medium.
    void bringSome(SplittableRandom random) {
      if (Arrays.equals(cached, forced)) {
        return;
      }
      byte[] medium = Arrays.copyOf(forced, cached.length);
      int fate = random.nextInt(4);
      for (int at = 0; at < cached.length; at += SECTOR) {
        if (fate == 0 || (fate != 1 && random.nextBoolean())) {
          int length = Math.min(SECTOR, cached.length - at);
          System.arraycopy(cached, at, medium, at, length);
        }
      }
      forced = medium;
    }
  }

  private interface Renaming {
    void apply(Map<String, Contents> names);
  }

  private final SplittableRandom random;
  private final Map<String, Contents> names = new LinkedHashMap<>();
  private final Map<String, Contents> forcedNames = new LinkedHashMap<>();
  private final List<Renaming> renamings = new ArrayList<>();
  private Fault fault = Fault.NONE;
  private int faultAt = -1;
  private int operations;
  private boolean off;

  SimulatedMedium(long seed) {
    random = new SplittableRandom(seed);
  }

  void failAt(int operation, Fault kind) {
    faultAt = operation;
    fault = kind;
  }

  /// How many operations there were that may fail.
  int operations() {
    return operations;
  }

  /// The medium as it is found after the process was killed: the operating system has everything that was written.
  SimulatedMedium afterKill() {
    SimulatedMedium after = new SimulatedMedium(random.nextLong());
    names.forEach((name, contents) -> after.put(name, contents.cached));
    return after;
  }

  /// The medium as it is found after a loss of power.
  SimulatedMedium afterPowerCut() {
    SimulatedMedium after = new SimulatedMedium(random.nextLong());
    Map<String, Contents> left = new LinkedHashMap<>(forcedNames);
    int kept = renamings.isEmpty() ? 0 : random.nextInt(renamings.size() + 1);
    renamings.subList(0, kept).forEach(renaming -> renaming.apply(left));
    left.forEach((name, contents) -> {
      Contents found = new Contents();
      found.cached = contents.cached;
      found.forced = contents.forced;
      found.bringSome(random);
      after.put(name, found.forced);
    });
    return after;
  }

  void put(String name, byte[] bytes) {
    Contents contents = new Contents();
    contents.cached = bytes;
    contents.forced = bytes;
    names.put(name, contents);
    forcedNames.put(name, contents);
  }

  byte[] bytes(String name) {
    return Objects.requireNonNull(names.get(name)).cached;
  }

  boolean has(String name) {
    return names.containsKey(name);
  }

  /// Counts an operation.
  ///
  /// @return whether this is the one that goes wrong
  private boolean goesWrong() throws IOException {
    if (off) {
      throw new PoweredOff();
    }
    return operations++ == faultAt;
  }

  private IOException wrong() {
    off = fault == Fault.POWER_CUT;
    return off ? new PoweredOff() : new IOException("injected");
  }

  private void change(Renaming renaming) throws IOException {
    if (goesWrong()) {
      if (random.nextBoolean() && fault == Fault.POWER_CUT) {
        renaming.apply(names);
        renamings.add(renaming);
      }
      throw wrong();
    }
    renaming.apply(names);
    renamings.add(renaming);
  }

  @Override
  public boolean exists(String name) throws IOException {
    if (off) {
      throw new PoweredOff();
    }
    return names.containsKey(name);
  }

  @Override
  public StoreFile create(String name) throws IOException {
    if (names.containsKey(name)) {
      throw new FileAlreadyExistsException(name);
    }
    Contents contents = new Contents();
    change(all -> all.put(name, contents));
    return new Handle(contents);
  }

  @Override
  public StoreFile open(String name) throws IOException {
    if (!exists(name)) {
      throw new NoSuchFileException(name);
    }
    return new Handle(Objects.requireNonNull(names.get(name)));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Contents contents = names.get(from);
    change(all -> {
      all.remove(from);
      all.put(to, contents);
    });
  }

  @Override
  public void delete(String name) throws IOException {
    if (exists(name)) {
      change(all -> all.remove(name));
    }
  }

  @Override
  public void force() throws IOException {
    if (goesWrong()) {
      throw wrong();
    }
    renamings.forEach(renaming -> renaming.apply(forcedNames));
    renamings.clear();
  }

  @Override
  public String describe(String name) {
    return name;
  }

  @Override
  public void close() {}

  private final class Handle implements StoreFile {
    private final Contents contents;

    Handle(Contents contents) {
      this.contents = contents;
    }

    @Override
    public void read(long position, ByteBuffer target) throws IOException {
      if (off) {
        throw new PoweredOff();
      }
      if (position + target.remaining() > contents.cached.length) {
        throw new EOFException();
      }
      target.put(contents.cached, (int) position, target.remaining());
    }

    @Override
    public void write(long position, ByteBuffer source) throws IOException {
      boolean wrong = goesWrong();
      byte[] bytes = new byte[source.remaining()];
      source.get(bytes);
      if (!wrong) {
        contents.write(position, bytes);
        return;
      }
      for (int at = 0; at < bytes.length; at += SECTOR) {
        if (random.nextBoolean()) {
          int end = Math.min(bytes.length, at + SECTOR);
          contents.write(position + at, Arrays.copyOfRange(bytes, at, end));
        }
      }
      throw wrong();
    }

    @Override
    public void force() throws IOException {
      if (!goesWrong()) {
        contents.forced = contents.cached;
        return;
      }
      contents.bringSome(random);
      throw wrong();
    }

    @Override
    public long size() throws IOException {
      if (off) {
        throw new PoweredOff();
      }
      return contents.cached.length;
    }

    @Override
    public void close() {}
  }
}
