/// What a power cut leaves of a disk, at any write of a workload, and what a system makes of that.
///
/// Not here: how a machine is described and started (`monitor.cli`), and what a file system must promise: a check that the user writes says so.
@NullMarked
package softmetal.monitor.powercut;

import org.jspecify.annotations.NullMarked;
