/// The source of random numbers, which are the same in every run.
@NullMarked
package softmetal.monitor.device.virtio.rng;

import org.jspecify.annotations.NullMarked;
