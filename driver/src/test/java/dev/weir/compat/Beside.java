package dev.weir.compat;

import dev.weir.Cluster;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.RowObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The bare driver and Weir beside each other: runs scenarios on each, once, and compares. */
final class Beside implements AutoCloseable {
  private record Key(Scenario scenario, @Nullable Side side, boolean inTransaction) {}

  /**
   * A call that did something else.
   *
   * @param method as {@link Interfaces} names it
   */
  record Departure(String method, String bare, String weir) {
    @Override
    public String toString() {
      return "%n  %s%n    bare: %s%n    weir: %s".formatted(method, bare, weir);
    }
  }

  private final Cluster cluster;
  private final DataSource bare;
  private final Map<Side, WeirDataSource> weir = new EnumMap<>(Side.class);
  private final Map<Key, Transcript> transcripts = new HashMap<>();
  private final Connection admin;

  Beside(Cluster cluster) throws Exception {
    this.cluster = cluster;
    this.bare = cluster.bare();
    weir.put(Side.OBSERVED, Weir.observe(bare));
    weir.put(Side.HEARD, heard(Weir.observe(bare)));
    weir.put(
        Side.SINGLE, WeirDataSource.builder().primary(cluster.servers().node(0).jdbcUrl()).build());
    weir.put(Side.ROUTED, cluster.open());
    admin = bare.getConnection();
  }

  private static WeirDataSource heard(WeirDataSource observed) {
    observed.addListener(
        new ExecutionListener() {
          @Override
          public RowObserver rows(Execution execution) {
            return new RowObserver() {
              @Override
              public boolean wantsValues() {
                return true;
              }
            };
          }
        });
    return observed;
  }

  /** What the bare driver does. */
  Transcript bare(Scenario scenario, boolean inTransaction) throws Exception {
    return transcript(new Key(scenario, null, inTransaction));
  }

  /** The calls of a scenario in which Weir is not like the bare driver. */
  List<Departure> departures(Scenario scenario, Side side, boolean inTransaction) throws Exception {
    List<Transcript.Line> expected = bare(scenario, inTransaction).lines();
    List<Transcript.Line> actual = transcript(new Key(scenario, side, inTransaction)).lines();
    List<Departure> departures = new ArrayList<>();
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      Transcript.Line left = i < expected.size() ? expected.get(i) : null;
      Transcript.Line right = i < actual.size() ? actual.get(i) : null;
      if (!Objects.equals(left, right)) {
        Transcript.Line there = left == null ? Objects.requireNonNull(right) : left;
        departures.add(new Departure(there.method(), String.valueOf(left), String.valueOf(right)));
        if (left == null || right == null || !left.method().equals(right.method())) {
          break; // They have parted.
        }
      }
    }
    return departures;
  }

  private Transcript transcript(Key key) throws Exception {
    Transcript known = transcripts.get(key);
    if (known == null) {
      known = run(key);
      transcripts.put(key, known);
    }
    return known;
  }

  private Transcript run(Key key) throws Exception {
    if (key.scenario().writes()) {
      restore();
    }
    DataSource dataSource =
        key.side() == null ? bare : Objects.requireNonNull(weir.get(key.side()));
    try (Run run = new Run(dataSource, key.inTransaction())) {
      Run.attempt(() -> key.scenario().body().run(run));
      return run.transcript();
    }
  }

  private void restore() throws SQLException {
    try (Statement s = admin.createStatement()) {
      for (String sql : Schema.CHANGING) {
        s.execute(sql);
      }
    }
    cluster.servers().awaitReplication();
  }

  @Override
  public void close() throws SQLException {
    admin.close();
    weir.values().forEach(WeirDataSource::close);
  }
}
