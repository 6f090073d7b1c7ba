/// What the tests of an operating system call: `Guest` assembles, boots and observes a machine, `Console` is
/// its terminal.
///
/// Not here: JUnit (`sdk.junit`).
@NullMarked
package softmetal.sdk;

import org.jspecify.annotations.NullMarked;
