package softmetal.sdk.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// What JUnit says after running a test class.
final class ClassRun implements TestExecutionListener {
  private final List<TestExecutionResult> tests = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<ReportEntry> entries = new ArrayList<>();

  private ClassRun() {}

  static ClassRun of(Class<?> testClass) {
    ClassRun run = new ClassRun();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectClass(testClass)).build();
    LauncherFactory.create().execute(request, run);
    return run;
  }

  @Override
  public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
    if (identifier.isTest()) {
      tests.add(result);
    }
    if (result.getStatus() == Status.FAILED) {
      failures.add(result.getThrowable().orElseThrow());
    }
  }

  @Override
  public void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
    entries.add(entry);
  }

  long succeeded() {
    return tests.stream().filter(test -> test.getStatus() == Status.SUCCESSFUL).count();
  }

  long aborted() {
    return tests.stream().filter(test -> test.getStatus() == Status.ABORTED).count();
  }

  /// Of tests and of classes, as JUnit reports them.
  List<Throwable> failures() {
    return failures;
  }

  /// The values that the tests published under a name.
  List<String> entries(String name) {
    return entries.stream()
        .filter(entry -> entry.getKeyValuePairs().containsKey(name))
        .map(entry -> entry.getKeyValuePairs().get(name))
        .toList();
  }
}
