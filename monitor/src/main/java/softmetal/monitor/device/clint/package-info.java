/// The timer and the inter-hart interrupts of machine mode.
@NullMarked
package softmetal.monitor.device.clint;

import org.jspecify.annotations.NullMarked;
