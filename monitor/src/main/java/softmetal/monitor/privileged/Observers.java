package softmetal.monitor.privileged;

import java.util.function.Supplier;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.Trap;

/// Two observers as one; the first is told first.
record Observers(Observer first, Observer second) implements Observer {
  @Override
  public void trapped(Trap trap, Mode from, long handler) {
    first.trapped(trap, from, handler);
    second.trapped(trap, from, handler);
  }

  @Override
  public void interrupted(Interrupt interrupt, Mode from, long handler) {
    first.interrupted(interrupt, from, handler);
    second.interrupted(interrupt, from, handler);
  }

  @Override
  public void returned(Mode from, long target) {
    first.returned(from, target);
    second.returned(from, target);
  }

  @Override
  public void faulted(Access access, long virtualAddress, String why, int level) {
    first.faulted(access, virtualAddress, why, level);
    second.faulted(access, virtualAddress, why, level);
  }

  @Override
  public void filled(Access access, long virtualAddress, long physicalAddress) {
    first.filled(access, virtualAddress, physicalAddress);
    second.filled(access, virtualAddress, physicalAddress);
  }

  @Override
  public void walked(int level, long entryAddress, long entry) {
    first.walked(level, entryAddress, entry);
    second.walked(level, entryAddress, entry);
  }

  @Override
  public void wrote(int csr, long value) {
    first.wrote(csr, value);
    second.wrote(csr, value);
  }

  @Override
  public void flushed(String what) {
    first.flushed(what);
    second.flushed(what);
  }

  @Override
  public void fencedCode() {
    first.fencedCode();
    second.fencedCode();
  }

  @Override
  public void waits() {
    first.waits();
    second.waits();
  }

  @Override
  public void served(Supplier<String> call) {
    first.served(call);
    second.served(call);
  }
}
