/// The shared host: which virtual machines there are, and what is theirs.
///
/// Not here: running them (`monitor.machine`), and the drives that their disks are on (`monitor.disk`).
@NullMarked
package softmetal.monitor.host;

import org.jspecify.annotations.NullMarked;
