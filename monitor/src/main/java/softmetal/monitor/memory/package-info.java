/// Guest RAM, checked access for devices (DMA), and the map of physical addresses.
///
/// Not here: virtual addresses (`monitor.privileged` walks page tables, `monitor.hart` caches the result).
@NullMarked
package softmetal.monitor.memory;

import org.jspecify.annotations.NullMarked;
