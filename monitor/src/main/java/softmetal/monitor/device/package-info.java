/// What answers when the guest touches registers outside RAM, and the line by which it asks for attention.
///
/// Not here: the devices themselves, each in a package below.
@NullMarked
package softmetal.monitor.device;

import org.jspecify.annotations.NullMarked;
