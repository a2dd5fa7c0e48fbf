package dev.weir.analyzer;

import dev.weir.analyzer.proxy.ProxyEvents;
import dev.weir.sql.SqlShapes;
import java.util.List;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import org.jspecify.annotations.Nullable;

/**
 * Gives an application that is on datasource-proxy the same findings: {@code
 * ProxyDataSourceBuilder.create(dataSource).listener(new AnalyzerQueryListener(analyzer))}.
 * Thread-safe.
 *
 * <p>datasource-proxy does not tell its query listeners of transactions: without a scope, a unit of
 * work ends with 100 ms of silence also within one.
 */
public final class AnalyzerQueryListener implements QueryExecutionListener {
  private static final long SHAPES_BYTES = 8L << 20;

  private final QueryExecutionListener events;

  /**
   * Creates a listener.
   *
   * @param analyzer is told what datasource-proxy tells
   */
  public AnalyzerQueryListener(Analyzer analyzer) {
    this(analyzer, null);
  }

  /**
   * Creates a listener for one DataSource.
   *
   * @param analyzer is told what datasource-proxy tells
   * @param dataSource what reports call it; null for what datasource-proxy calls it
   */
  AnalyzerQueryListener(Analyzer analyzer, @Nullable String dataSource) {
    this.events =
        new ProxyEvents(
            dataSource, new SqlShapes(SHAPES_BYTES), analyzer.listener(), analyzer.nanoTime());
  }

  @Override
  public void beforeQuery(ExecutionInfo info, List<QueryInfo> queries) {
    events.beforeQuery(info, queries);
  }

  @Override
  public void afterQuery(ExecutionInfo info, List<QueryInfo> queries) {
    events.afterQuery(info, queries);
  }
}
