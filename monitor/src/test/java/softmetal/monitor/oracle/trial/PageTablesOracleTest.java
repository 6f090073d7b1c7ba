package softmetal.monitor.oracle.trial;

import static softmetal.isa.Instruction.*;
import static softmetal.monitor.oracle.trial.Words.A0;
import static softmetal.monitor.oracle.trial.Words.A1;
import static softmetal.monitor.oracle.trial.Words.A2;
import static softmetal.monitor.oracle.trial.Words.A3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.isa.Instruction;
import softmetal.monitor.oracle.trial.Trial.Poke;
import softmetal.monitor.oracle.trial.Trials.Known;
import softmetal.monitor.privileged.Mode;

/// Sv39, Sv48 and Sv57: all bits of an entry at every level, from every mode, for fetches, loads and stores, with SUM, MXR and
/// MPRV; what becomes of the entry; accesses across two pages; addresses that are not canonical.
@Tag("oracle")
class PageTablesOracleTest {
  private static final long VALID = 1;
  private static final long USER = 16;
  private static final long LEAF = 0xcf;

  private static final long SUM = 1L << 18;
  private static final long MXR = 1L << 19;
  private static final long MPRV = 1L << 17;
  private static final long SUPERVISOR_BEFORE = 1L << 11;

  private static final int EBREAK = 0x9002;

  /// The page that the entry in question leads to, and the one behind it.
  private static final long FRAME = TrialBatch.DATA - 0x8000;

  /// Where code of a trial is executed: at the beginning of a page, as its first frame is.
  private static final long CODE = TrialBatch.SLOT;

  @TempDir Path directory;

  /// With this bit of an entry, RAM becomes the window of a PCI bus that QEMU's board has.
  private static final int PCI_BIT = 32;

  /// One of the three schemes.
  private enum Scheme {
    SV39(3),
    SV48(4),
    SV57(5);

    private final int levels;

    Scheme(int levels) {
      this.levels = levels;
    }

    long satp() {
      return (long) (5 + levels) << 60 | table(levels - 1) >> 12;
    }

    /// The table of a level on the way to [#address]; 0 is that of pages.
    long table(int level) {
      return TrialBatch.TABLES + 4096L * level;
    }

    /// An address that uses another index at each level, the highest of them in the lower half.
    long address() {
      long address = 0;
      for (int level = 0; level < levels; level++) {
        address |= (0x21L + level) << (12 + 9 * level);
      }
      return address;
    }

    long entryAddress(int level) {
      return table(level) + 8 * (0x21L + level);
    }

    /// Entries that lead to the one at a level.
    List<Poke> way(int level) {
      List<Poke> pokes = new ArrayList<>();
      for (int above = levels - 1; above > level; above--) {
        pokes.add(new Poke(entryAddress(above), table(above - 1) >> 2 | VALID));
      }
      return pokes;
    }

    /// A place for code that every mode can be given: a gigapage of RAM below everything else.
    List<Poke> codePage(boolean user) {
      List<Poke> pokes = new ArrayList<>();
      long table = table(levels - 1);
      for (int level = levels - 1; level > 2; level--) {
        long below = TrialBatch.TABLES + 0x1_0000 + 4096L * level;
        pokes.add(new Poke(table, below >> 2 | VALID));
        table = below;
      }
      pokes.add(new Poke(table + 16, 0x8000_0000L >> 2 | LEAF | (user ? USER : 0)));
      return pokes;
    }
  }

  private static long entry(long physicalAddress, long bits) {
    return physicalAddress >> 12 << 10 | bits;
  }

  @Test
  void entries_of_every_kind_do_at_every_level_what_they_do_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (Scheme scheme : Scheme.values()) {
      for (int level = 0; level < scheme.levels; level++) {
        for (long bits = 0; bits < 256; bits++) {
          for (Mode mode : List.of(Mode.SUPERVISOR, Mode.USER)) {
            boolean isPointer = (bits & 0xe) == 0;
            long target = isPointer && level > 0 ? scheme.table(level - 1) : frame(level);
            add(trials, scheme, level, entry(target, bits), mode, bits % 4 * SUM);
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void reserved_bits_and_misaligned_superpages_fault_as_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (Scheme scheme : Scheme.values()) {
      for (int level = 0; level < scheme.levels; level++) {
        for (int bit = 8; bit < 64; bit++) {
          if (bit == PCI_BIT) {
            continue;
          }
          long entry = entry(frame(level), LEAF) ^ 1L << bit;
          add(trials, scheme, level, entry, Mode.SUPERVISOR, 0);
          if (level > 0 && bit >= 40) {
            long pointer = entry(scheme.table(level - 1), VALID) | 1L << bit;
            add(trials, scheme, level, pointer, Mode.SUPERVISOR, 0);
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(NO_MEMORY));
  }

  private static final Known NO_MEMORY =
      new Known(
          "Page tables where no memory is",
          ending ->
              ending.differsIn("mcause")
                  && List.of(1L, 5L, 7L).contains(ending.softmetal().cause())
                  && List.of(12L, 13L, 15L).contains(ending.qemu().cause()));

  /// A frame as large as a page of this level, as far as RAM goes.
  private static long frame(int level) {
    return level == 0 ? FRAME : level == 1 ? FRAME & -1L << 21 : level == 2 ? 0x8000_0000L : 0;
  }

  /// A load, a store, and a fetch through an entry.
  private static void add(
      List<Trial> trials, Scheme scheme, int level, long entry, Mode mode, long status) {
    String name = "%s level %d entry %x status %x".formatted(scheme, level, entry, status);
    long address = address(scheme, level);
    Trial trial =
        Trial.of(name, Words.word(LW, A1, A0, 0, 0))
            .at(CODE)
            .with(TrialBatch.POINTERS.with(A0, address))
            .in(mode)
            .withStatus(Trial.FLOATING_POINT_ON | status)
            .withSatp(scheme.satp())
            .poking(scheme.codePage(mode == Mode.USER))
            .poking(scheme.way(level))
            .poking(scheme.entryAddress(level), entry)
            .peeking(scheme.entryAddress(level));
    trials.add(trial);
    trials.add(withWord(trial, Words.word(SW, 0, A0, A2, 0)));
    trials.add(withWord(trial, EBREAK).at(address).poking(FRAME, EBREAK));
  }

  /// Where in a page of this level [#FRAME] is seen.
  private static long address(Scheme scheme, int level) {
    long within = (1L << (12 + 9 * level)) - 1;
    return scheme.address() & ~within | FRAME & within;
  }

  private static Trial withWord(Trial trial, int word) {
    return new Trial(
        trial.name(),
        trial.mode(),
        List.of(word),
        trial.start(),
        trial.status(),
        trial.satp(),
        trial.setup(),
        trial.registers(),
        trial.pokes(),
        trial.peeks());
  }

  @Test
  void machine_mode_with_mprv_sees_what_it_sees_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (long bits = 0; bits < 256; bits++) {
      for (long status : List.of(0L, SUM, MXR, SUM | MXR)) {
        for (long previous : List.of(0L, SUPERVISOR_BEFORE, 3L << 11)) {
          Scheme scheme = Scheme.SV39;
          for (int word : List.of(Words.word(LD, A1, A0, 0, 8), Words.word(SD, 0, A0, A2, 8))) {
            trials.add(
                Trial.of(
                        "MPRV, entry %x status %x".formatted(bits, status | previous),
                        Words.csr(CSRRC, 0, "mstatus", A2),
                        Words.csr(CSRRS, 0, "mstatus", A3),
                        word)
                    .with(
                        TrialBatch.POINTERS
                            .with(A0, previous == 3L << 11 ? FRAME : scheme.address())
                            .with(A2, 3L << 11)
                            .with(A3, MPRV | status | previous))
                    .withSatp(scheme.satp())
                    .poking(scheme.way(0))
                    .poking(scheme.entryAddress(0), entry(FRAME, bits))
                    .peeking(scheme.entryAddress(0)));
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void addresses_that_are_not_canonical_fault_as_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (Scheme scheme : Scheme.values()) {
      for (int bit = 11 + 9 * scheme.levels; bit < 64; bit++) {
        for (long address : List.of(1L << bit, -1L << bit, (1L << bit) - 8, (-1L << bit) - 8)) {
          Trial trial =
              Trial.of("%s %x".formatted(scheme, address), Words.word(LD, A1, A0, 0, 0))
                  .with(TrialBatch.POINTERS.with(A0, address))
                  .in(Mode.SUPERVISOR)
                  .withSatp(scheme.satp())
                  .poking(scheme.codePage(false));
          trials.add(trial);
          trials.add(withWord(trial, Words.word(SB, 0, A0, A2, 0)));
          trials.add(withWord(trial, EBREAK).at(address));
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void accesses_across_two_pages_need_both_as_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    Scheme scheme = Scheme.SV39;
    List<Long> kinds =
        List.of(0L, 0x01L, 0x03L, 0x07L, 0x0fL, 0x47L, 0xc3L, 0xc7L, 0xcfL, 0xd7L, 0xc9L);
    List<Instruction> loads = List.of(LH, LHU, LW, LWU, LD, FLW, FLD);
    List<Instruction> stores = List.of(SH, SW, SD, FSW, FSD);
    for (long first : kinds) {
      for (long second : kinds) {
        for (int distance : List.of(1, 2, 3, 4, 7)) {
          Trial trial =
              Trial.of("pages %x and %x, %d before".formatted(first, second, distance), 0)
                  .with(TrialBatch.POINTERS.with(A0, scheme.address() + 4096 - distance))
                  .in(Mode.SUPERVISOR)
                  .withStatus(Trial.FLOATING_POINT_ON)
                  .withSatp(scheme.satp())
                  .poking(scheme.codePage(false))
                  .poking(scheme.way(0))
                  .poking(scheme.entryAddress(0), entry(FRAME + 0x3000, first))
                  .poking(scheme.entryAddress(0) + 8, entry(FRAME, second))
                  .peeking(
                      scheme.entryAddress(0), scheme.entryAddress(0) + 8, FRAME, FRAME + 0x3ff8);
          for (Instruction load : loads) {
            trials.add(withWord(trial, Words.word(load, A1, A0, 0, 0)));
          }
          for (Instruction store : stores) {
            trials.add(withWord(trial, Words.word(store, 0, A0, A2, 0)));
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void instructions_across_two_pages_need_both_as_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    Scheme scheme = Scheme.SV39;
    List<Long> kinds = List.of(0L, 0x01L, 0xc7L, 0xcfL, 0xdfL, 0xc9L, 0x0fL);
    for (long first : kinds) {
      for (long second : kinds) {
        trials.add(
            Trial.of("pages %x and %x".formatted(first, second), EBREAK)
                .in(Mode.SUPERVISOR)
                .at(scheme.address() + 4094)
                .withSatp(scheme.satp())
                .poking(scheme.way(0))
                .poking(scheme.entryAddress(0), entry(FRAME + 0x3000, first))
                .poking(scheme.entryAddress(0) + 8, entry(FRAME, second))
                .poking(FRAME + 0x3ff8, 0x0593_0000_0000_0000L) // addi a1, x0, 5
                .poking(FRAME, 0x9002_0050L)
                .peeking(scheme.entryAddress(0), scheme.entryAddress(0) + 8));
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }
}
