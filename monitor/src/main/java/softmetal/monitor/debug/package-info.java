/// The teaching eye: exits explained in one line each, with the names of the program's own symbols.
///
/// Not here: the run loop that is being watched (`monitor.machine`).
@NullMarked
package softmetal.monitor.debug;

import org.jspecify.annotations.NullMarked;
