package softmetal.monitor.oracle.trial;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Control registers and interrupt sources before a trial: what is not named is zero.
///
/// @param values of control registers, by the position of their name in [#CSRS]
/// @param sources of interrupts
record Setup(Map<String, Long> values, Map<Source, Long> sources) {

  /// Written in this order: a region of memory is complete before it may be locked.
  static final List<String> CSRS =
      List.of(
          "medeleg",
          "mideleg",
          "mie",
          "mip",
          "mcounteren",
          "scounteren",
          "mcountinhibit",
          "menvcfg",
          "senvcfg",
          "mtvec",
          "stvec",
          "sscratch",
          "sepc",
          "scause",
          "stval",
          "pmpaddr0",
          "pmpaddr1",
          "pmpaddr2",
          "pmpaddr3",
          "pmpaddr4",
          "pmpaddr5",
          "pmpaddr6",
          "pmpaddr7",
          "pmpaddr8",
          "pmpaddr9",
          "pmpaddr10",
          "pmpaddr11",
          "pmpaddr12",
          "pmpaddr13",
          "pmpaddr14",
          "pmpaddr15",
          "pmpcfg0",
          "pmpcfg2");

  /// What can raise an interrupt from outside the hart.
  enum Source {
    /// `msip`, 0 or 1.
    SOFTWARE,
    /// What is added to `mtimecmp`, of which nothing leaves -1: 1 makes the interrupt pending.
    TIMER,
    /// Whether the serial port, which is ready to send, interrupts machine mode.
    MACHINE_EXTERNAL,
    /// Whether it interrupts supervisor mode.
    SUPERVISOR_EXTERNAL
  }

  /// Traps go to the handlers of the harness; all of memory is open to all modes.
  static final Setup OPEN =
      new Setup(
          Map.of(
              "mtvec",
              TrialBatch.MACHINE_VECTORS,
              "stvec",
              TrialBatch.SUPERVISOR_VECTORS,
              "sscratch",
              TrialBatch.SOFTWARE_INTERRUPT + 1,
              "pmpaddr15",
              -1L >>> 10,
              "pmpcfg2",
              0x1fL << 56),
          Map.of());

  Setup {
    values = Collections.unmodifiableMap(new java.util.TreeMap<>(values));
    var known = new EnumMap<Source, Long>(Source.class);
    known.putAll(sources);
    sources = Collections.unmodifiableMap(known);
    for (String name : values.keySet()) {
      if (!CSRS.contains(name)) {
        throw new IllegalArgumentException(name);
      }
    }
  }

  Setup with(String csr, long value) {
    var more = new java.util.TreeMap<>(values);
    more.put(csr, value);
    return new Setup(more, sources);
  }

  Setup with(Source source, long value) {
    var more = new EnumMap<Source, Long>(Source.class);
    more.putAll(sources);
    more.put(source, value);
    return new Setup(values, more);
  }
}
