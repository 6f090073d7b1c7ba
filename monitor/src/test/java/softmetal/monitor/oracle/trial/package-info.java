/// Single instructions and short sequences in chosen states of the machine, run here and on QEMU.
///
/// A [softmetal.monitor.oracle.trial.Trial] says all that it begins with: code, mode, registers, control registers, memory,
/// page tables. Both boards run the same guest program over thousands of them. Random programs are in the package above.
@NullMarked
package softmetal.monitor.oracle.trial;

import org.jspecify.annotations.NullMarked;
