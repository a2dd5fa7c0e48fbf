package dev.weir;

import dev.weir.event.ExecutionListener;
import dev.weir.event.QueryListenerAdapter;
import dev.weir.event.StatementLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/** What there is to say of a DataSource that is {@linkplain Weir#observe observed}. */
public final class ObserveOptions {
  private final List<ExecutionListener> listeners = new ArrayList<>();
  private final Map<String, String> settings = new TreeMap<>();
  private String name = "weir";
  private boolean statementLog;
  private boolean jmx;

  ObserveOptions() {}

  /**
   * What logs, threads and events call it.
   *
   * @param name not blank; default {@code weir}
   */
  public ObserveOptions name(String name) {
    this.name = name;
    return this;
  }

  /**
   * Logs, for development, each execution, commit and rollback with its values: one line to {@code
   * dev.weir.statements} at INFO. A WARN says so when it begins.
   *
   * @param log default false; not where values are confidential
   */
  public ObserveOptions statementLog(boolean log) {
    this.statementLog = log;
    return this;
  }

  /**
   * Shows the numbers of {@link WeirDataSource#statistics} by JMX, read-only, as {@code
   * dev.weir:type=DataSource,name="<name>"}, until the DataSource is closed. A second one of the
   * same name gets {@code ,instance=2}.
   *
   * @param jmx default false
   */
  public ObserveOptions jmx(boolean jmx) {
    this.jmx = jmx;
    return this;
  }

  /**
   * Adds a listener; they are told in the order in which they were added.
   *
   * @param listener is told everything
   */
  public ObserveOptions listener(ExecutionListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Adds a listener that was written for datasource-proxy.
   *
   * @param listener is told what datasource-proxy would tell it
   */
  public ObserveOptions listener(QueryExecutionListener listener) {
    return listener(new QueryListenerAdapter(listener));
  }

  /**
   * A setting of an extension, such as {@code weir.analyze} of weir-analyzer.
   *
   * @param name as it is in a URL, with {@code weir.}
   * @param text its value
   * @throws IllegalArgumentException if it is one of Weir's own, which are methods
   */
  public ObserveOptions setting(String name, String text) {
    if (Setting.of(name) != null) {
      throw new IllegalArgumentException(
          name + " is no setting of an extension: what an observed DataSource has is a method");
    }
    settings.put(name, text);
    return this;
  }

  String name() {
    return name;
  }

  boolean jmx() {
    return jmx;
  }

  /** All of them, with the log of statements where that was asked for. */
  List<ExecutionListener> listeners() {
    List<ExecutionListener> all = new ArrayList<>(listeners);
    if (statementLog) {
      all.add(new StatementLog(name));
    }
    return all;
  }

  Map<String, String> settings() {
    return settings;
  }
}
