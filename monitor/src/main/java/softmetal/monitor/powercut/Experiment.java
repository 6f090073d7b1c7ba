package softmetal.monitor.powercut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import softmetal.monitor.disk.Drives;
import softmetal.monitor.disk.MediumObserver;
import softmetal.monitor.disk.Progress;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.machine.Outcome;
import softmetal.monitor.snapshot.Fork;
import softmetal.monitor.snapshot.InputRecorder;
import softmetal.monitor.snapshot.Snapshot;
import softmetal.monitor.snapshot.SnapshotId;
import softmetal.monitor.snapshot.Snapshots;

/// Has a machine do its work once, and then, for all that a power cut can leave of its disks, boots it again and checks it.
public final class Experiment {
  private final Snapshot powerOn;
  private final Drives drives;
  private final byte[] workload;
  private final Check check;

  /// @param powerOn a machine in front of its first instruction
  /// @param workload what is typed
  public Experiment(Snapshot powerOn, Drives drives, byte[] workload, Check check) {
    this.powerOn = powerOn;
    this.drives = drives;
    this.workload = workload;
    this.check = check;
  }

  /// The workload, as it went.
  ///
  /// @param operations on its disks, in order
  /// @param problem why it did not come to its end; empty when it did
  public record Work(List<Operation> operations, String problem, String console) {
    public long writes() {
      return operations.stream().filter(Operation.Write.class::isInstance).count();
    }
  }

  /// A cut after which the check fails.
  public record Failure(Cut cut, Check.Verdict verdict) {}

  /// @param failures the least damage first
  public record Result(int cuts, List<Failure> failures) {}

  /// Does the work once.
  public Work work() throws IOException {
    List<Operation> operations = new ArrayList<>();
    Typist typist = new Typist(workload);
    try (Fork fork = powerOn.fork(drives, typist)) {
      for (int slot = 0; slot < fork.disks().size(); slot++) {
        fork.disks().get(slot).observe(observer(fork.machine(), slot, operations));
      }
      Outcome outcome = fork.machine().run(check.maxInstructions());
      String problem =
          switch (outcome) {
            case Outcome.PoweredOff(int status) when status == 0 -> "";
            case Outcome.PoweredOff(int status) -> "it ended with status " + status;
            case Outcome.WaitingForEver() -> "";
            case Outcome.LimitReached(), Outcome.Paused() ->
                "it was not done after %,d instructions".formatted(check.maxInstructions());
            case Outcome.Failed(Throwable reason) -> "an error of the monitor's own: " + reason;
          };
      return new Work(operations, problem, typist.shown());
    }
  }

  private static MediumObserver observer(Machine machine, int slot, List<Operation> operations) {
    return new MediumObserver() {
      @Override
      public void written(long position, ByteBuffer source) {
        byte[] contents = new byte[source.remaining()];
        source.get(contents);
        operations.add(new Operation.Write(slot, machine.executed(), position, contents));
      }

      @Override
      public void flushed() {
        operations.add(new Operation.Flush(slot, machine.executed()));
      }
    };
  }

  /// What power cuts can leave, see [CutPlan].
  public static List<Cut> cuts(Work work, int window) {
    return CutPlan.of(work.operations(), window);
  }

  /// Checks what all of them leave.
  ///
  /// @param threads that do so at a time
  public Result run(Work work, List<Cut> cuts, int threads, Progress progress)
      throws IOException, InterruptedException {
    List<Optional<Failure>> results = new ArrayList<>(cuts.stream().map(_ -> noFailure()).toList());
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      ExecutorCompletionService<Integer> completion = new ExecutorCompletionService<>(executor);
      for (int i = 0; i < cuts.size(); i++) {
        int index = i;
        completion.submit(() -> {
          Check.Verdict verdict = verdict(work, cuts.get(index));
          results.set(
              index,
              verdict.passes() ? noFailure() : Optional.of(new Failure(cuts.get(index), verdict)));
          return index;
        });
      }
      for (int done = 1; done <= cuts.size(); done++) {
        Future<Integer> finished = completion.take();
        finished.get();
        progress.at(done, cuts.size());
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException reason) {
        throw reason;
      }
      throw new IllegalStateException("a check could not be made", e.getCause());
    }
    return new Result(cuts.size(), results.stream().flatMap(Optional::stream).toList());
  }

  private static Optional<Failure> noFailure() {
    return Optional.empty();
  }

  private Check.Verdict verdict(Work work, Cut cut) throws IOException {
    Typist typist = new Typist(check.keys());
    try (Fork fork = powerOn.fork(drives, typist)) {
      cut.applyTo(fork.disks(), work.operations());
      return check.judge(fork.machine(), typist);
    }
  }

  /// What the check says when nothing was cut: of the disks before the work, and behind it.
  public Check.Verdict verdictWithoutCut(Work work, boolean behind) throws IOException {
    int after = behind ? work.operations().size() : 0;
    return verdict(work, new Cut(after, List.of(), Cut.NONE, 0));
  }

  /// Writes what is needed to look at a cut: the machine with the disks that it left, as a snapshot, and the check, as a log.
  public void record(Work work, Cut cut, Path snapshot, Path log) throws IOException {
    Typist typist = new Typist(check.keys());
    recordOne(typist, snapshot, log, fork -> cut.applyTo(fork.disks(), work.operations()));
  }

  /// Writes what is needed to look at the work.
  public void recordWork(Path snapshot, Path log) throws IOException {
    recordOne(new Typist(workload), snapshot, log, _ -> {});
  }

  private interface Preparation {
    void of(Fork fork) throws IOException;
  }

  private void recordOne(Typist typist, Path snapshot, Path log, Preparation preparation)
      throws IOException {
    InputRecorder recorder = new InputRecorder(typist);
    try (Fork fork = powerOn.fork(drives, recorder)) {
      preparation.of(fork);
      Snapshot start = Snapshot.of(fork.machine());
      try (start;
          recorder) {
        SnapshotId id = Snapshots.write(snapshot, start, "powercut", "", null).id();
        recorder.start(fork.machine(), id, log);
        fork.machine().run(check.maxInstructions());
      }
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
