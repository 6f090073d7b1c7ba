/// Fences that a kernel leaves out: what a hart may do meanwhile, and what it must do after them.
@NullMarked
package softmetal.monitor.oracle.fence;

import org.jspecify.annotations.NullMarked;
