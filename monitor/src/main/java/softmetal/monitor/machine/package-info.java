/// One virtual machine: the parts wired together, and the run loop that answers the exits of its harts.
///
/// Start reading here.
@NullMarked
package softmetal.monitor.machine;

import org.jspecify.annotations.NullMarked;
