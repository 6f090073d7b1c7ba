/// The interrupt controller between the devices and the harts.
@NullMarked
package softmetal.monitor.device.plic;

import org.jspecify.annotations.NullMarked;
