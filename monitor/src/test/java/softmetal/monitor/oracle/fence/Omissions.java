package softmetal.monitor.oracle.fence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The fences that a script leaves out where a hart makes use of it, as the labels of the linter's rules.
final class Omissions {
  static final Set<String> RULES =
      new TreeSet<>(
          Set.of(
              "satp-without-fence",
              "pmp-without-fence",
              "stale-translation",
              "code-without-fence"));

  private final Model model = new Model();
  private final Set<String> found = new TreeSet<>();

  private final Map<Integer, Long> roots = new HashMap<>();
  private boolean paging;
  private int space;
  private boolean rootChanged;

  private Command.Protect protection = new Command.Protect(-1, 0);
  private boolean protectionChanged;

  private final Map<Integer, Integer> code = new HashMap<>();
  private final Set<Integer> executed = new HashSet<>();
  private final Set<Integer> overwritten = new HashSet<>();

  private Omissions() {}

  /// @param results what each command of the script has resulted in
  static Set<String> in(Script script, List<Long> results) {
    var omissions = new Omissions();
    for (int i = 0; i < results.size(); i++) {
      omissions.follow(script.commands().get(i), results.get(i));
    }
    return omissions.found;
  }

  private void follow(Command command, long result) {
    long fresh = model.carryOut(command).fresh();
    if (result != fresh) {
      found.add("stale-translation");
    }
    switch (command) {
      case Command.SwitchSpace(long root, int asid) -> {
        Long before = roots.put(asid, root);
        rootChanged |= before != null && before != root;
        paging = true;
        space = asid;
      }
      case Command.TurnPagingOff() -> paging = false;
      case Command.Fence(long page, int _) -> fence(page);
      case Command.Protect wanted -> {
        protectionChanged |= !wanted.equals(protection);
        protection = wanted;
      }
      case Command.WriteCode(int frame, int word) -> {
        code.put(frame, word >> 20);
        if (executed.remove(frame)) {
          overwritten.add(frame);
        }
      }
      case Command.FenceCode() -> overwritten.clear();
      case Command.Fetch _ -> {
        goToSupervisor();
        execute(result);
      }
      case Command.FetchAndLoad _ -> goToSupervisor();
      case Command.WriteEntry _, Command.Load _, Command.Store _ -> {}
    }
  }

  private void fence(long page) {
    rootChanged = false;
    Long root = roots.get(space);
    roots.clear();
    if (paging && root != null) {
      roots.put(space, root);
    }
    if (page == 0) {
      protectionChanged = false;
    }
  }

  private void goToSupervisor() {
    if (rootChanged) {
      found.add("satp-without-fence");
    }
    if (protectionChanged && paging) {
      found.add("pmp-without-fence");
    }
    rootChanged = false;
    protectionChanged = false;
  }

  private void execute(long result) {
    code.forEach((frame, number) -> {
      if (number == result) {
        executed.add(frame);
        if (overwritten.remove(frame)) {
          found.add("code-without-fence");
        }
      }
    });
  }
}
