package dev.weir.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.Cluster;
import dev.weir.topology.Sample;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PhysicalRegistryTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private final PhysicalRegistry physicals = new PhysicalRegistry();

  private static Physical any(Connection of) {
    return new Physical(of, new Sample(1, false, 0, 0, 0, 0, ""));
  }

  private static Connection open() throws Exception {
    return cluster.servers().primary().dataSource().getConnection();
  }

  @Test
  void closedConnectionIsForgottenWhenTheNextIsOpened() throws Exception {
    Connection first = open();
    Physical known = any(first);
    physicals.add(first, known);
    assertThat(physicals.of(first)).isSameAs(known);
    first.close();
    try (Connection second = open()) {
      physicals.add(second, any(second));
      assertThat(physicals.of(first)).isNull();
      assertThat(physicals.of(second)).isNotNull();
      assertThat(physicals.all()).hasSize(1);
    }
  }
}
