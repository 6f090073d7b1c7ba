package softmetal.sampleos;

import java.nio.file.Path;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.machine.NobodyThere;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.InputLog;
import softmetal.monitor.snapshot.Replay;
import softmetal.monitor.snapshot.SavedSnapshot;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.Snapshots;

/// A program that replays a log and prints the state of the machine after each million of instructions.
final class ReplayedRun {
  private static final long STEP = 1_000_000;

  private ReplayedRun() {}

  /// @param arguments the log; after how many millions the machine is saved, and goes on as what was saved
  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int saveAt = Integer.parseInt(arguments[1]);
    InputLog log = InputLog.read(file);
    Path start = Snapshots.find(log.start(), Snapshots.directory(file));
    Replay replay = new Replay(log, new NobodyThere());
    Drives drives = Drives.inMemory(Drives.DEFAULT_COUNT, 1L << 40);
    SavedSnapshot saved = Snapshots.read(start, drives);
    Fork fork = Snapshots.restore(start, saved, drives, replay);
    replay.attach(fork.machine());
    Outcome outcome = new Outcome.LimitReached();
    for (int step = 1; outcome instanceof Outcome.LimitReached; step++) {
      outcome = replay.run(fork.machine(), step * STEP - fork.machine().executed());
      System.out.printf("%d %s%n", fork.machine().executed(), fork.machine().stateHash());
      if (step == saveAt) {
        fork = Snapshot.of(fork.machine()).fork(drives, replay);
        replay.attach(fork.machine());
      }
    }
    System.out.println(outcome);
  }
}
