/// The drives of the physical machine, on `java.nio.file`, and the minidisks cut out of them.
///
/// Not here: how a guest reaches a disk (`monitor.device.virtio.block`).
@NullMarked
package softmetal.monitor.disk;

import org.jspecify.annotations.NullMarked;
