package dev.weir.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class FreshnessScopeTest {
  @Test
  void innermostHoldsAndGivesWayToTheOneAround() {
    assertThat(FreshnessScope.current()).isNull();
    FreshnessScope outer = FreshnessScope.open(Freshness.ANY);
    FreshnessScope inner = FreshnessScope.open(Freshness.PRIMARY);
    assertThat(FreshnessScope.current()).isEqualTo(Freshness.PRIMARY);
    inner.close();
    assertThat(FreshnessScope.current()).isEqualTo(Freshness.ANY);
    outer.close();
    assertThat(FreshnessScope.current()).isNull();
  }

  @Test
  void closedTwiceIsClosedOnce() {
    FreshnessScope outer = FreshnessScope.open(Freshness.ANY);
    FreshnessScope inner = FreshnessScope.open(Freshness.PRIMARY);
    inner.close();
    inner.close();
    assertThat(FreshnessScope.current()).isEqualTo(Freshness.ANY);
    outer.close();
    outer.close();
    inner.close();
    assertThat(FreshnessScope.current()).isNull();
  }

  @Test
  void outerClosedBeforeTheInnerClosesBothAndSaysSo() {
    FreshnessScope around = FreshnessScope.open(Freshness.OWN_WRITES);
    FreshnessScope outer = FreshnessScope.open(Freshness.ANY);
    FreshnessScope inner = FreshnessScope.open(Freshness.PRIMARY);
    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("any was closed before")
        .hasMessageContaining("primary, which was opened within it and is closed now as well");
    assertThat(FreshnessScope.current()).isEqualTo(Freshness.OWN_WRITES);
    inner.close();
    outer.close();
    assertThat(FreshnessScope.current()).isEqualTo(Freshness.OWN_WRITES);
    around.close();
    assertThat(FreshnessScope.current()).isNull();
  }

  @Test
  void belongsToItsThread() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor(task -> new Thread(task, "other"));
    FreshnessScope scope = FreshnessScope.open(Freshness.ANY);
    try {
      assertThat(other.submit(() -> FreshnessScope.current() == null).get()).isTrue();
      assertThatThrownBy(() -> other.submit(scope::close).get())
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(Thread.currentThread().getName())
          .hasMessageContaining("this is thread other");
      assertThat(FreshnessScope.current()).isEqualTo(Freshness.ANY);
    } finally {
      scope.close();
      other.shutdownNow();
    }
  }

  @Test
  void pooledThreadIsLeftAsItWas() throws Exception {
    ExecutorService pool = Executors.newSingleThreadExecutor();
    FreshnessScope elsewhere = FreshnessScope.open(Freshness.PRIMARY);
    try {
      pool.submit(() -> FreshnessScope.open(Freshness.ANY).close()).get();
      assertThat(pool.submit(() -> FreshnessScope.current() == null).get()).isTrue();
    } finally {
      elsewhere.close();
      pool.shutdownNow();
    }
  }
}
