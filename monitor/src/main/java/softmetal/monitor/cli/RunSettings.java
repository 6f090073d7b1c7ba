package softmetal.monitor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import softmetal.isa.InstructionSet;
import softmetal.monitor.debug.ExplainTraps.Detail;
import softmetal.monitor.debug.SymbolTable;
import softmetal.monitor.debug.TraceSettings;
import softmetal.monitor.debug.TraceSettings.EventClass;
import softmetal.monitor.snapshot.Snapshots;

/// What `softmetal run` was asked to do.
///
/// @param files one kernel project, one executable, one snapshot, or assembly sources
/// @param instructionSet of the harts; when absent, that of the program
/// @param disks images of the host, or sizes of empty disks, as the user wrote them
/// @param store the directory for the drives; in memory when absent
record RunSettings(
    List<Path> files,
    Optional<InstructionSet> instructionSet,
    long memoryBytes,
    int harts,
    List<String> disks,
    Optional<Path> store,
    String bootArguments,
    long maxInstructions,
    DebugSettings debug,
    boolean printStateHash,
    BootSettings boot,
    BoardSettings board,
    RecordSettings records) {
  /// Whether a machine goes on that was saved, instead of one that boots.
  boolean resumes() {
    return files.size() == 1 && files.getFirst().toString().endsWith(Snapshots.SUFFIX);
  }

  /// How the run is looked at.
  ///
  /// @param lint whether to tell of the driver's mistakes
  /// @param gdbPort where gdb connects before anything runs; 0 for any free port
  record DebugSettings(
      Optional<Detail> explain, boolean lint, OptionalInt gdbPort, Optional<Trace> trace) {}

  /// A trace, as the user wrote it: its places may be names of the program.
  record Trace(
      Path file,
      Set<EventClass> classes,
      List<String> ranges,
      Optional<String> start,
      Optional<String> stop) {
    /// @throws IllegalArgumentException with a message for the user
    TraceSettings settings(SymbolTable symbols) {
      return new TraceSettings(
          classes,
          ranges.stream().map(text -> TraceSettings.parseRange(text, symbols::addressOf)).toList(),
          start.map(text -> TraceSettings.parseMoment(text, symbols::addressOf)),
          stop.map(text -> TraceSettings.parseMoment(text, symbols::addressOf)));
    }
  }

  /// Files that are written while the machine runs.
  ///
  /// @param capture what passes the network
  /// @param consoleLog what the guest writes to its consoles
  /// @param snapshot the machine at the end
  /// @param input what was typed, for a replay; the machine at its beginning is saved beside it
  /// @param listing which bytes came from which line of the sources; written before the machine starts
  record RecordSettings(
      Optional<Path> capture,
      Optional<Path> consoleLog,
      Optional<Path> snapshot,
      Optional<Path> input,
      Optional<String> listing) {}

  /// What is to be in RAM besides the kernel.
  ///
  /// @param bios `none`, `sbi`, or a file; when absent, what the kernel project says
  /// @param dumpDeviceTree where to write the device tree instead of booting
  record BootSettings(
      Optional<String> bios, Optional<Path> initialRamdisk, Optional<Path> dumpDeviceTree) {
    static final String NONE = "none";
    static final String BUILT_IN = "sbi";

    boolean builtIn() {
      return bios.equals(Optional.of(BUILT_IN));
    }

    boolean isFile() {
      return bios.filter(name -> !name.equals(NONE) && !name.equals(BUILT_IN)).isPresent();
    }
  }
}
