package dev.weir.analyzer.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.analyzer.model.Area;
import dev.weir.analyzer.model.AreaVerdict;
import dev.weir.analyzer.model.AreaVerdict.State;
import dev.weir.analyzer.model.Checkup;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CheckupsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void serversAreExaminedForWhoAsksAndOnceInTenSeconds() throws Exception {
    Asked checkups = new Asked(() -> Checkups.of(examine()), Duration.ofSeconds(10), nanos::get);
    assertThat(asked).as("nobody has asked").hasValue(0);

    assertThat(checkups.newest().at("/checkups/0/areas/0/state").asString()).isEqualTo("ok");
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    var unused = checkups.newest();
    assertThat(asked).hasValue(1);
    nanos.incrementAndGet();
    unused = checkups.newest();
    assertThat(asked).hasValue(2);
  }

  private Map<String, Checkup> examine() {
    asked.incrementAndGet();
    return Map.of(
        "shop",
        new Checkup(
            "shop",
            "PostgreSQL 18",
            Instant.EPOCH,
            Duration.ZERO,
            "nothing binds",
            "",
            List.of(new AreaVerdict(Area.HORIZON, State.OK, "")),
            List.of(),
            List.of()));
  }

  @Test
  void serverThatLetsNobodyInIsSaidBesideTheOthers() throws Exception {
    Map<String, Checkup> checkups =
        Map.of(
            "shop",
            examine().get("shop"),
            "stock",
            Checkup.unasked("stock", Instant.EPOCH, "no entry"));

    assertThat(Checkups.of(checkups).get("checkups"))
        .extracting(each -> each.get("server").asString())
        .containsExactlyInAnyOrder("PostgreSQL 18", "could not be asked: no entry");
  }
}
