package dev.weir.event;

import java.lang.reflect.Method;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.ttddyy.dsproxy.ConnectionInfo;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.StatementType;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.proxy.ParameterSetOperation;
import org.jspecify.annotations.Nullable;

/**
 * Lets a listener that was written for datasource-proxy listen to Weir, unchanged. As thread-safe
 * as that listener is.
 *
 * <p>Such listeners are handed the live statement and its result, which events do not hold: those
 * come beside them from the {@link Publisher} that the adapter is registered with. Where it is
 * called by another listener there are none.
 */
public final class QueryListenerAdapter implements ExecutionListener {
  private final QueryExecutionListener listener;

  /**
   * Adapts a listener.
   *
   * @param listener is told what datasource-proxy would tell it
   */
  public QueryListenerAdapter(QueryExecutionListener listener) {
    this.listener = listener;
  }

  @Override
  public void before(Execution execution) {
    before(execution, null);
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    after(execution, outcome, null, null);
  }

  /** The same, with what the application's statement is. */
  void before(Execution execution, @Nullable Statement statement) {
    if (isOfStatement(execution)) {
      listener.beforeQuery(info(execution, null, statement, null), queries(execution));
    }
  }

  /** The same, with what the application's statement is, and what it has returned. */
  void after(
      Execution execution,
      Outcome outcome,
      @Nullable Statement statement,
      @Nullable Object result) {
    if (isOfStatement(execution)) {
      listener.afterQuery(info(execution, outcome, statement, result), queries(execution));
    }
  }

  /** datasource-proxy tells of nothing else. */
  private static boolean isOfStatement(Execution execution) {
    return execution.call() != Call.COPY;
  }

  /** Another adapter of the same listener is as good as this, to remove it. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof QueryListenerAdapter adapter && adapter.listener == listener;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(listener);
  }

  private static ExecutionInfo info(
      Execution execution,
      @Nullable Outcome outcome,
      @Nullable Statement statement,
      @Nullable Object result) {
    ConnectionInfo connection = new ConnectionInfo();
    connection.setConnectionId(Long.toString(execution.checkout().id()));
    connection.setDataSourceName(execution.checkout().dataSource());
    ExecutionInfo info = new ExecutionInfo();
    info.setDataSourceName(execution.checkout().dataSource());
    info.setConnectionId(connection.getConnectionId());
    info.setStatement(statement);
    info.setStatementType(type(execution, statement));
    info.setMethod(method(execution, isPrepared(execution, statement)));
    info.setMethodArgs(
        isPrepared(execution, statement) || execution.batchSize() > 0
            ? new Object[0]
            : new Object[] {execution.sql()});
    info.setBatch(execution.batchSize() > 0);
    info.setBatchSize(execution.batchSize());
    if (outcome != null) {
      info.setElapsedTime(TimeUnit.NANOSECONDS.toMillis(outcome.elapsedNanos()));
      info.setSuccess(outcome.succeeded());
      info.setThrowable(outcome.failure());
      info.setResult(result);
    }
    return info;
  }

  private static boolean isPrepared(Execution execution, @Nullable Statement statement) {
    return statement == null
        ? !execution.parameters().isEmpty()
        : statement instanceof PreparedStatement;
  }

  private static StatementType type(Execution execution, @Nullable Statement statement) {
    if (statement != null) {
      return StatementType.valueOf(statement);
    }
    return isPrepared(execution, null) ? StatementType.PREPARED : StatementType.STATEMENT;
  }

  private static Method method(Execution execution, boolean prepared) {
    String name =
        switch (execution.call()) {
          case EXECUTE -> "execute";
          case QUERY -> "executeQuery";
          case UPDATE -> "executeUpdate";
          case LARGE_UPDATE -> "executeLargeUpdate";
          case BATCH -> "executeBatch";
          case LARGE_BATCH -> "executeLargeBatch";
          case COPY -> throw new IllegalArgumentException("a COPY is told to no such listener");
        };
    Class<?>[] arguments =
        prepared || execution.batchSize() > 0 ? new Class<?>[0] : new Class<?>[] {String.class};
    try {
      return (prepared ? PreparedStatement.class : Statement.class).getMethod(name, arguments);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * One for the statement with a list of parameters for each row; of a batch of texts one for each
   * text.
   */
  private static List<QueryInfo> queries(Execution execution) {
    List<QueryInfo> queries = new ArrayList<>();
    for (String text : execution.texts()) {
      queries.add(new QueryInfo(text));
    }
    if (!queries.isEmpty()) {
      return queries;
    }
    QueryInfo query = new QueryInfo(execution.sql());
    for (Parameters row : execution.parameters()) {
      query.getParametersList().add(operations(row));
    }
    queries.add(query);
    return queries;
  }

  private static List<ParameterSetOperation> operations(Parameters row) {
    List<ParameterSetOperation> operations = new ArrayList<>(row.size());
    for (int position = 1; position <= row.size(); position++) {
      Setter setter = row.setter(position);
      if (setter != null) {
        operations.add(new ParameterSetOperation(setter.method(), row.arguments(position)));
      }
    }
    return operations;
  }
}
