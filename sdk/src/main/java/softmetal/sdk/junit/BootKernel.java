package softmetal.sdk.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// On a test class: its methods may take a [softmetal.sdk.Guest] or its [softmetal.sdk.Console] as a parameter.
///
/// The kernel is built once for the class. Each test then gets a machine of its own, booted up to `ready` and
/// switched off after the test. When a test fails, its message also has the console's transcript, the last exits and the
/// program counters.
///
/// ```java
/// @BootKernel(project = ".", ready = "$ ")
/// class ShellTest {
///   @Test
///   void echo_prints_its_arguments(Console console) {
///     console.enters("echo hello");
///     console.shows("hello\n$ ");
///   }
/// }
/// ```
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(GuestExtension.class)
public @interface BootKernel {
  /// The directory of a kernel project, relative to the working directory. Exactly one of `project`, `source` and `elf` is given.
  String project() default "";

  /// A source file that is the whole kernel.
  String source() default "";

  /// An executable made by other tools.
  String elf() default "";

  /// Text on the console at which a test begins; empty to begin before the first instruction.
  String ready() default "";

  /// How many million instructions the guest may take to get there.
  long bootMillions() default 100;

  /// Harts of the machine.
  int harts() default 1;

  /// RAM of the machine in MiB.
  long memoryMebibytes() default 128;
}
