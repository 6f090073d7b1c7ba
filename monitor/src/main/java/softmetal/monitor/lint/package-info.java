/// The driver linter: tells the author of a kernel which rule of a specification the kernel has broken, and where.
///
/// It looks on and changes nothing: a run ends in the same state with and without it. Not here: what a guest gets for its mistake, which
/// is the affair of devices and of the virtual CPU.
@NullMarked
package softmetal.monitor.lint;

import org.jspecify.annotations.NullMarked;
