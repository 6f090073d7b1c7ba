/// gdb's remote protocol: an unmodified gdb looks at a machine and moves it.
///
/// Not here: what an instruction or a page table means (`monitor.privileged`), and how a machine is stopped between two instructions
/// (`monitor.machine.Probe`).
@NullMarked
package softmetal.monitor.gdb;

import org.jspecify.annotations.NullMarked;
