/// How a guest talks to virtio devices: the registers of a slot, and queues in guest RAM.
///
/// Everything that is found in those queues was written by a guest and may be anything: a broken ring ends in a device that
/// wants to be reset, never in an exception.
///
/// Not here: what a particular device does (`virtio.block`, `virtio.net`, `virtio.rng`, `virtio.console`).
@NullMarked
package softmetal.monitor.device.virtio;

import org.jspecify.annotations.NullMarked;
