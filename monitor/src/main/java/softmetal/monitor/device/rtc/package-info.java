/// The real-time clock, which shows a date that depends on virtual time alone.
@NullMarked
package softmetal.monitor.device.rtc;

import org.jspecify.annotations.NullMarked;
