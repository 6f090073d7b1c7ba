package softmetal.monitor.machine;

import softmetal.monitor.hart.Entry;
import softmetal.monitor.hart.Exit;

/// A debugger and a trace. The trace sees only what the debugger lets happen.
record Probes(Probe debugger, Probe trace) implements Probe {
  @Override
  public boolean before(int hart) {
    return debugger.before(hart) && trace.before(hart);
  }

  @Override
  public boolean after(int hart, Exit exit, Entry entry) {
    // Both are to be told.
    boolean traced = trace.after(hart, exit, entry);
    boolean debugged = debugger.after(hart, exit, entry);
    return traced && debugged;
  }

  @Override
  public boolean mayRun(int hart) {
    return debugger.mayRun(hart);
  }
}
