/// Virtual time, counted in retired instructions, and the queue of future events.
@NullMarked
package softmetal.monitor.clock;

import org.jspecify.annotations.NullMarked;
