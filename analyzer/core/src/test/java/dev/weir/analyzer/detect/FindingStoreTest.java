package dev.weir.analyzer.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Confidence;
import dev.weir.analyzer.model.Fact;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.Place;
import dev.weir.analyzer.model.Severity;
import dev.weir.analyzer.model.Subject;
import dev.weir.sql.SqlShapes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingStoreTest {
  private final FindingStore store = new FindingStore(2);

  @Test
  void equalSignaturesMergeAndTheWorseSeverityStays() {
    store.add(finding("a", Severity.ERROR, 10));
    Finding merged = store.add(finding("a", Severity.WARNING, 5));
    assertThat(merged.severity()).isEqualTo(Severity.ERROR);
    assertThat(merged.count(Fact.EXECUTIONS)).isEqualTo(15);
    assertThat(merged.count(Fact.MOST_PER_UNIT)).isEqualTo(10);
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
  void worstIsBySeverityThenCostThenAmount() {
    FindingStore many = new FindingStore(9);
    many.add(finding("mild", Severity.WARNING, 900));
    many.add(finding("rare", Severity.ERROR, 20));
    many.add(finding("frequent", Severity.ERROR, 30));
    assertThat(many.worstFirst())
        .extracting(Finding::signature)
        .containsExactly("frequent", "rare", "mild");
  }

  @Test
  void holdsAtLeastOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FindingStore(0))
        .withMessage("capacity must be at least 1 finding, but is 0");
  }

  private static Finding finding(String signature, Severity severity, long executions) {
    return new Finding(
        new Code("T", "test", "test"),
        severity,
        Confidence.CERTAIN,
        signature,
        new Subject.Statement("", SqlShapes.parse("select * from t where id = ?"), null),
        Place.UNKNOWN,
        List.of(
            Fact.sum(Fact.EXECUTIONS, executions),
            Fact.most(Fact.MOST_PER_UNIT, executions),
            Fact.sum(Fact.PROJECTED_COST, Duration.ofMillis(executions - 1))));
  }
}
