package softmetal.monitor.oracle.fence;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Commands that change page tables, protection and code, and look at what comes of it; fences are here and there.
///
/// It begins by putting everything into some state, and with all fences.
record Script(List<Command> commands) {
  private static final int COMMANDS = 100;

  private static final int ROOTS = 2;
  private static final int MIDDLES = 2;
  private static final int LAST = 3;
  private static final int SPACES = 3;
  private static final int CHANGING_FRAMES = 6;

  private static final long BASE = 0x80L << 30;
  private static final long FIRST_ROOT_INDEX = 0x80;
  private static final long FIRST_MIDDLE_INDEX = 1;
  private static final long FIRST_INDEX = 3;
  private static final int INDICES = 4;

  private static final long POINTER = 1;
  private static final long USER = 16;
  private static final long ACCESSED_AND_DIRTY = 0xc0;
  private static final List<Long> PERMISSIONS = List.of(2L, 6L, 8L, 10L, 14L, 14L, 14L);
  private static final List<Integer> PROTECTIONS = List.of(0, 1, 3, 4, 5, 7, 7);

  private static final List<Long> PAGES =
      List.of(
          page(0, 0, 0),
          page(0, 0, 1),
          page(0, 0, 2),
          page(0, 0, 3),
          page(0, 1, 0),
          page(0, 1, 1),
          page(1, 0, 0),
          page(1, 1, 0));

  static Script random(SplittableRandom random) {
    return new Script(new Maker(random).made());
  }

  /// The same without commands that access two pages, where it cannot be told which of them was stale.
  Script withOneAccessEach() {
    return new Script(
        commands.stream().filter(command -> !(command instanceof Command.FetchAndLoad)).toList());
  }

  private static long page(long root, long middle, long last) {
    return BASE + (root << 30) + (FIRST_MIDDLE_INDEX + middle << 21) + (FIRST_INDEX + last << 12);
  }

  private record Maker(SplittableRandom random, List<Command> commands) {
    Maker(SplittableRandom random) {
      this(random, new ArrayList<>());
    }

    List<Command> made() {
      begin();
      while (commands.size() < COMMANDS) {
        commands.add(command());
      }
      return commands;
    }

    private void begin() {
      for (int table = 0; table < ROOTS; table++) {
        for (int index = 0; index < 2; index++) {
          commands.add(writeRoot(table, index));
        }
      }
      for (int table = 0; table < MIDDLES; table++) {
        for (int index = 0; index < 2; index++) {
          commands.add(writeMiddle(table, index));
        }
      }
      for (int table = 0; table < LAST; table++) {
        for (int index = 0; index < INDICES; index++) {
          commands.add(writeLast(table, index));
        }
      }
      for (int frame = 0; frame < CHANGING_FRAMES; frame++) {
        commands.add(new Command.WriteCode(frame, Board.codeThatSays(frame)));
      }
      commands.add(new Command.Protect(0, 7));
      commands.add(switchSpace());
      commands.add(new Command.Fence(0, 0));
      commands.add(new Command.FenceCode());
    }

    private Command command() {
      int choice = random.nextInt(100);
      if (choice < 24) {
        return write();
      }
      if (choice < 76) {
        return access();
      }
      if (choice < 86) {
        return fence();
      }
      if (choice < 91) {
        return switchSpace();
      }
      if (choice < 92) {
        return new Command.TurnPagingOff();
      }
      if (choice < 95) {
        return new Command.Protect(
            random.nextInt(Board.FRAMES_COUNT),
            PROTECTIONS.get(random.nextInt(PROTECTIONS.size())));
      }
      if (choice < 98) {
        return new Command.WriteCode(
            random.nextInt(CHANGING_FRAMES), Board.codeThatSays(random.nextInt(100, 2000)));
      }
      return new Command.FenceCode();
    }

    private Command access() {
      long page = page();
      return switch (random.nextInt(5)) {
        case 0, 1 -> new Command.Load(page);
        case 2 -> new Command.Store(page);
        case 3 -> new Command.Fetch(page);
        default -> new Command.FetchAndLoad(page, page());
      };
    }

    private long page() {
      // One of them most often, so that it has been used before.
      return PAGES.get(random.nextBoolean() ? 0 : random.nextInt(PAGES.size()));
    }

    private Command fence() {
      return new Command.Fence(
          random.nextBoolean() ? page() : 0, random.nextBoolean() ? 1 + random.nextInt(SPACES) : 0);
    }

    private Command switchSpace() {
      return new Command.SwitchSpace(table(random.nextInt(ROOTS)), 1 + random.nextInt(SPACES));
    }

    private Command write() {
      return switch (random.nextInt(8)) {
        case 0 -> writeRoot(random.nextInt(ROOTS), random.nextInt(2));
        case 1 -> writeMiddle(random.nextInt(MIDDLES), random.nextInt(2));
        default -> writeLast(random.nextInt(LAST), random.nextInt(INDICES));
      };
    }

    private Command writeRoot(int table, int index) {
      long middle = table(ROOTS + random.nextInt(MIDDLES));
      long value = random.nextInt(10) == 0 ? 0 : middle >> 2 | POINTER;
      return write(table, FIRST_ROOT_INDEX + index, value);
    }

    private Command writeMiddle(int table, int index) {
      long last = table(ROOTS + MIDDLES + random.nextInt(LAST));
      long value =
          switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1, 2 -> leaf(Board.FRAMES);
            default -> last >> 2 | POINTER;
          };
      return write(ROOTS + table, FIRST_MIDDLE_INDEX + index, value);
    }

    private Command writeLast(int table, int index) {
      long frame = Board.frameAddress(random.nextInt(Board.FRAMES_COUNT));
      long value = random.nextInt(10) == 0 ? 0 : leaf(frame);
      return write(ROOTS + MIDDLES + table, FIRST_INDEX + index, value);
    }

    private long leaf(long address) {
      long permissions = PERMISSIONS.get(random.nextInt(PERMISSIONS.size()));
      long user = random.nextInt(12) == 0 ? USER : 0;
      return address >> 2 | ACCESSED_AND_DIRTY | user | permissions | 1;
    }

    private static Command write(int table, long index, long value) {
      return new Command.WriteEntry(table(table) + 8 * index, value);
    }

    private static long table(int number) {
      return Board.TABLES + (long) number * Board.TABLE_BYTES;
    }
  }
}
