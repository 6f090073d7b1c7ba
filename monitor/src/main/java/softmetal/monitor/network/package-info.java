/// A virtual Ethernet: switches to which the network cards of machines connect, and the record of what passes.
///
/// Everything happens in virtual time, on the one thread that runs the connected machines.
///
/// Not here: the network cards (`device.virtio.net`), and any way out of the process.
@NullMarked
package softmetal.monitor.network;

import org.jspecify.annotations.NullMarked;
