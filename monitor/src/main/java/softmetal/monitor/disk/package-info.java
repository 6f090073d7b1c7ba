/// The drives of the physical machine, on `java.nio.file`, the minidisks cut out of them, the moments of these that
/// snapshots and forks keep, and who may link which. `docs/store-format.md` has the files.
///
/// Not here: how a guest reaches a disk (`monitor.device.virtio.block`).
@NullMarked
package softmetal.monitor.disk;

import org.jspecify.annotations.NullMarked;
