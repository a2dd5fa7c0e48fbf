package dev.weir.analyzer.junit;

/**
 * The entry point of Weir's assertions in AssertJ's style; AssertJ must be on the class path:
 *
 * <pre>{@code
 * Recording recording = Recording.of(dataSource, () -> orders.ship(42));
 * assertThat(recording).hasNoFindings().executedAtMost(3).waitedAtMost(2);
 * }</pre>
 */
public final class WeirAssertions {
  private WeirAssertions() {}

  /** Begins to assert of what was executed. */
  public static RecordingAssert assertThat(Recording actual) {
    return new RecordingAssert(actual);
  }
}
