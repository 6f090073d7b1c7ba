package softmetal.monitor.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import softmetal.monitor.debug.ExplainTraps.Detail;

/// What `softmetal run` was asked to do.
///
/// @param files one kernel project, one executable, or assembly sources
/// @param disks images of the host, or sizes of empty disks, as the user wrote them
/// @param store the directory for the drives; in memory when absent
record RunSettings(
    List<Path> files,
    long memoryBytes,
    int harts,
    List<String> disks,
    Optional<Path> store,
    String bootArguments,
    long maxInstructions,
    Optional<Detail> explain,
    boolean printStateHash) {}
