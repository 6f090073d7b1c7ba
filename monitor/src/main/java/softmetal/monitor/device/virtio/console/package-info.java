/// The virtio console: a second way to write to a person, and to hear from one.
@NullMarked
package softmetal.monitor.device.virtio.console;

import org.jspecify.annotations.NullMarked;
