/// The virtual CPU: CSRs, virtual mode, traps, interrupts, page-table walks, physical memory protection.
///
/// Not here: ordinary instructions (`monitor.hart`) and devices (`monitor.device`).
@NullMarked
package softmetal.monitor.privileged;

import org.jspecify.annotations.NullMarked;
