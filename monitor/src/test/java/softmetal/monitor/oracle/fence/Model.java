package softmetal.monitor.oracle.fence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import softmetal.monitor.hart.Access;

/// What a hart may make of an access, when it may have read page tables, protection and code at any time since the last
/// fence that orders them, and what one makes of it that has read nothing before.
///
/// Source: RISC-V Privileged ISA, "Supervisor Memory-Management Fence Instruction", "Physical Memory Protection and
/// Paging"; Unprivileged ISA, "Zifencei".
final class Model {
  private static final long VALID = 1;
  private static final long LEAF = 14;
  private static final long USER = 16;
  private static final int LEVELS = 3;

  /// The time of a fence that never was.
  private static final int NEVER = -1;

  /// A frame and what may be done there.
  ///
  /// @param frame -1 for all of them
  private record Protection(int frame, int permissions) {}

  private final Map<Long, History<Long>> entries = new HashMap<>();
  private final Map<Integer, History<Long>> roots = new HashMap<>();
  private final History<Protection> protection = new History<>(new Protection(-1, 7));
  private final Map<Integer, History<Integer>> code = new HashMap<>();

  private boolean paging;
  private int asid;
  private int now;
  private int fenceOfAll = NEVER;
  private int fenceOfCode = NEVER;
  private final Map<Integer, Integer> fencesOfSpaces = new HashMap<>();
  private final Map<Long, Integer> fencesOfPages = new HashMap<>();
  private final Map<String, Integer> fencesOfPagesInSpaces = new HashMap<>();

  /// What an access may result in.
  ///
  /// @param fresh what it is for a hart that has read nothing before
  record Results(Set<Long> permitted, long fresh) {}

  /// Carries out a command.
  ///
  /// @return what it may result in
  Results carryOut(Command command) {
    now++;
    switch (command) {
      case Command.WriteEntry(long address, long value) -> entry(address).set(value, now);
      case Command.Fence(long page, int space) -> fence(page, space);
      case Command.SwitchSpace(long root, int space) -> switchTo(root, space);
      case Command.TurnPagingOff() -> paging = false;
      case Command.Protect(int frame, int permissions) ->
          protection.set(new Protection(frame, permissions), now);
      case Command.WriteCode(int frame, int word) -> code(frame).set(word >> 20, now);
      case Command.FenceCode() -> fenceOfCode = now;
      case Command.Load(long page) -> {
        return results(fresh -> outcomes(page, Access.LOAD, fresh));
      }
      case Command.Store(long page) -> {
        return results(fresh -> outcomes(page, Access.STORE, fresh));
      }
      case Command.Fetch(long page) -> {
        return results(fresh -> says(outcomes(page, Access.FETCH, fresh), fresh));
      }
      case Command.FetchAndLoad(long first, long data) -> {
        return results(fresh -> fetchAndLoad(first, data, fresh));
      }
    }
    return new Results(Set.of(0L), 0);
  }

  private interface Outcomes {
    Set<Long> of(boolean fresh);
  }

  private static Results results(Outcomes outcomes) {
    return new Results(outcomes.of(false), outcomes.of(true).iterator().next());
  }

  private void fence(long page, int space) {
    if (page == 0 && space == 0) {
      fenceOfAll = now;
    } else if (page == 0) {
      fencesOfSpaces.put(space, now);
    } else if (space == 0) {
      fencesOfPages.put(page, now);
    } else {
      fencesOfPagesInSpaces.put(page + " " + space, now);
    }
  }

  private void switchTo(long root, int space) {
    paging = true;
    asid = space;
    History<Long> history = roots.get(space);
    if (history == null) {
      roots.put(space, new History<>(root));
    } else if (history.present() != root) {
      history.set(root, now);
    }
  }

  private History<Long> entry(long address) {
    return entries.computeIfAbsent(address, _ -> new History<>(0L));
  }

  private History<Integer> code(int frame) {
    return code.computeIfAbsent(frame, History::new);
  }

  private Set<Long> fetchAndLoad(long first, long data, boolean fresh) {
    Set<Long> all = new HashSet<>();
    for (long outcome : outcomes(first, Access.FETCH, fresh)) {
      if (isTrap(outcome)) {
        all.add(outcome);
      } else {
        all.addAll(outcomes(data, Access.LOAD, fresh));
      }
    }
    return all;
  }

  private static boolean isTrap(long outcome) {
    return outcome >= Board.TRAP;
  }

  /// What the code in frames says.
  private Set<Long> says(Set<Long> outcomes, boolean fresh) {
    Set<Long> all = new HashSet<>();
    for (long outcome : outcomes) {
      if (isTrap(outcome)) {
        all.add(outcome);
      } else {
        values(code((int) outcome), fresh, _ -> fenceOfCode).forEach(said -> all.add((long) said));
      }
    }
    return all;
  }

  private static <T> Set<T> values(History<T> history, boolean fresh, ToIntFunction<T> fence) {
    return fresh ? Set.of(history.present()) : history.readable(fence);
  }

  /// The frames that an access may reach, and the traps in which it may end.
  private Set<Long> outcomes(long page, Access access, boolean fresh) {
    if (!paging) {
      return Set.of(Board.TRAP | accessFault(access));
    }
    Set<Long> all = new HashSet<>();
    int fenceOfTables = Math.max(fenceOfAll, fencesOfSpaces.getOrDefault(asid, NEVER));
    History<Long> history = roots.get(asid);
    if (history == null) {
      throw new IllegalStateException("no root");
    }
    for (long root : values(history, fresh, _ -> fenceOfTables)) {
      walk(root, LEVELS - 1, page, access, fresh, all);
    }
    return all;
  }

  private void walk(long table, int level, long page, Access access, boolean fresh, Set<Long> all) {
    long address = table + 8 * (page >> (12 + 9 * level) & 511);
    for (long entry : values(entry(address), fresh, value -> fenceOf(value, page))) {
      boolean isPointer = (entry & VALID) != 0 && (entry & LEAF) == 0;
      if (isPointer && level > 0) {
        walk(entry >> 10 << 12, level - 1, page, access, fresh, all);
      } else if (isPointer || !permits(entry, access)) {
        all.add(Board.TRAP | pageFault(access));
      } else {
        long within = page & (1L << (12 + 9 * level)) - 1;
        protect((int) ((entry >> 10 << 12) + within - Board.FRAMES >> 12), access, fresh, all);
      }
    }
  }

  /// Fences of a page order only what is no pointer to a further table.
  private int fenceOf(long entry, long page) {
    int fence = Math.max(fenceOfAll, fencesOfSpaces.getOrDefault(asid, NEVER));
    if ((entry & VALID) == 0 || (entry & LEAF) != 0) {
      fence = Math.max(fence, fencesOfPages.getOrDefault(page, NEVER));
      fence = Math.max(fence, fencesOfPagesInSpaces.getOrDefault(page + " " + asid, NEVER));
    }
    return fence;
  }

  private static boolean permits(long entry, Access access) {
    return (entry & VALID) != 0 && (entry & USER) == 0 && (entry & bit(access)) != 0;
  }

  private static int bit(Access access) {
    return switch (access) {
      case LOAD -> 2;
      case STORE -> 4;
      case FETCH -> 8;
    };
  }

  private void protect(int frame, Access access, boolean fresh, Set<Long> all) {
    for (Protection now : values(protection, fresh, _ -> fenceOfAll)) {
      boolean denies = now.frame == frame && (now.permissions & bit(access) >> 1) == 0;
      all.add(denies ? Board.TRAP | accessFault(access) : (long) frame);
    }
  }

  private static long pageFault(Access access) {
    return switch (access) {
      case FETCH -> 12;
      case LOAD -> 13;
      case STORE -> 15;
    };
  }

  private static long accessFault(Access access) {
    return switch (access) {
      case FETCH -> 1;
      case LOAD -> 5;
      case STORE -> 7;
    };
  }
}
