package softmetal.monitor.snapshot;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import softmetal.monitor.machine.Host;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.machine.Outcome;

/// Has a machine do again what it did when an [InputLog] was written.
///
/// It is the host of that machine, which begins from the snapshot of the log.
public final class Replay implements Rewindable {
  private final InputLog log;
  private final Host output;
  private @Nullable Machine machine;
  private long questions;
  private int position;

  /// Bytes that the machine has written; that have been shown.
  private long written;

  private long shown;

  /// @param output takes what the guest writes
  public Replay(InputLog log, Host output) {
    this.log = log;
    this.output = output;
  }

  /// To be called before the machine runs.
  public void attach(Machine replayed) {
    machine = replayed;
  }

  @Override
  public void consoleOutput(int value) {
    if (written++ == shown) {
      output.consoleOutput(value);
      shown++;
    }
  }

  @Override
  public OptionalLong end() {
    return OptionalLong.of(log.end().map(InputLog.End::executed).orElse(Long.MAX_VALUE));
  }

  @Override
  public Mark mark() {
    return new Mark(questions, written);
  }

  @Override
  public void rewind(Mark mark) {
    questions = mark.input();
    written = mark.shown();
    position = 0;
    while (position < log.keys().size() && log.keys().get(position).questions() < questions) {
      position++;
    }
  }

  /// It does not pause the copy, which is to be run no further than to the present.
  @Override
  public Replay again(Mark mark) {
    Replay copy = new Replay(log, new NobodyThere());
    copy.rewind(mark);
    return copy;
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    if (isAt(position, questions)) {
      questions++;
      return log.keys().get(position++).value();
    }
    questions++;
    Machine replayed = machine;
    if (questions >= lastQuestion() && replayed != null) {
      replayed.pause();
    }
    return -1;
  }

  private boolean isAt(int key, long question) {
    return key < log.keys().size() && log.keys().get(key).questions() == question;
  }

  /// When the log has no end, it ends behind its last key.
  private long lastQuestion() {
    return log.end()
        .map(InputLog.End::questions)
        .orElseGet(() -> log.keys().isEmpty() ? 0 : log.keys().getLast().questions() + 1);
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    return true;
  }

  /// Runs the machine as far as the log goes, or until it switches itself off.
  ///
  /// @param most instructions, from the present on
  /// @return [Outcome.Paused] at the end of the log, [Outcome.LimitReached] after so many instructions
  public Outcome run(Machine replayed, long most) {
    long begin = replayed.executed();
    long end = log.end().map(InputLog.End::executed).orElse(Long.MAX_VALUE);
    Outcome outcome = replayed.run(most);
    long left = end - replayed.executed();
    boolean atEnd = outcome instanceof Outcome.Paused && log.end().isPresent();
    if (!atEnd || left <= 0) {
      return outcome;
    }
    outcome = replayed.run(Math.min(left, most - (replayed.executed() - begin)));
    return outcome instanceof Outcome.LimitReached && replayed.executed() == end
        ? new Outcome.Paused()
        : outcome;
  }
}
