/// The disk of a guest.
@NullMarked
package softmetal.monitor.device.virtio.block;

import org.jspecify.annotations.NullMarked;
