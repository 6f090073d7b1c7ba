package softmetal.monitor.oracle.trial;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import softmetal.monitor.oracle.TwinBoards;
import softmetal.monitor.oracle.TwinBoards.Block;
import softmetal.monitor.oracle.TwinBoards.Twin;
import softmetal.monitor.oracle.trial.Trial.Poke;
import softmetal.monitor.oracle.trial.Trial.Registers;

/// Trials as data in memory, and their results.
///
/// | from | what |
/// |---|---|
/// | 0x8000_0000 | the [TrialHarness] |
/// | 0x801f_f000 | `c.ebreak`s as far as any jump from [#SLOT] reaches |
/// | [#DATA] - 32 KiB | scratch memory, with a pattern |
/// | [#TABLES] | room for page tables, zeros |
/// | [#TRIALS] | 64 bytes each: start, mstatus, setup, pokes, registers, satp, result, peeks |
/// | 0x8100_0000 | what these lead to |
/// | 0x8200_0000 | the results |
@SuppressWarnings({
  "ByteBufferBackingArray",
  "ReferenceEquality"
}) // made here; a setup is shared on purpose
final class TrialBatch {
  static final int MAX = 60_000;

  /// How many peeks a trial may have.
  static final int PEEKS = 6;

  /// Where the code of a trial is.
  static final long SLOT = 0x8030_0000L;

  /// The middle of the scratch memory.
  static final long DATA = 0x8050_8000L;

  static final long TABLES = 0x8060_0000L;
  static final int TABLES_BYTES = 0x10_0000;
  static final long MACHINE_VECTORS = 0x8000_4000L;
  static final long SUPERVISOR_VECTORS = 0x8000_4100L;
  static final long CURRENT = 0x8000_f000L;
  static final long TRIALS = 0x8080_0000L;
  static final long SOFTWARE_INTERRUPT = 0x200_0000L;

  static final Registers POINTERS = Registers.pointers();

  private static final long LANDING = 0x801f_f000L;
  private static final int LANDING_BYTES = 0x20_2000;
  private static final int SCRATCH_BYTES = 0x1_0000;
  private static final long DETAILS = 0x8100_0000L;
  private static final int DETAILS_BYTES = 0x100_0000;
  private static final long RESULTS = 0x8200_0000L;
  private static final int TRIAL_BYTES = 64;
  private static final short EBREAK = (short) 0x9002;

  private final List<Trial> trials;
  private final ByteBuffer details = bytes(DETAILS_BYTES);
  private final Map<List<Long>, Long> places = new HashMap<>();

  TrialBatch(List<Trial> trials) {
    if (trials.size() > MAX) {
      throw new IllegalArgumentException(trials.size() + " trials");
    }
    this.trials = List.copyOf(trials);
    details.putLong(0); // so that no address is that of nothing
  }

  /// Runs all trials on both boards.
  Twin<List<TrialResult>> run(TwinBoards boards) {
    ByteBuffer records = records();
    List<Block> memory =
        List.of(
            new Block(LANDING, landing()),
            new Block(DATA - SCRATCH_BYTES / 2, scratch()),
            new Block(TABLES, new byte[TABLES_BYTES]),
            new Block(TRIALS, records.array()),
            new Block(DETAILS, java.util.Arrays.copyOf(details.array(), details.position())));
    int bytes = trials.size() * TrialHarness.RESULT_BYTES;
    Twin<byte[]> results = boards.run(TrialHarness.source(), memory, RESULTS, bytes);
    return new Twin<>(results(results.softmetal()), results(results.qemu()));
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] landing() {
    ByteBuffer landing = bytes(LANDING_BYTES);
    while (landing.hasRemaining()) {
      landing.putShort(EBREAK);
    }
    return landing.array();
  }

  private static byte[] scratch() {
    byte[] scratch = new byte[SCRATCH_BYTES];
    for (int i = 0; i < scratch.length; i++) {
      scratch[i] = (byte) (i * 167 + (i >> 8) * 59);
    }
    return scratch;
  }

  /// The last one is followed by zeros, which end the run.
  private ByteBuffer records() {
    ByteBuffer records = bytes((trials.size() + 1) * TRIAL_BYTES);
    Setup before = null;
    long result = RESULTS;
    for (Trial trial : trials) {
      boolean sameAgain = trial.setup() == before;
      records.putLong(trial.start());
      records.putLong(trial.status() | (long) trial.mode().code() << 11);
      records.putLong(sameAgain ? 0 : place(longs(trial.setup())));
      records.putLong(place(pokes(trial)));
      records.putLong(place(longs(trial.registers())));
      records.putLong(trial.satp());
      records.putLong(result);
      records.putLong(trial.peeks().isEmpty() ? 0 : place(counted(trial.peeks())));
      before = leavesSetup(trial) ? trial.setup() : null;
      result += TrialHarness.RESULT_BYTES;
    }
    return records;
  }

  /// Whether control registers are afterwards as the setup has left them.
  private static boolean leavesSetup(Trial trial) {
    return !TrialDecoding.writesControlRegisters(trial)
        && !trial.setup().values().containsKey("medeleg")
        && !trial.setup().values().containsKey("mideleg")
        && !trial.setup().values().containsKey("pmpcfg0");
  }

  /// Where these are among the details: equal ones in one place.
  private long place(List<Long> longs) {
    return places.computeIfAbsent(
        longs,
        all -> {
          long address = DETAILS + details.position();
          all.forEach(details::putLong);
          return address;
        });
  }

  private static List<Long> longs(Setup setup) {
    List<Long> longs = new ArrayList<>();
    for (String csr : Setup.CSRS) {
      longs.add(setup.values().getOrDefault(csr, 0L));
    }
    for (Setup.Source source : Setup.Source.values()) {
      longs.add(setup.sources().getOrDefault(source, 0L));
    }
    return longs;
  }

  private static List<Long> longs(Registers registers) {
    List<Long> longs = new ArrayList<>();
    for (long x : registers.x()) {
      longs.add(x);
    }
    for (long f : registers.f()) {
      longs.add(f);
    }
    longs.add((long) registers.fcsr());
    return longs;
  }

  private static List<Long> counted(List<Long> addresses) {
    List<Long> longs = new ArrayList<>();
    longs.add((long) addresses.size());
    longs.addAll(addresses);
    return longs;
  }

  /// The code, with `c.ebreak`s behind it, and what else is to be set.
  private static List<Long> pokes(Trial trial) {
    ByteBuffer code = bytes(Trial.MAX_CODE_BYTES + 8);
    for (int word : trial.words()) {
      code.putShort((short) word);
      if ((word & 3) == 3) {
        code.putShort((short) (word >> 16));
      }
    }
    while (code.hasRemaining()) {
      code.putShort(EBREAK);
    }
    Map<Long, Long> all = new LinkedHashMap<>();
    for (int at = 0; at < code.capacity(); at += 8) {
      all.put(SLOT + at, code.getLong(at));
    }
    for (Poke poke : trial.pokes()) {
      all.put(poke.address(), poke.value());
    }
    List<Long> longs = new ArrayList<>();
    longs.add((long) all.size());
    all.forEach((address, value) -> {
      longs.add(address);
      longs.add(value);
    });
    return longs;
  }

  private List<TrialResult> results(byte[] memory) {
    ByteBuffer all = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    List<TrialResult> results = new ArrayList<>();
    for (int i = 0; i < trials.size(); i++) {
      long[] longs = new long[TrialHarness.RESULT_BYTES / 8];
      all.slice(i * TrialHarness.RESULT_BYTES, TrialHarness.RESULT_BYTES)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asLongBuffer()
          .get(longs);
      results.add(new TrialResult(longs));
    }
    return results;
  }
}
