package dev.weir.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.analyzer.model.Evidence;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.FindingCode;
import dev.weir.analyzer.model.Severity;
import dev.weir.sql.SqlShapes;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FindingStoreTest {
  private final FindingStore store = new FindingStore(2);

  @Test
  void equalSignaturesMergeAndTheWorseSeverityStays() {
    store.add(finding("a", Severity.ERROR, 10));
    Finding merged = store.add(finding("a", Severity.WARNING, 5));
    assertThat(merged.severity()).isEqualTo(Severity.ERROR);
    assertThat(merged.evidence().executions()).isEqualTo(15);
    assertThat(merged.evidence().mostPerUnit()).isEqualTo(10);
    assertThat(store.worstFirst()).containsExactly(merged);
  }

  @Test
  void theOneNotSeenForLongestMakesRoom() {
    store.add(finding("a", Severity.ERROR, 1));
    store.add(finding("b", Severity.ERROR, 2));
    store.add(finding("a", Severity.ERROR, 3));
    store.add(finding("c", Severity.ERROR, 10));
    assertThat(store.worstFirst()).extracting(Finding::signature).containsExactly("c", "a");
    assertThat(store.evicted()).isEqualTo(1);
  }

  @Test
  void holdsAtLeastOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FindingStore(0))
        .withMessage("capacity must be at least 1 finding, but is 0");
  }

  private static Finding finding(String signature, Severity severity, long executions) {
    Evidence evidence =
        new Evidence(
            executions,
            1,
            executions,
            executions,
            0,
            1,
            0,
            executions - 1,
            Duration.ofMillis(executions - 1),
            Instant.EPOCH,
            Instant.EPOCH);
    return new Finding(
        FindingCode.N_PLUS_ONE,
        severity,
        signature,
        SqlShapes.parse("select * from t where id = ?"),
        null,
        null,
        null,
        evidence);
  }
}
