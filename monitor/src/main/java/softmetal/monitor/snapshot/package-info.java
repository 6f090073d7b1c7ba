/// Whole machines at one moment: kept in memory, as files, and as the start of any number of others.
///
/// Not here: what a part of a machine saves (it knows itself), and which moment a user wants (`monitor.cli`).
@NullMarked
package softmetal.monitor.snapshot;

import org.jspecify.annotations.NullMarked;
