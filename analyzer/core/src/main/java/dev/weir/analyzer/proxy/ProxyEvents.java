package dev.weir.analyzer.proxy;

import dev.weir.event.Call;
import dev.weir.event.Checkout;
import dev.weir.event.Execution;
import dev.weir.event.ExecutionListener;
import dev.weir.event.Outcome;
import dev.weir.event.Parameters;
import dev.weir.event.SearchPath;
import dev.weir.event.Wishes;
import dev.weir.route.RouteDecision;
import dev.weir.route.RouteReason;
import dev.weir.sql.SeveralTexts;
import dev.weir.sql.SqlShapes;
import dev.weir.topology.Node;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import org.jspecify.annotations.Nullable;

/**
 * Translates what datasource-proxy tells its listeners to Weir's own events, so that both end in
 * the same recorder. Thread-safe.
 *
 * <p>It does not tell when transactions begin and end: executions are handed on as if each was its
 * own, and units of work are told by scopes and silences alone.
 */
public final class ProxyEvents implements QueryExecutionListener {
  private static final String EXECUTION = "dev.weir.execution";
  private static final RouteDecision UNROUTED =
      new RouteDecision(new Node("database", 0), RouteReason.SINGLE_NODE);

  private final @Nullable String dataSource;
  private final SqlShapes shapes;
  private final ExecutionListener listener;
  private final LongSupplier nanoTime;

  /**
   * Creates a translator.
   *
   * @param dataSource what the DataSource is called; null for what datasource-proxy calls it
   * @param shapes reads the statements
   * @param listener is told the events
   * @param nanoTime a monotonic clock
   */
  public ProxyEvents(
      @Nullable String dataSource,
      SqlShapes shapes,
      ExecutionListener listener,
      LongSupplier nanoTime) {
    this.dataSource = dataSource;
    this.shapes = shapes;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  @Override
  public void beforeQuery(ExecutionInfo info, List<QueryInfo> queries) {
    Execution execution = execution(info, queries, nanoTime.getAsLong());
    info.addCustomValue(EXECUTION, execution);
    listener.before(execution);
  }

  @Override
  public void afterQuery(ExecutionInfo info, List<QueryInfo> queries) {
    Execution execution = info.getCustomValue(EXECUTION, Execution.class);
    if (execution != null) {
      long elapsed = nanoTime.getAsLong() - execution.startNanos();
      listener.after(execution, new Outcome(elapsed, rows(info), failure(info)));
    }
  }

  private Execution execution(ExecutionInfo info, List<QueryInfo> queries, long startNanos) {
    String sql =
        queries.size() == 1
            ? queries.get(0).getQuery()
            : SeveralTexts.joined(queries.stream().map(QueryInfo::getQuery).toList());
    List<Parameters> parameters = new ArrayList<>();
    for (QueryInfo query : queries) {
      for (List<ParameterSetOperation> row : query.getParametersList()) {
        if (!row.isEmpty()) {
          parameters.add(parameters(row));
        }
      }
    }
    String told = Objects.requireNonNullElse(info.getDataSourceName(), "");
    return new Execution(
        new Checkout(
            dataSource == null ? told : dataSource,
            Objects.hashCode(info.getConnectionId()),
            startNanos),
        call(info),
        sql,
        List.of(),
        shapes.of(sql),
        UNROUTED,
        parameters,
        info.isBatch() ? info.getBatchSize() : 0,
        Wishes.NONE,
        null,
        startNanos,
        null,
        searchPath(info.getStatement()));
  }

  private static @Nullable String searchPath(@Nullable Statement statement) {
    try {
      return statement == null ? null : SearchPath.reported(statement.getConnection());
    } catch (SQLException e) {
      return null;
    }
  }

  /**
   * Parameters that were set by name (of a CallableStatement) have no position and are left out.
   */
  private static Parameters parameters(List<ParameterSetOperation> operations) {
    @Nullable Object[] values = new @Nullable Object[operations.size()];
    int size = 0;
    for (ParameterSetOperation operation : operations) {
      Object[] arguments = operation.getArgs();
      if (arguments.length >= 2
          && arguments[0] instanceof Integer position
          && !ParameterSetOperation.isRegisterOutParameterOperation(operation)) {
        size = Math.max(size, position);
        if (size > values.length) {
          values = Arrays.copyOf(values, 2 * size);
        }
        boolean isNull = ParameterSetOperation.isSetNullParameterOperation(operation);
        values[position - 1] = isNull ? null : arguments[1];
      }
    }
    return Parameters.of(size == values.length ? values : Arrays.copyOf(values, size));
  }

  private static Call call(ExecutionInfo info) {
    return switch (info.getMethod().getName()) {
      case "executeQuery" -> Call.QUERY;
      case "executeUpdate" -> Call.UPDATE;
      case "executeLargeUpdate" -> Call.LARGE_UPDATE;
      case "executeBatch" -> Call.BATCH;
      case "executeLargeBatch" -> Call.LARGE_BATCH;
      default -> Call.EXECUTE;
    };
  }

  private static long rows(ExecutionInfo info) {
    Object result = info.getResult();
    if (result instanceof Number count) {
      return count.longValue();
    }
    if (result instanceof int[] counts) {
      return sum(Arrays.stream(counts).asLongStream().toArray());
    }
    if (result instanceof long[] counts) {
      return sum(counts);
    }
    return Boolean.FALSE.equals(result) ? updateCount(info.getStatement()) : -1;
  }

  /** The driver may answer {@link Statement#SUCCESS_NO_INFO} for a row: then nothing is known. */
  private static long sum(long[] counts) {
    return Arrays.stream(counts).anyMatch(c -> c < 0) ? -1 : Arrays.stream(counts).sum();
  }

  private static long updateCount(@Nullable Statement statement) {
    try {
      return statement == null ? -1 : statement.getUpdateCount();
    } catch (SQLException e) {
      return -1;
    }
  }

  private static @Nullable Throwable failure(ExecutionInfo info) {
    if (info.isSuccess()) {
      return null;
    }
    Throwable failure = info.getThrowable();
    return failure == null ? new SQLException("it failed") : failure;
  }
}
