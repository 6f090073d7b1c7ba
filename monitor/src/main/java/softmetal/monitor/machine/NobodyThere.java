package softmetal.monitor.machine;

/// Nobody reads, and nobody types: a machine to itself. It waits for nothing but its own next event.
public record NobodyThere() implements Host {
  @Override
  public void consoleOutput(int value) {}

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    return -1;
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    return nextTicks != Long.MAX_VALUE;
  }
}
