package softmetal.monitor.cli;

import softmetal.monitor.machine.Host;

/// A console whose machine waits for nobody: time passes as somebody else says, for it and its neighbours.
///
/// @param console where keys come from, and output goes
record UnpacedHost(ConsoleOutput console) implements Host {
  @Override
  public void consoleOutput(int value) {
    console.consoleOutput(value);
  }

  @Override
  public int consoleInput(long nowTicks, boolean idle) {
    return console.consoleInput(nowTicks, idle);
  }

  @Override
  public boolean idle(long nowTicks, long nextTicks) {
    return true;
  }
}
