/// The JUnit 5 extension: boot once, hand each test a machine, explain a failure.
@NullMarked
package softmetal.sdk.junit;

import org.jspecify.annotations.NullMarked;
