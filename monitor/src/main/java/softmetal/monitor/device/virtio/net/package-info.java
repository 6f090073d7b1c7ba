/// The network card.
@NullMarked
package softmetal.monitor.device.virtio.net;

import org.jspecify.annotations.NullMarked;
