/// The SDK, tried on kernels of a few lines.
@NullMarked
package softmetal.sdk;

import org.jspecify.annotations.NullMarked;
