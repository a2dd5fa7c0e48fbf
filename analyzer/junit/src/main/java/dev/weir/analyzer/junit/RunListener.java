package dev.weir.analyzer.junit;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of all tests of a run, also of those that expect nothing of Weir, and logs in the end what
 * was found. JUnit finds it by itself.
 */
public final class RunListener implements TestExecutionListener {
  private static final Logger LOG = LoggerFactory.getLogger("dev.weir.tests");

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
  }
}
