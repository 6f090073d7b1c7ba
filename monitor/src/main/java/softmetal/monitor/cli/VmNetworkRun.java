package softmetal.monitor.cli;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.machine.Lockstep;
import softmetal.monitor.machine.Outcome;

/// Runs VMs that are on networks, on one thread, with one virtual time, which is the same for all when it begins.
final class VmNetworkRun {
  private static final long TICKS_PER_SECOND = 10_000_000L * Clock.TICKS_PER_MTIME;
  private static final long NANOS_PER_TICK = 1_000_000_000L / TICKS_PER_SECOND;

  /// How often somebody looks whether they are to stop, and how the time is.
  private static final long SLICE_TICKS = TICKS_PER_SECOND / 200;

  /// When virtual time is further behind than this, nobody tries to catch up.
  private static final long PATIENCE_NANOS = 50_000_000;

  /// When nobody can type, and nobody has shown anything for so long, all wait for ever.
  private static final long SILENCE_TICKS = 60 * TICKS_PER_SECOND;

  private final List<VmSession> sessions;
  private final long maxInstructions;
  private final boolean isLive;
  private final Lockstep lockstep;
  private final Standstill standstill;
  private final long epochNanos = System.nanoTime();
  private final long epochTicks;

  /// For each VM, the instructions that it had executed before.
  private final long[] executedBefore;

  private long lateNanos;

  /// How much has been shown, and when that was seen first.
  private long shownBytes;

  private long shownTicks;

  /// @param isLive whether somebody types while they run, so that virtual time must not run ahead
  VmNetworkRun(
      List<VmSession> sessions, long maxInstructions, boolean isLive, Standstill standstill) {
    this.sessions = List.copyOf(sessions);
    this.maxInstructions = maxInstructions;
    this.isLive = isLive;
    this.lockstep =
        new Lockstep(sessions.stream().map(VmSession::machine).toList(), this::inputMayCome);
    this.standstill = standstill;
    this.epochTicks = lockstep.ticks();
    this.shownTicks = epochTicks;
    this.executedBefore = sessions.stream().mapToLong(s -> s.machine().executed()).toArray();
  }

  private boolean inputMayCome() {
    return sessions.stream().anyMatch(s -> s.outcome() == null && s.console().inputMayCome());
  }

  /// Goes on until all have ended, or are to be left.
  void run(BooleanSupplier left, BiConsumer<VmSession, Outcome> whenEnded) {
    while (!left.getAsBoolean()) {
      List<Outcome> outcomes = lockstep.run(SLICE_TICKS);
      boolean silent = isSilent();
      for (int i = 0; i < sessions.size(); i++) {
        VmSession session = sessions.get(i);
        if (session.outcome() == null) {
          Outcome outcome = outcome(i, outcomes.get(i), silent);
          session.answerRequests();
          session.console().flush();
          if (!(outcome instanceof Outcome.Paused)) {
            lockstep.stop(i, outcome);
            whenEnded.accept(session, outcome);
          }
        }
      }
      if (sessions.stream().allMatch(session -> session.outcome() != null)) {
        return;
      }
      standstill.pass();
      pace();
    }
    for (VmSession session : sessions) {
      if (session.outcome() == null) {
        session.answerRequests();
        whenEnded.accept(session, new Outcome.Paused());
      }
    }
  }

  private boolean isSilent() {
    long bytes = sessions.stream().mapToLong(session -> session.console().bytes()).sum();
    if (bytes != shownBytes) {
      shownBytes = bytes;
      shownTicks = lockstep.ticks();
    }
    return !inputMayCome() && lockstep.ticks() - shownTicks > SILENCE_TICKS;
  }

  /// [Outcome.Paused] for one that goes on.
  private Outcome outcome(int index, Outcome outcome, boolean silent) {
    if (!(outcome instanceof Outcome.LimitReached)) {
      return outcome;
    }
    long executed = sessions.get(index).machine().executed() - executedBefore[index];
    if (executed >= maxInstructions) {
      return outcome;
    }
    return silent ? new Outcome.WaitingForEver() : new Outcome.Paused();
  }

  /// Waits until the wall clock has come as far as they have.
  private void pace() {
    if (!isLive || !inputMayCome()) {
      return;
    }
    long nanos = (lockstep.ticks() - epochTicks) * NANOS_PER_TICK;
    long ahead = nanos - (System.nanoTime() - epochNanos - lateNanos);
    if (ahead < -PATIENCE_NANOS) {
      lateNanos -= ahead;
    } else if (ahead > 0) {
      try {
        Thread.sleep(ahead / 1_000_000, (int) (ahead % 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
