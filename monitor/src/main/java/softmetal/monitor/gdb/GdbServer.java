package softmetal.monitor.gdb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.snapshot.History;
import softmetal.monitor.snapshot.Seeker;

/// Lets one gdb at a time have a machine, on a port of this host that only this host can reach.
///
/// Threads of their own wait for connections and read packets; everything that touches the machine happens on the thread that
/// calls [#run]. Virtual time stands still while the machine does.
public final class GdbServer implements AutoCloseable {
  private static final int QUEUED = 64;

  private final Machine machine;
  private final ServerSocket listener;
  private final BlockingQueue<Input> inputs = new ArrayBlockingQueue<>(QUEUED);
  private final StopPoints stopPoints;
  private final View view;
  private final MonitorCommands commands;
  private final SharedFile file;
  private final Runnable whenStanding;
  private final @Nullable History history;

  /// The connection that is being served or waits to be; changed under the lock of this object.
  private @Nullable Socket client;

  private @Nullable Session session;
  private String lastFrame = "";
  private volatile boolean left;

  /// @param port 0 for any that is free
  /// @param program the ELF file that runs, if it is one
  /// @param whenStanding called whenever the machine stops for gdb
  public GdbServer(
      Machine machine, SymbolTable symbols, Optional<Path> program, int port, Runnable whenStanding)
      throws IOException {
    this(machine, symbols, program, port, whenStanding, null);
  }

  /// @param history of the machine, if it can go back
  public GdbServer(
      Machine machine,
      SymbolTable symbols,
      Optional<Path> program,
      int port,
      Runnable whenStanding,
      @Nullable History history)
      throws IOException {
    this.machine = machine;
    this.whenStanding = whenStanding;
    this.history = history;
    listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    stopPoints = new StopPoints(machine);
    view = new View(machine);
    commands = new MonitorCommands(machine, symbols, view, this::leave);
    file = new SharedFile(program);
    Thread.ofPlatform().daemon().name("gdb-listener").start(this::listen);
  }

  /// Where gdb finds it.
  public int port() {
    return listener.getLocalPort();
  }

  /// Makes [#run] return soon with [Outcome.Paused]; for any thread.
  public void leave() {
    left = true;
    machine.pause();
    inputs.offer(new Input.Repeat());
  }

  /// Waits for gdb in front of the first instruction, and then does with the machine what gdb says.
  ///
  /// @param maxInstructions as of [Machine#run]
  /// @return how the machine ended; [Outcome.Paused] when gdb or [#leave] has ended it
  public Outcome run(long maxInstructions) throws InterruptedException {
    long limit =
        machine.executed() + Math.min(maxInstructions, Long.MAX_VALUE - machine.executed());
    boolean stands = true;
    while (!left) {
      if (stands) {
        Input input = inputs.take();
        stands = left || isToStand(input);
        continue;
      }
      Outcome outcome = go(limit - machine.executed());
      whenStanding.run();
      if (hasReplayed(outcome)) {
        stands = true;
        continue;
      }
      Stop stop = stopPoints.stop();
      Session present = session;
      if (!(outcome instanceof Outcome.Paused)) {
        stands = hasEnded(outcome);
        if (!stands) {
          return outcome;
        }
      } else if (stop != null && present != null) {
        send(present.stopped(stop));
        stands = true;
      } else {
        // Nothing has come in when the pause was for something that has been dealt with since.
        Input input = inputs.poll();
        stands = input != null && interrupted(input);
      }
    }
    return new Outcome.Paused();
  }

  private Outcome go(long instructions) {
    stopPoints.begin();
    machine.probe(stopPoints.areIdle() ? null : stopPoints);
    History past = history;
    if (past == null) {
      return machine.run(Math.max(0, instructions));
    }
    try {
      return past.run(Math.max(0, instructions));
    } catch (IOException e) {
      return new Outcome.Failed(e);
    }
  }

  /// The machine is not what its past has led to.
  private void changed() {
    try {
      if (history != null) {
        history.restart();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whether gdb has been told that what was recorded has ended.
  private boolean hasReplayed(Outcome outcome) {
    Session present = session;
    if (present == null || history == null || !history.isReplay()) {
      return false;
    }
    boolean ended =
        switch (outcome) {
          case Outcome.PoweredOff(int status) -> {
            tell("here the machine was switched off, with status " + status);
            yield true;
          }
          case Outcome.WaitingForEver() -> true;
          case Outcome.LimitReached() -> history.isAtEnd();
          case Outcome.Paused(), Outcome.Failed _ -> false;
        };
    if (ended) {
      send(present.stopped(new Stop.AtEnd(machine.turn(), false)));
    }
    return ended;
  }

  /// The machine has been told to go back.
  private void wentBack(int hart, History.Arrival<Stop> arrival) {
    whenStanding.run();
    Session present = session;
    if (present != null) {
      send(
          present.stopped(
              switch (arrival) {
                case History.Arrival.At<Stop>(Stop what) -> what;
                case History.Arrival.AtBeginning<Stop>() -> new Stop.AtEnd(hart, true);
                case History.Arrival.Nowhere<Stop>() -> new Stop.Interrupted(hart);
              }));
    }
  }

  private boolean isCancelled() {
    return left || !inputs.isEmpty();
  }

  /// Something came in while the machine was running.
  ///
  /// @return whether it stands still now
  private boolean interrupted(Input input) {
    return switch (input) {
      case Input.Break() -> {
        if (session != null) {
          send(session.stopped(new Stop.Interrupted(machine.turn())));
        }
        yield session != null;
      }
      case Input.Connected() -> {
        connected();
        yield true;
      }
      case Input.Closed() -> {
        disconnected();
        yield false;
      }
      case Input.Repeat() -> {
        resend();
        yield false;
      }
      case Input.Packet _, Input.Damaged() -> false;
    };
  }

  /// Something came in while the machine stands still.
  ///
  /// @return whether it goes on standing still
  private boolean isToStand(Input input) {
    switch (input) {
      case Input.Connected() -> connected();
      case Input.Closed() -> disconnected();
      case Input.Repeat() -> resend();
      case Input.Break() -> {}
      case Input.Damaged() -> acknowledge('-');
      case Input.Packet(String text) -> {
        Session present = session;
        if (present != null) {
          acknowledge('+');
          return isToStand(present.handle(text));
        }
      }
    }
    return true;
  }

  private boolean isToStand(Action action) {
    return switch (action) {
      case Action.Answer(String text) -> {
        send(text);
        yield true;
      }
      case Action.Go() -> false;
      case Action.GoBack() -> {
        goBack(stopPoints::lastStop, machine.turn());
        yield true;
      }
      case Action.StepBack(int hart) -> {
        goBack(copy -> stopPoints.lastStep(copy, hart), hart);
        yield true;
      }
      case Action.Detach() -> {
        send("OK");
        disconnected();
        yield false;
      }
      case Action.Kill(boolean answers) -> {
        if (answers) {
          send("OK");
        }
        left = true;
        yield true;
      }
    };
  }

  private void goBack(Function<Machine, Seeker<Stop>> search, int hart) {
    History past = history;
    if (past == null) {
      return;
    }
    try {
      wentBack(hart, past.back(search, this::isCancelled));
    } catch (IOException | IllegalStateException e) {
      tell("the machine cannot go back: " + e.getMessage());
      wentBack(hart, new History.Arrival.Nowhere<>());
    }
  }

  private void connected() {
    session =
        new Session(
            machine,
            stopPoints,
            commands,
            view,
            file,
            history != null,
            this::changed,
            text -> send("O" + Hex.text(text)));
    stopPoints.clear();
    view.setPhysical(false);
    lastFrame = "";
  }

  /// Without a gdb there is nothing to stop for.
  private synchronized void disconnected() {
    session = null;
    stopPoints.clear();
    close(client);
    client = null;
  }

  /// The machine has come to an end of its own.
  ///
  /// @return whether gdb is to have a look at it all the same
  private boolean hasEnded(Outcome outcome) {
    Session present = session;
    if (present == null) {
      return false;
    }
    switch (outcome) {
      case Outcome.PoweredOff(int status) -> send("W%02x".formatted(status & 0xff));
      case Outcome.LimitReached() -> {
        tell("the instructions that it was given are used up (--max-instructions)");
        send("X09");
      }
      case Outcome.Failed(Throwable reason) -> {
        tell("an error of the monitor's own has stopped the machine: " + reason);
        send("X06");
      }
      case Outcome.WaitingForEver() -> {
        tell("every hart waits, and nobody can type or send an interrupt any more");
        send(present.stopped(new Stop.Interrupted(machine.turn())));
        return true;
      }
      case Outcome.Paused() -> {}
    }
    return false;
  }

  private void tell(String text) {
    send("O" + Hex.text("softmetal: " + text + "\n"));
  }

  // ---- the connection ----

  private void send(String answer) {
    lastFrame = PacketReader.frame(answer);
    write(lastFrame);
  }

  private void resend() {
    if (session != null && !lastFrame.isEmpty()) {
      write(lastFrame);
    }
  }

  private void acknowledge(char how) {
    if (session != null && session.acknowledges()) {
      write(String.valueOf(how));
    }
  }

  private void write(String text) {
    Socket to = client();
    if (to == null) {
      return;
    }
    try {
      OutputStream output = to.getOutputStream();
      output.write(text.getBytes(StandardCharsets.ISO_8859_1));
      output.flush();
    } catch (IOException e) {
      // The reader finds out, too, and says so.
      close(to);
    }
  }

  private synchronized @Nullable Socket client() {
    return client;
  }

  private static void close(@Nullable Socket socket) {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is of no use any more either way.
      }
    }
  }

  /// Takes one connection after the other; while there is one, others are refused.
  private void listen() {
    try {
      while (!listener.isClosed()) {
        Socket accepted = listener.accept();
        if (isTaken(accepted)) {
          Thread.ofPlatform().daemon().name("gdb-reader").start(() -> read(accepted));
        } else {
          close(accepted);
        }
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private synchronized boolean isTaken(Socket accepted) throws IOException {
    if (client != null) {
      return false;
    }
    accepted.setTcpNoDelay(true);
    client = accepted;
    return true;
  }

  private void read(Socket from) {
    PacketReader reader = new PacketReader();
    try (InputStream input = new BufferedInputStream(from.getInputStream())) {
      post(new Input.Connected());
      for (int value = input.read(); value >= 0; value = input.read()) {
        Input complete = reader.take(value);
        if (complete != null) {
          post(complete);
        }
      }
    } catch (IOException e) {
      // As if it had ended.
    }
    if (from.equals(client())) {
      post(new Input.Closed());
    }
  }

  private void post(Input input) {
    try {
      inputs.put(input);
      machine.pause();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // Nobody can connect either way.
    }
    close(client());
  }
}
