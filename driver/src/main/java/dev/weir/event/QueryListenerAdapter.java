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
    listener.beforeQuery(info(execution, null), queries(execution));
  }

  @Override
  public void after(Execution execution, Outcome outcome) {
    listener.afterQuery(info(execution, outcome), queries(execution));
  }

  private static ExecutionInfo info(Execution execution, @Nullable Outcome outcome) {
    ConnectionInfo connection = new ConnectionInfo();
    connection.setConnectionId(Long.toString(execution.checkout().id()));
    connection.setDataSourceName(execution.checkout().dataSource());
    ExecutionInfo info = new ExecutionInfo();
    info.setDataSourceName(execution.checkout().dataSource());
    info.setConnectionId(connection.getConnectionId());
    info.setStatement(execution.statement());
    info.setStatementType(type(execution.statement()));
    info.setMethod(method(execution));
    info.setMethodArgs(
        execution.statement() instanceof PreparedStatement || execution.batchSize() > 0
            ? new Object[0]
            : new Object[] {execution.sql()});
    info.setBatch(execution.batchSize() > 0);
    info.setBatchSize(execution.batchSize());
    if (outcome != null) {
      info.setElapsedTime(TimeUnit.NANOSECONDS.toMillis(outcome.elapsedNanos()));
      info.setSuccess(outcome.succeeded());
      info.setThrowable(outcome.failure());
      info.setResult(outcome.result());
    }
    return info;
  }

  private static StatementType type(Statement statement) {
    return StatementType.valueOf(statement);
  }

  private static Method method(Execution execution) {
    boolean prepared = execution.statement() instanceof PreparedStatement;
    String name =
        switch (execution.call()) {
          case EXECUTE -> "execute";
          case QUERY -> "executeQuery";
          case UPDATE -> "executeUpdate";
          case LARGE_UPDATE -> "executeLargeUpdate";
          case BATCH -> "executeBatch";
          case LARGE_BATCH -> "executeLargeBatch";
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
