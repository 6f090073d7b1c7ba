/// The mask ROM of the board.
@NullMarked
package softmetal.monitor.device.rom;

import org.jspecify.annotations.NullMarked;
