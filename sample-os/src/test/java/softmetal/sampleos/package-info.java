/// The sample operating system, tried as a user would.
@NullMarked
package softmetal.sampleos;

import org.jspecify.annotations.NullMarked;
