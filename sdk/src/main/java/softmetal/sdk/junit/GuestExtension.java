package softmetal.sdk.junit;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;
import softmetal.monitor.machine.MachineDefinition;
import softmetal.sdk.Console;
import softmetal.sdk.Guest;
import softmetal.sdk.GuestFailure;
import softmetal.sdk.Instructions;
import softmetal.sdk.Kernel;

/// Boots machines for the tests of a class with [BootKernel].
public final class GuestExtension implements ParameterResolver, TestExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(GuestExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Guest.class || type == Console.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Guest guest = guest(context);
    return parameter.getParameter().getType() == Guest.class ? guest : guest.console();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
    if (running == null || failure instanceof GuestFailure) {
      throw failure;
    }
    throw new AssertionError(running.guest.report(String.valueOf(failure.getMessage())), failure);
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
    Guest guest =
        Guest.boot(
            kernel(context, wanted),
            MachineDefinition.small()
                .withHarts(wanted.harts())
                .withMemory(wanted.memoryMebibytes() << 20));
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

  /// Built once for a class: the store of the class outlives those of its tests.
  private static Kernel kernel(ExtensionContext context, BootKernel wanted) {
    ExtensionContext ofClass =
        context.getParent().filter(parent -> parent.getTestClass().isPresent()).orElse(context);
    return ofClass
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(Kernel.class, _ -> build(wanted), Kernel.class);
  }

  private static Kernel build(BootKernel wanted) {
    long given =
        Stream.of(wanted.project(), wanted.source(), wanted.elf())
            .filter(value -> !value.isEmpty())
            .count();
    if (given != 1) {
      throw new ExtensionConfigurationException(
          "@BootKernel needs exactly one of project, source and elf, not " + given);
    }
    if (!wanted.project().isEmpty()) {
      return Kernel.project(Path.of(wanted.project()));
    }
    return wanted.source().isEmpty()
        ? Kernel.elf(Path.of(wanted.elf()))
        : Kernel.assembled(Path.of(wanted.source()));
  }

  private static BootKernel annotation(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BootKernel.class)
        .orElseThrow(() ->
            new ExtensionConfigurationException(
                context.getRequiredTestClass().getName() + " has no @BootKernel"));
  }

  /// Switched off by JUnit when the test's store closes.
  private record Running(Guest guest) implements ExtensionContext.Store.CloseableResource {
    @Override
    public void close() {
      guest.close();
    }
  }
}
