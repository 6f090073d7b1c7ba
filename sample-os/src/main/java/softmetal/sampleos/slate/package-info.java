/// Slate, the file system of the sample operating system, seen from outside: putting it on a disk, and checking one.
///
/// The layout is described once, at the top of `kernel/file.s`; the constants here are in [Layout]. Not here: how the
/// kernel reads and writes files.
@NullMarked
package softmetal.sampleos.slate;

import org.jspecify.annotations.NullMarked;
