package softmetal.sdk.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.monitor.memory.Ram;
import softmetal.sdk.Console;
import softmetal.sdk.Guest;
import softmetal.sdk.GuestFailure;
import softmetal.sdk.Instructions;
import softmetal.sdk.Kernel;

/// Boots machines for the tests of a class with [BootKernel].
public final class GuestExtension
    implements ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(GuestExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Guest.class || type == Console.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "each test has a machine of its own: take %s as a parameter of the test or of a @BeforeEach method"
              .formatted(parameter.getParameter().getType().getSimpleName()));
    }
    Guest guest = guest(context);
    return parameter.getParameter().getType() == Guest.class ? guest : guest.console();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    throw explained(context, failure);
  }

  /// The failure of a test, with what its machine was doing; unchanged if that is in it already, or if it is none.
  private static Throwable explained(ExtensionContext context, Throwable failure) {
    Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
    if (running == null
        || failure instanceof GuestFailure
        || failure instanceof TestAbortedException) {
      return failure;
    }
    boolean isClaim = failure instanceof AssertionError && failure.getMessage() != null;
    String report =
        running.guest.report(isClaim ? String.valueOf(failure.getMessage()) : failure.toString());
    return failure instanceof AssertionFailedError claim && claim.isExpectedDefined()
        ? new AssertionFailedError(report, claim.getExpected(), claim.getActual(), claim)
        : new AssertionFailedError(report, failure);
  }

  /// The machine of the present test, booted on first use.
  private static Guest guest(ExtensionContext context) {
    return context
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Running.class, _ -> new Running(boot(context)), Running.class)
        .guest;
  }

  private static Guest boot(ExtensionContext context) {
    BootKernel wanted = annotation(context);
    Guest guest = Guest.boot(kernel(context, wanted), machine(wanted));
    if (!wanted.ready().isEmpty()) {
      try {
        guest.console().within(Instructions.millions(wanted.bootMillions())).shows(wanted.ready());
      } catch (GuestFailure failure) {
        guest.close();
        throw failure;
      }
    }
    return guest;
  }

  private static MachineDefinition machine(BootKernel wanted) {
    long memoryBytes = wanted.memoryMebibytes() << 20;
    check(
        wanted.harts() >= 1 && wanted.harts() <= MachineDefinition.MAX_HARTS,
        "@BootKernel(harts = %d): a machine has 1 to %d harts"
            .formatted(wanted.harts(), MachineDefinition.MAX_HARTS));
    check(
        wanted.memoryMebibytes() <= Ram.MAX_BYTES >> 20 && Ram.isValidSize(memoryBytes),
        "@BootKernel(memoryMebibytes = %d): a machine has 1 to %d MiB of RAM"
            .formatted(wanted.memoryMebibytes(), Ram.MAX_BYTES >> 20));
    check(
        wanted.bootMillions() >= 1,
        "@BootKernel(bootMillions = %d): at least 1 is needed".formatted(wanted.bootMillions()));
    return MachineDefinition.small().withHarts(wanted.harts()).withMemory(memoryBytes);
  }

  /// Built once: the store of the outermost class outlives those of its tests and of the classes nested in it.
  private static Kernel kernel(ExtensionContext context, BootKernel wanted) {
    ExtensionContext outermost = context;
    for (Optional<ExtensionContext> parent = context.getParent();
        parent.isPresent() && parent.get().getTestClass().isPresent();
        parent = outermost.getParent()) {
      outermost = parent.get();
    }
    return outermost
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(wanted, GuestExtension::build, Kernel.class);
  }

  private static Kernel build(BootKernel wanted) {
    List<String> given =
        Stream.of(wanted.project(), wanted.source(), wanted.elf())
            .filter(value -> !value.isEmpty())
            .toList();
    check(
        given.size() == 1,
        "@BootKernel needs one of project, source and elf, and got %d".formatted(given.size()));
    try {
      if (!wanted.project().isEmpty()) {
        return Kernel.project(Path.of(wanted.project()));
      }
      return wanted.source().isEmpty()
          ? Kernel.elf(Path.of(wanted.elf()))
          : Kernel.assembled(Path.of(wanted.source()));
    } catch (IllegalArgumentException wrong) {
      throw new ExtensionConfigurationException(
          "cannot build the kernel %s: %s".formatted(given.getFirst(), wrong.getMessage()), wrong);
    }
  }

  private static void check(boolean condition, String otherwise) {
    if (!condition) {
      throw new ExtensionConfigurationException(otherwise);
    }
  }

  /// Of the test's class, or of the class around it.
  private static BootKernel annotation(ExtensionContext context) {
    Class<?> testClass = context.getRequiredTestClass();
    return AnnotationSupport.findAnnotation(
            testClass, BootKernel.class, context.getEnclosingTestClasses())
        .orElseThrow(
            () -> new ExtensionConfigurationException(testClass.getName() + " has no @BootKernel"));
  }

  /// Switched off by JUnit when the test's store closes.
  private record Running(Guest guest) implements AutoCloseable {
    @Override
    public void close() {
      guest.close();
    }
  }
}
