/// How a guest ends its machine. The simplest device: copy this one.
@NullMarked
package softmetal.monitor.device.finisher;

import org.jspecify.annotations.NullMarked;
