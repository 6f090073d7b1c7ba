package softmetal.monitor.oracle.trial;

import static softmetal.isa.Instruction.*;
import static softmetal.monitor.oracle.trial.Words.A0;
import static softmetal.monitor.oracle.trial.Words.A1;
import static softmetal.monitor.oracle.trial.Words.A2;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import softmetal.isa.Instruction;
import softmetal.monitor.oracle.trial.Trials.Known;
import softmetal.monitor.privileged.Mode;

/// Physical memory protection: each way to match, sizes from 4 bytes on, accesses in, beside and half in a region, priority,
/// locks, and page tables in protected memory.
@Tag("oracle")
class ProtectionOracleTest {
  private static final long LOCKED = 0x80;
  private static final int EBREAK = 0x9002;

  /// A page with nothing else in it; regions begin and end around its middle.
  private static final long PAGE = TrialBatch.DATA - 0x4000;

  private static final long MIDDLE = PAGE + 0x800;
  private static final List<Long> OFFSETS = List.of(-8L, -4L, 0L, 4L, 8L, 60L, 64L);
  private static final List<Long> PERMISSIONS = List.of(0L, 1L, 3L, 4L, 5L, 7L);

  private static final Known MARKED_IN_SPITE =
      new Known(
          "A and D bits are set in page tables that may not be written",
          ending ->
              List.of(5L, 7L).contains(ending.softmetal().cause())
                  && ending.qemu().cause() == 3
                  && (ending.softmetal().get("peek0") | 0xc0) == (ending.qemu().get("peek0") | 0xc0)
                  && ending.softmetal().get("peek0") != ending.qemu().get("peek0"));

  @TempDir Path directory;

  /// A region as entries of `pmpaddr` and `pmpcfg`: one or, with a lower bound, two of them.
  private record Region(String name, List<Long> addresses, List<Long> configs) {
    static Region four(long start, long permissions) {
      return new Region("NA4", List.of(start >> 2), List.of(0x10 | permissions));
    }

    static Region powerOfTwo(long start, long bytes, long permissions) {
      return new Region(
          "NAPOT " + bytes,
          List.of(start >> 2 & -(bytes >> 2) | (bytes >> 3) - 1),
          List.of(0x18 | permissions));
    }

    static Region range(long start, long end, long permissions) {
      return new Region(
          "TOR " + (end - start), List.of(start >> 2, end >> 2), List.of(0L, 8 | permissions));
    }

    /// From an entry on.
    Setup in(Setup setup, int first) {
      Setup result = setup;
      for (int i = 0; i < addresses.size(); i++) {
        int number = first + i;
        String config = number < 8 ? "pmpcfg0" : "pmpcfg2";
        long old = result.values().getOrDefault(config, 0L);
        result =
            result
                .with("pmpaddr" + number, addresses.get(i))
                .with(config, old | configs.get(i) << (8 * (number % 8)));
      }
      return result;
    }
  }

  private static List<Region> regions(long permissions) {
    return List.of(
        Region.four(MIDDLE, permissions),
        Region.powerOfTwo(MIDDLE, 8, permissions),
        Region.powerOfTwo(MIDDLE, 16, permissions),
        Region.powerOfTwo(MIDDLE, 64, permissions),
        Region.powerOfTwo(MIDDLE, 2048, permissions),
        Region.powerOfTwo(MIDDLE, 4096, permissions),
        Region.powerOfTwo(MIDDLE, 1 << 16, permissions),
        Region.range(MIDDLE, MIDDLE + 4, permissions),
        Region.range(MIDDLE, MIDDLE + 12, permissions),
        Region.range(MIDDLE, PAGE + 4096, permissions),
        Region.range(PAGE, MIDDLE, permissions),
        Region.range(PAGE, PAGE + 4096, permissions),
        Region.range(MIDDLE, MIDDLE, permissions),
        Region.range(MIDDLE + 4, MIDDLE, permissions));
  }

  @Test
  void accesses_at_the_bounds_of_a_region_do_what_they_do_on_qemu() {
    List<Trial> trials = new ArrayList<>(List.of(fillWithBreakpoints()));
    for (long permissions : PERMISSIONS) {
      for (Region region : regions(permissions)) {
        for (Mode mode : Mode.values()) {
          Setup setup = region.in(Setup.OPEN, 0);
          addAccesses(trials, region.name + " of " + permissions, setup, mode, OFFSETS);
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  /// What is stored there is zero, so that no other code comes into being.
  private static Trial fillWithBreakpoints() {
    Trial trial = Trial.of("fill", EBREAK);
    for (long offset = -16; offset < 80; offset += 8) {
      trial = trial.poking(MIDDLE + offset, 0x9002_9002_9002_9002L);
    }
    return trial;
  }

  /// Around [#MIDDLE], each instruction of its own width.
  private static void addAccesses(
      List<Trial> trials, String name, Setup setup, Mode mode, List<Long> offsets) {
    for (long offset : offsets) {
      for (Instruction access : List.of(LB, LW, LD, SB, SW, SD)) {
        boolean stores = access == SB || access == SW || access == SD;
        trials.add(
            Trial.of(
                    "%s at %d".formatted(name, offset),
                    Words.word(access, stores ? 0 : A1, A0, 0, 0))
                .with(TrialBatch.POINTERS.with(A0, MIDDLE + offset))
                .with(setup)
                .in(mode));
      }
      trials.add(
          Trial.of("%s, code at %d".formatted(name, offset), EBREAK)
              .at(MIDDLE + offset)
              .with(setup)
              .in(mode));
    }
  }

  @Test
  void the_first_region_that_matches_decides_as_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (long first : PERMISSIONS) {
      for (long second : PERMISSIONS) {
        for (Region upper : regions(first).subList(1, 9)) {
          Setup narrow = upper.in(Setup.OPEN, 3);
          Setup setup = Region.powerOfTwo(MIDDLE, 4096, second).in(narrow, 6);
          Setup reversed = upper.in(Region.powerOfTwo(MIDDLE, 4096, second).in(Setup.OPEN, 0), 3);
          for (Setup each : List.of(setup, reversed)) {
            for (Instruction access : List.of(LW, SW)) {
              for (long offset : List.of(-4L, 0L, 8L)) {
                trials.add(
                    Trial.of(
                            "%s %d over %d at %d".formatted(upper.name, first, second, offset),
                            Words.word(access, access == SW ? 0 : A1, A0, A2, 0))
                        .with(TrialBatch.POINTERS.with(A0, MIDDLE + offset))
                        .with(each)
                        .in(Mode.SUPERVISOR));
              }
            }
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of());
  }

  @Test
  void locked_regions_bind_machine_mode_and_cannot_be_changed_as_on_qemu() {
    for (long permissions : List.of(0L, 1L, 3L, 4L, 5L)) {
      for (Region region :
          List.of(
              Region.powerOfTwo(MIDDLE, 16, permissions | LOCKED),
              Region.range(MIDDLE, MIDDLE + 12, permissions | LOCKED))) {
        List<Trial> trials = new ArrayList<>(List.of(fillWithBreakpoints()));
        for (Mode mode : Mode.values()) {
          String name = "locked " + region.name + " of " + permissions;
          addAccesses(trials, name, region.in(Setup.OPEN, 2), mode, OFFSETS);
        }
        for (int number = 0; number < 6; number++) {
          int address = Words.csr(CSRRW, 0, "pmpaddr" + number, A0);
          int config = Words.csr(CSRRW, 0, "pmpcfg0", A0);
          for (int word : List.of(address, config)) {
            trials.add(
                Trial.of(
                        "write what is locked, " + number,
                        word,
                        Words.csr(CSRRS, A1, "pmpaddr" + number, 0),
                        Words.csr(CSRRS, A2, "pmpcfg0", 0))
                    .with(TrialBatch.POINTERS.with(A0, 0x1dL << 8 * number)));
          }
        }
        new Trials(directory).assertSameEnds(trials, List.of());
      }
    }
  }

  @Test
  void page_tables_in_protected_memory_fault_as_on_qemu() {
    List<Trial> trials = new ArrayList<>();
    for (long permissions : PERMISSIONS) {
      for (long bits : List.of(0xcfL, 0x0fL, 0x4fL)) {
        for (Region region :
            List.of(
                Region.powerOfTwo(TrialBatch.TABLES, 4096, permissions),
                Region.four(TrialBatch.TABLES + 24, permissions),
                Region.powerOfTwo(TrialBatch.TABLES + 24, 8, permissions))) {
          for (int word : List.of(Words.word(LW, A1, A0, 0, 0), Words.word(SW, 0, A0, A2, 0))) {
            trials.add(
                Trial.of("%s of %d, entry %x".formatted(region.name, permissions, bits), word)
                    .with(TrialBatch.POINTERS.with(A0, 0xc050_8000L))
                    .with(region.in(Setup.OPEN, 0))
                    .in(Mode.SUPERVISOR)
                    .withSatp(8L << 60 | TrialBatch.TABLES >> 12)
                    .poking(TrialBatch.TABLES + 16, 0x8000_0000L >> 2 | 0xcf)
                    .poking(TrialBatch.TABLES + 24, 0x8000_0000L >> 2 | bits)
                    .peeking(TrialBatch.TABLES + 24)); // all is open again then
          }
        }
      }
    }
    new Trials(directory).assertSameEnds(trials, List.of(MARKED_IN_SPITE));
  }
}
