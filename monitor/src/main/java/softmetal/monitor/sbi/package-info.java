/// Firmware that is part of the monitor: the Supervisor Binary Interface, so that a kernel for supervisor mode needs no
/// firmware in its RAM.
///
/// Not here: firmware that a user brings, which is a guest like any other (`monitor.machine` loads it).
@NullMarked
package softmetal.monitor.sbi;

import org.jspecify.annotations.NullMarked;
