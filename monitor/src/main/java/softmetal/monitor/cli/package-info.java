/// The command `softmetal`: every subcommand, the terminal, exit statuses; imports Commons CLI.
@NullMarked
package softmetal.monitor.cli;

import org.jspecify.annotations.NullMarked;
