package softmetal.monitor.device;

/// A line whose level a test can see.
public final class Wire implements InterruptLine {
  public boolean high;

  @Override
  public void set(boolean level) {
    high = level;
  }
}
