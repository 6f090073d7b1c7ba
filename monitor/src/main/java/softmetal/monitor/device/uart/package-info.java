/// The serial console.
@NullMarked
package softmetal.monitor.device.uart;

import org.jspecify.annotations.NullMarked;
