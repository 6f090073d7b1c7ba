package softmetal.monitor.device.uart;

import softmetal.monitor.clock.Alarm;
import softmetal.monitor.clock.Clock;
import softmetal.monitor.device.Device;
import softmetal.monitor.device.InterruptLine;
import softmetal.monitor.memory.Width;
import softmetal.monitor.state.StateInput;
import softmetal.monitor.state.StateOutput;

/// A 16550A: the serial console of the board.
///
/// | offset | read | write | while LCR.DLAB (bit 7) is set |
/// |---|---|---|---|
/// | 0 | RBR: the next byte received | THR: a byte to send | low byte of the divisor |
/// | 1 | IER: interrupt enables | IER | high byte of the divisor |
/// | 2 | IIR: the most urgent interrupt | FCR: FIFO control | as before |
/// | 3 | LCR: line control | LCR | as before |
/// | 4 | MCR: modem control | MCR | as before |
/// | 5 | LSR: line status | – | as before |
/// | 6 | MSR: modem status | – | as before |
/// | 7 | SCR: scratch | SCR | as before |
///
/// An access of any width is one of a byte. The transmitter is always ready: a byte is gone as soon as it is written. The
/// receiver has a FIFO of 16 bytes (of 1 while FCR.0 is clear); bytes for which it has no room wait on the line, in
/// order, and none is lost. The divisor matters only for how long the receiver waits for more before it reports fewer bytes than
/// its trigger level: the time of four characters. There is no modem: its lines read as connected and never change.
///
/// The interrupt line is set again by every access that may change a cause, as on QEMU; the PLIC tells the difference.
///
/// Source: PC16550D data sheet, "Registers" and "FIFO Interrupt Mode Operation".
public final class Uart implements Device {
  private static final int IER_RECEIVED = 1;
  private static final int IER_SENT = 2;
  private static final int IER_LINE_STATUS = 4;

  private static final int IIR_NONE = 1;
  private static final int IIR_SENT = 2;
  private static final int IIR_RECEIVED = 4;
  private static final int IIR_LINE_STATUS = 6;
  private static final int IIR_TIMEOUT = 12;
  private static final int IIR_FIFOS = 0xc0;

  private static final int FCR_ENABLE = 1;
  private static final int FCR_CLEAR_RECEIVER = 2;
  private static final int FCR_CLEAR_TRANSMITTER = 4;
  private static final int FCR_KEPT = 0xc9;

  private static final int LCR_DIVISOR = 0x80;

  private static final int MCR_OUT2 = 8;
  private static final int MCR_LOOP = 0x10;

  private static final int LSR_READY = 1;
  private static final int LSR_OVERRUN = 2;
  private static final int LSR_ERRORS = 0x1e;
  private static final int LSR_IDLE = 0x60;

  private static final int MSR_CONNECTED = 0xb0;

  private static final int FIFO_BYTES = 16;
  private static final int CLOCK_HZ = 3_686_400;
  private static final int[] TRIGGER_LEVELS = {1, 4, 8, 14};

  /// Start, 8 data and stop bit, 16 cycles of the divided clock each, four times.
  private static final int TIMEOUT_CYCLES = 4 * 10 * 16;

  private static final int TICKS_PER_SECOND = 100_000_000;

  private final String name;
  private final Clock clock;
  private final InterruptLine line;
  private final Alarm timeout;
  private final ByteSink output;
  private final ByteQueue fifo = new ByteQueue();
  private final ByteQueue waiting = new ByteQueue();

  private int divisor = 12;

  /// What RBR shows while there are no FIFOs, whether it has been read or not.
  private byte holding;

  private int ier;
  private int fcr;
  private int lcr;
  private int mcr = MCR_OUT2;
  private int scr;
  private boolean overrun;
  private boolean sentPending;
  private boolean timeoutPending;

  public Uart(String name, Clock clock, InterruptLine line, ByteSink output) {
    this.name = name;
    this.clock = clock;
    this.line = line;
    this.timeout = clock.alarm(name + ".timeout", this::timeOut);
    this.output = output;
  }

  /// A byte arrives from outside. It is never lost; how many wait for room tells [#waiting].
  public void receive(byte value) {
    waiting.add(value);
    takeFromLine();
  }

  /// How many bytes have arrived for which the receiver had no room yet. Who types fast looks here before going on.
  public int waiting() {
    return waiting.size();
  }

  /// The next byte received, as reading RBR gives it, or -1 when LSR reports none.
  public int take() {
    return (currentLineStatus() & LSR_READY) == 0 ? -1 : receivedByte();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return 0x100;
  }

  @Override
  public long read(int offset, Width width) {
    return switch (offset) {
      case 0 -> dividing() ? divisor & 0xff : receivedByte();
      case 1 -> dividing() ? divisor >>> 8 : ier;
      case 2 -> interruptIdentification();
      case 3 -> lcr;
      case 4 -> mcr;
      case 5 -> lineStatus();
      case 6 -> modemStatus();
      case 7 -> scr;
      default -> 0;
    };
  }

  @Override
  public void write(int offset, Width width, long value) {
    int written = (int) value & 0xff;
    switch (offset) {
      case 0 -> {
        if (dividing()) {
          divisor = (divisor & 0xff00) | written;
        } else {
          send((byte) written);
        }
      }
      case 1 -> {
        if (dividing()) {
          divisor = (divisor & 0xff) | written << 8;
        } else {
          enableInterrupts(written & 0x0f);
        }
      }
      case 2 -> controlFifos(written);
      case 3 -> lcr = written;
      case 4 -> {
        mcr = written & 0x1f;
        takeFromLine();
      }
      case 7 -> scr = written;
      default -> {}
    }
  }

  private boolean dividing() {
    return (lcr & LCR_DIVISOR) != 0;
  }

  private boolean looping() {
    return (mcr & MCR_LOOP) != 0;
  }

  private int receivedByte() {
    int value = hasFifos() ? (fifo.isEmpty() ? 0 : fifo.remove()) : holding;
    if (!hasFifos()) {
      fifo.clear();
    }
    timeoutPending = false;
    takeFromLine();
    watchForTimeout();
    update();
    return value & 0xff;
  }

  private int interruptIdentification() {
    int found = mostUrgent();
    if (found == IIR_SENT) {
      sentPending = false;
      update();
    }
    return found | (hasFifos() ? IIR_FIFOS : 0);
  }

  private int lineStatus() {
    int status = currentLineStatus();
    if (overrun) {
      overrun = false;
      update();
    }
    return status;
  }

  private int currentLineStatus() {
    return LSR_IDLE | (fifo.isEmpty() ? 0 : LSR_READY) | (overrun ? LSR_OVERRUN : 0);
  }

  private int modemStatus() {
    if (looping()) {
      // DTR, RTS, OUT1 and OUT2 come back as DSR, CTS, RI and DCD.
      return (mcr & 1) << 5 | (mcr & 2) << 3 | (mcr & 0x0c) << 4;
    }
    return MSR_CONNECTED;
  }

  private void send(byte value) {
    if (!looping()) {
      output.put(value);
    } else {
      overrun |= fifo.size() == capacity();
      intoFifo(value);
    }
    sentPending = true;
    update();
  }

  /// Switching the interrupt on while the transmitter is idle raises it at once, even if it has been seen before.
  private void enableInterrupts(int enables) {
    int changed = ier ^ enables;
    if ((changed & IER_SENT) != 0) {
      sentPending = (enables & IER_SENT) != 0;
    }
    ier = enables;
    if (changed != 0) {
      update();
    }
  }

  private void controlFifos(int control) {
    boolean switched = ((control ^ fcr) & FCR_ENABLE) != 0;
    if (switched || (control & FCR_CLEAR_RECEIVER) != 0) {
      fifo.clear();
      timeoutPending = false;
    }
    if (switched || (control & FCR_CLEAR_TRANSMITTER) != 0) {
      sentPending = true;
    }
    fcr = control & FCR_KEPT;
    takeFromLine();
    watchForTimeout();
    update();
  }

  private boolean hasFifos() {
    return (fcr & FCR_ENABLE) != 0;
  }

  private int capacity() {
    return hasFifos() ? FIFO_BYTES : 1;
  }

  private int triggerLevel() {
    return hasFifos() ? TRIGGER_LEVELS[fcr >>> 6] : 1;
  }

  /// While the loop is closed, the receiver is not connected to the line.
  private void takeFromLine() {
    boolean any = false;
    while (!looping() && !waiting.isEmpty() && fifo.size() < capacity()) {
      intoFifo(waiting.remove());
      any = true;
    }
    if (any) {
      update();
    }
  }

  /// What does not fit pushes out the one byte there is room for, or is lost to the FIFO.
  private void intoFifo(byte value) {
    if (!hasFifos()) {
      fifo.clear();
      holding = value;
    }
    if (fifo.size() < capacity()) {
      fifo.add(value);
    }
    watchForTimeout();
  }

  private void watchForTimeout() {
    if (fifo.isEmpty() || !hasFifos()) {
      timeout.cancel();
      return;
    }
    long ticks = (long) TIMEOUT_CYCLES * Math.max(1, divisor) * TICKS_PER_SECOND / CLOCK_HZ;
    timeout.set(clock.ticks() + ticks);
  }

  private void timeOut() {
    timeoutPending = true;
    update();
  }

  /// The identification of the most urgent interrupt that is pending and enabled.
  private int mostUrgent() {
    if ((ier & IER_LINE_STATUS) != 0 && (currentLineStatus() & LSR_ERRORS) != 0) {
      return IIR_LINE_STATUS;
    } else if ((ier & IER_RECEIVED) != 0 && timeoutPending) {
      return IIR_TIMEOUT;
    } else if ((ier & IER_RECEIVED) != 0 && fifo.size() >= triggerLevel()) {
      return IIR_RECEIVED;
    } else if ((ier & IER_SENT) != 0 && sentPending) {
      return IIR_SENT;
    }
    return IIR_NONE;
  }

  private void update() {
    line.set(mostUrgent() != IIR_NONE);
  }

  @Override
  public int version() {
    return 1;
  }

  /// The divisor; RBR, IER, FCR, LCR, MCR, SCR, a byte each; the three pending conditions (overrun, sent, timeout); the
  /// length and bytes of the FIFO; those of what waits on the line.
  @Override
  public void save(StateOutput output) {
    output.putInt(divisor);
    for (int register : new int[] {holding, ier, fcr, lcr, mcr, scr}) {
      output.putByte(register);
    }
    output.putBoolean(overrun);
    output.putBoolean(sentPending);
    output.putBoolean(timeoutPending);
    fifo.save(output);
    waiting.save(output);
  }

  @Override
  public void load(StateInput input) {
    divisor = input.getInt("the divisor", 0, 0xffff);
    holding = (byte) input.getByte();
    ier = input.getByte("IER", 0, 0x0f);
    fcr = input.getByte() & FCR_KEPT;
    lcr = input.getByte();
    mcr = input.getByte("MCR", 0, 0x1f);
    scr = input.getByte();
    overrun = input.getBoolean();
    sentPending = input.getBoolean();
    timeoutPending = input.getBoolean();
    fifo.load(input, capacity());
    waiting.load(input, Integer.MAX_VALUE);
  }
}
