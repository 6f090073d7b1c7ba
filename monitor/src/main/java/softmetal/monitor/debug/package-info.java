/// The teaching eye: exits explained in one line each.
@NullMarked
package softmetal.monitor.debug;

import org.jspecify.annotations.NullMarked;
