package softmetal.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import softmetal.assembler.diagnostic.InvalidInputException;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.Minidisk;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.machine.Outcome;

/// A machine with a kernel in it, for a test to run, type at and look into.
///
/// It runs only while a test waits for something, and all waiting is counted in guest instructions: a slow host makes no test fail.
/// Used by one thread at a time.
public final class Guest implements AutoCloseable {
  private static final int LAST_EXITS = 20;
  private static final int TRANSCRIPT_LINES = 60;

  private final Drives drives;
  private final List<Minidisk> disks;
  private final Machine machine;
  private final SymbolTable symbols;
  private final Console console = new Console(this);
  private final Deque<String> lastExits = new ArrayDeque<>();
  private boolean closed;

  private Guest(Kernel kernel, MachineDefinition definition, Drives drives)
      throws IOException, InvalidInputException {
    this.symbols = SymbolTable.of(kernel.executable());
    this.drives = drives;
    this.disks = kernel.createDisk(drives).map(List::of).orElse(List.of());
    this.machine = new Machine(definition.withDisks(disks), console.host(this::machine));
    try {
      machine.explain(symbols, Detail.KERNEL, this::remember);
      machine.load(kernel.boot());
    } catch (InvalidInputException e) {
      machine.close();
      throw e;
    }
  }

  /// Switches a machine of one hart and 128 MiB on.
  public static Guest boot(Kernel kernel) {
    return boot(kernel, MachineDefinition.small());
  }

  /// Switches a machine on.
  ///
  /// @param definition memory, harts and boot arguments; the disk is the kernel's
  /// @throws IllegalArgumentException when the kernel or its disk does not fit into the machine
  public static Guest boot(Kernel kernel, MachineDefinition definition) {
    Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, Drives.DEFAULT_BYTES);
    boolean booted = false;
    try {
      Guest guest = new Guest(kernel, definition, drives);
      booted = true;
      return guest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InvalidInputException e) {
      throw new IllegalArgumentException(e.diagnostic().message(), e);
    } finally {
      if (!booted) {
        close(drives);
      }
    }
  }

  public Console console() {
    return console;
  }

  /// Lets the guest run for a while, whatever it does. It never retires more than the budget.
  public Outcome run(Instructions budget) {
    return machine.run(budget.count());
  }

  /// Waits until the guest switches its machine off.
  ///
  /// @return its exit status, 0 for success
  public int powersOff(Instructions budget) {
    return switch (run(budget)) {
      case Outcome.PoweredOff(int status) -> status;
      case Outcome other ->
          throw failure("the guest did not power off within %s".formatted(budget), other);
    };
  }

  /// Waits for a kernel panic: the text on the console, and then a power-off with a status other than 0.
  ///
  /// @param budget for both together
  /// @return the exit status
  public int panics(String text, Instructions budget) {
    long begin = retired();
    console.within(budget).shows(text);
    Outcome outcome = machine.run(budget.count() - (retired() - begin));
    if (!(outcome instanceof Outcome.PoweredOff(int status))) {
      throw failure(
          "the guest showed %s, but did not power off within %s"
              .formatted(Console.quoted(text), budget),
          outcome);
    }
    if (status == 0) {
      throw failure(
          "the guest showed %s, but not as one that fails".formatted(Console.quoted(text)),
          outcome);
    }
    return status;
  }

  /// Instructions that all harts have retired so far.
  public long retired() {
    return machine.retired();
  }

  /// The address of a symbol of the kernel.
  ///
  /// @throws IllegalArgumentException when it has none of that name
  public long address(String symbol) {
    return symbols
        .addressOf(symbol)
        .orElseThrow(() -> new IllegalArgumentException("the kernel has no symbol " + symbol));
  }

  /// Memory by physical address.
  ///
  /// @throws IllegalArgumentException when not all of it is RAM
  public byte[] memory(long physicalAddress, int length) {
    return machine.readMemory(physicalAddress, length);
  }

  /// Memory from a symbol of the kernel on; the kernel must run at its physical address.
  public byte[] memory(String symbol, int length) {
    return memory(address(symbol), length);
  }

  /// The 64-bit number at a symbol.
  public long doubleword(String symbol) {
    return number(symbol, Long.BYTES).getLong();
  }

  /// The 32-bit number at a symbol.
  public int word(String symbol) {
    return number(symbol, Integer.BYTES).getInt();
  }

  /// The zero-terminated text at a symbol, without its zero.
  public String text(String symbol) {
    StringBuilder text = new StringBuilder();
    for (long at = address(symbol); ; at++) {
      byte value = memory(at, 1)[0];
      if (value == 0) {
        return text.toString();
      }
      text.append((char) (value & 0xff));
    }
  }

  private ByteBuffer number(String symbol, int bytes) {
    return ByteBuffer.wrap(memory(symbol, bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The whole content of the guest's first disk, as it is now.
  ///
  /// @throws IllegalStateException when it has no disk
  public byte[] disk() {
    if (disks.isEmpty()) {
      throw new IllegalStateException("the guest has no disk");
    }
    try {
      ByteBuffer content = ByteBuffer.allocate((int) disks.getFirst().size());
      disks.getFirst().read(0, content);
      return content.array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A fingerprint of everything that the guest could observe: equal for two equal machines.
  public String stateHash() {
    return machine.stateHash();
  }

  /// What a test that fails should say: the message, the end of the transcript, the last exits, and where each hart is.
  public String report(String message) {
    StringBuilder report = new StringBuilder(message).append("\n\n--- console\n");
    List<String> lines = console.transcript().lines().toList();
    int skipped = Math.max(0, lines.size() - TRANSCRIPT_LINES);
    if (skipped > 0) {
      report.append("(").append(skipped).append(" lines before)\n");
    }
    lines.stream().skip(skipped).forEach(line -> report.append(line).append('\n'));
    report.append("--- last exits\n");
    lastExits.forEach(line -> report.append(line).append('\n'));
    report.append("--- harts, after ").append(retired()).append(" instructions\n");
    for (int hart = 0; hart < machine.harts(); hart++) {
      report.append(
          "hart %d in %s mode at %s%n"
              .formatted(hart, machine.mode(hart), symbols.describe(machine.pc(hart))));
    }
    return report.toString();
  }

  GuestFailure failure(String message, Outcome outcome) {
    GuestFailure failure = new GuestFailure(report(message + "; " + describe(outcome)));
    if (outcome instanceof Outcome.Failed(Throwable reason)) {
      failure.initCause(reason);
    }
    return failure;
  }

  private static String describe(Outcome outcome) {
    return switch (outcome) {
      case Outcome.PoweredOff(int status) -> "the guest powered off with status " + status;
      case Outcome.LimitReached() -> "it is still running";
      case Outcome.Paused() -> "it was paused";
      case Outcome.WaitingForEver() -> "it waits for an interrupt that nothing can send";
      case Outcome.Failed(Throwable reason) -> "the monitor failed: " + reason;
    };
  }

  private Machine machine() {
    return machine;
  }

  private void remember(String line) {
    if (lastExits.size() == LAST_EXITS) {
      lastExits.removeFirst();
    }
    lastExits.addLast(line);
  }

  /// Switches the machine off and forgets its disk. Closing twice is harmless; nothing else can be asked any more.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      machine.close();
      close(drives);
    }
  }

  private static void close(Drives drives) {
    try {
      drives.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
