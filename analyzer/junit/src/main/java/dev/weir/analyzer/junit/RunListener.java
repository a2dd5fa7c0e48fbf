package dev.weir.analyzer.junit;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.platform.engine.ConfigurationParameters;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of all tests of a run, also of those that expect nothing of Weir, and logs in the end what
 * was found; if {@code weir.sarif} or {@code weir.html} names a file, it is written there, too.
 * JUnit finds it by itself.
 */
public final class RunListener implements TestExecutionListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.weir.tests");

  /** Of JUnit's configuration, or a system property: where to write what was found. */
  private static final String SARIF = "weir.sarif";

  private static final String HTML = "weir.html";

  private final RunningTests running;
  private final Summary summary;

  /** For JUnit. */
  public RunListener() {
    this(RunningTests.OF_THIS_JVM, Summary.OF_THIS_JVM);
  }

  RunListener(RunningTests running, Summary summary) {
    this.running = running;
    this.summary = summary;
  }

  @Override
  public void testPlanExecutionStarted(TestPlan plan) {
    running.hearOfAll();
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.isTest()) {
      running.begin(test.getUniqueId(), null);
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest()) {
      running.end(test.getUniqueId(), null);
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan plan) {
    String worst = summary.take();
    if (worst != null) {
      LOG.warn("Weir: {}", worst);
    }
    RunReport report = new RunReport(summary.all(), summary.clusters());
    ConfigurationParameters asked = plan.getConfigurationParameters();
    asked.get(SARIF).ifPresent(file -> write(SARIF, file, report::sarif));
    asked.get(HTML).ifPresent(file -> write(HTML, file, report::html));
  }

  private static void write(String property, String file, Content content) {
    try {
      RunReport.write(Path.of(file), content.text());
    } catch (IOException e) {
      LOG.warn("Weir: {} ({}) cannot be written", file, property, e);
    }
  }

  /** What is in a file. */
  private interface Content {
    String text() throws IOException;
  }
}
