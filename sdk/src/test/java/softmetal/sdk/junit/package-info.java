/// The extension, tried on test classes that are run inside a test.
@NullMarked
package softmetal.sdk.junit;

import org.jspecify.annotations.NullMarked;
