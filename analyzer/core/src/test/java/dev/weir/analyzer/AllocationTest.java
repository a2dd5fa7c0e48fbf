package dev.weir.analyzer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.weir.analyzer.model.Profile;
import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SqlShape;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the steady state, units of work without a loop allocate nothing. */
class AllocationTest {
  private static final int UNITS = 2_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long nanos;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select * from member where id = ?",
        "insert into item (name) values (?)",
        "update orders set total = 1 where id = ?",
        "select 1"
      })
  void unitsOfTwoStatementsAllocateNothing(String sql) {
    AnalyzerConfig config = AnalyzerConfig.builder().profile(Profile.production()).build();
    try (Analyzer analyzer = new Analyzer(config, () -> nanos, () -> Instant.EPOCH)) {
      Outcome outcome = new Outcome(1_000, sql.startsWith("select") ? -1 : 1, null);
      long bytes = 0;
      for (int round = 0; round < 2; round++) { // The first warms up.
        Execution[] executions = executions(SqlShapes.parse(sql), sql);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run(analyzer.listener(), executions, outcome);
        bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      }
      assertThat(bytes / UNITS).isLessThan(8);
      assertThat(analyzer.coverage().units()).isEqualTo(2L * UNITS - 1);
    }
  }

  /** The executions of all units, two each, with two seconds of silence between units. */
  private Execution[] executions(SqlShape shape, String sql) {
    Execution[] executions = new Execution[2 * UNITS];
    RouteDecision decision = new RouteDecision(new Node("primary", 0), RouteReason.SINGLE_NODE);
    for (int i = 0; i < executions.length; i++) {
      Parameters row = Parameters.of((long) i);
      nanos += i % 2 == 0 ? 2_000_000_000L : 2_000;
      executions[i] =
          new Execution(
              new Checkout("main", i, nanos),
              Call.EXECUTE,
              sql,
              shape,
              decision,
              List.of(row),
              0,
              null,
              nanos);
    }
    return executions;
  }

  private static void run(ExecutionListener listener, Execution[] executions, Outcome outcome) {
    for (Execution execution : executions) {
      listener.before(execution);
      listener.after(execution, outcome);
    }
  }
}
