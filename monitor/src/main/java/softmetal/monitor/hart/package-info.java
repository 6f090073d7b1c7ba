/// What physical user mode can do: registers, the TLB, the interpreter, and the questions it raises (`Exit`).
///
/// Not here: CSRs, privilege modes, page tables and devices; a hart does not know that they exist.
@NullMarked
package softmetal.monitor.hart;

import org.jspecify.annotations.NullMarked;
