package softmetal.monitor.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import softmetal.monitor.hart.Access;
import softmetal.monitor.hart.MemoryWatcher;
import softmetal.monitor.machine.Machine;
import softmetal.monitor.privileged.VirtualCpu;

/// What a real hart may have cached, and what is overwritten without a fence: translations and instructions.
final class MemoryCheck implements MemoryWatcher {
  private static final long PAGE = -4096;
  private static final long ENTRY = -8;

  /// More than this is not kept in mind.
  private static final int MAX_KEPT = 1 << 16;

  /// The page that an access to a page went to, when it was last looked up.
  private record Use(long page, Access access) {}

  private final Machine machine;
  private final Findings findings;

  /// For each hart, what it may have in its TLB.
  private final List<Map<Use, Long>> translations = new ArrayList<>();

  /// Virtual pages that were translated by an entry of a page table, by its physical address.
  private final Map<Long, Set<Long>> pagesByEntry = new HashMap<>();

  /// A half-word of code that was overwritten.
  ///
  /// @param harts a bit for each that has not executed `fence.i` since
  /// @param writer the hart that wrote
  /// @param retired instructions of all harts before that
  private record Overwritten(int harts, int writer, long retired) {
    Overwritten without(int hart) {
      return new Overwritten(harts & ~(1 << hart), writer, retired);
    }
  }

  /// A kernel may change code that other harts execute, where old and new are both right, and fence when it is done. So they
  /// are told only of what was overwritten before so many instructions.
  private static final long GRACE = 100_000;

  private final Map<Long, Overwritten> overwritten = new HashMap<>();

  MemoryCheck(Machine machine, Findings findings) {
    this.machine = machine;
    this.findings = findings;
    for (int hart = 0; hart < machine.harts(); hart++) {
      translations.add(new HashMap<>());
    }
  }

  /// A hart has looked up a translation.
  ///
  /// @param entries the addresses of the page table entries that it has read
  void translated(
      int hart, Access access, long virtualAddress, long physicalAddress, List<Long> entries) {
    if (findings.has(Rule.STALE_TRANSLATION)) {
      return;
    }
    Map<Use, Long> known = translations.get(hart);
    if (known.size() > MAX_KEPT || pagesByEntry.size() > MAX_KEPT) {
      known.clear();
      pagesByEntry.clear();
    }
    long page = virtualAddress & PAGE;
    known.put(new Use(page, access), physicalAddress & PAGE);
    for (long entry : entries) {
      pagesByEntry.computeIfAbsent(entry & ENTRY, _ -> new HashSet<>()).add(page);
      machine.codeCache().watchStores(entry);
    }
  }

  /// A hart has forgotten its translations.
  void flushed(int hart) {
    translations.get(hart).clear();
  }

  /// Or those of one page.
  void flushed(int hart, long virtualAddress) {
    for (Access access : Access.values()) {
      translations.get(hart).remove(new Use(virtualAddress & PAGE, access));
    }
  }

  @Override
  public void written(long physicalAddress, long length) {
    if (pagesByEntry.isEmpty()) {
      return;
    }
    long end = Math.min(physicalAddress + length, physicalAddress + 4096);
    for (long at = physicalAddress & ENTRY; at < end; at += Long.BYTES) {
      for (long page : pagesByEntry.getOrDefault(at, Set.of())) {
        machine.codeCache().markStale(page);
      }
    }
  }

  @Override
  public void staleUsed(Access access, long virtualAddress) {
    int hart = machine.turn();
    VirtualCpu cpu = machine.cpu(hart);
    Long before = translations.get(hart).get(new Use(virtualAddress & PAGE, access));
    if (before == null) {
      return;
    }
    OptionalLong now = cpu.lookUp(virtualAddress, access);
    if (now.isEmpty() || (now.getAsLong() & PAGE) != before) {
      findings.report(Rule.STALE_TRANSLATION, cpu.registers().pc, virtualAddress);
    }
  }

  @Override
  public void codeOverwritten(long physicalAddress) {
    if (overwritten.size() > MAX_KEPT) {
      overwritten.clear();
    }
    int all = (1 << machine.harts()) - 1;
    overwritten.put(physicalAddress, new Overwritten(all, machine.turn(), machine.retired()));
  }

  @Override
  public void decoding(long physicalAddress) {
    Overwritten found = overwritten.remove(physicalAddress);
    int hart = machine.turn();
    if (found != null && (found.harts >> hart & 1) != 0) {
      boolean isOwn = found.writer == hart;
      if (isOwn || machine.retired() - found.retired > GRACE) {
        findings.report(Rule.CODE_WITHOUT_FENCE, machine.cpu(hart).registers().pc);
      }
    }
  }

  @Override
  public void fenced() {
    fenced(machine.turn());
  }

  /// A hart sees all code as it is now.
  void fenced(int hart) {
    overwritten.replaceAll((_, found) -> found.without(hart));
    overwritten.values().removeIf(found -> found.harts == 0);
  }
}
