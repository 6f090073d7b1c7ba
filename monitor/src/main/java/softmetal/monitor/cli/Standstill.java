package softmetal.monitor.cli;

import org.jspecify.annotations.Nullable;

/// Has something done while none of several threads runs a machine, so that it sees one moment of all of them.
final class Standstill {
  private int runners;
  private int standing;
  private @Nullable Runnable work;

  /// How often something has been done.
  private long worked;

  /// One thread more will run machines.
  synchronized void join() {
    runners++;
  }

  /// A thread that had joined runs no machine any more.
  synchronized void leave() {
    runners--;
    workWhenAllStand();
  }

  /// Has something done soon; for a thread that runs no machine, and pauses those that run.
  ///
  /// @return false while something else is still to be done
  synchronized boolean request(Runnable wanted) {
    if (work != null) {
      return false;
    }
    work = wanted;
    return true;
  }

  /// To be called by each thread between two instructions of its machines: waits while something is to be done.
  synchronized void pass() {
    if (work == null) {
      return;
    }
    long before = worked;
    standing++;
    workWhenAllStand();
    try {
      while (worked == before) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void workWhenAllStand() {
    Runnable wanted = work;
    if (wanted != null && standing == runners) {
      try {
        wanted.run();
      } finally {
        work = null;
        standing = 0;
        worked++;
        notifyAll();
      }
    }
  }
}
