/// Real tools as judges: QEMU's `virt` board, and random programs that must end there as they end here.
///
/// A test that starts such a tool has the tag `oracle`; what needs none of them is an ordinary test.
@NullMarked
package softmetal.monitor.oracle;

import org.jspecify.annotations.NullMarked;
