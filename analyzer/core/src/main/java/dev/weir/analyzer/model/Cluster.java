package dev.weir.analyzer.model;

import java.util.List;

/**
 * The servers of a DataSource as they were at one moment, and where its statements had gone since
 * it was built.
 *
 * @param dataSource its name
 * @param servers all of them
 * @param routes where statements went and why, the most first
 * @param changes how often the servers have changed; what never happened is left out
 */
public record Cluster(
    String dataSource, List<Server> servers, List<Route> routes, List<Change> changes) {
  /** Copies the lists. */
  public Cluster {
    servers = List.copyOf(servers);
    routes = List.copyOf(routes);
    changes = List.copyOf(changes);
  }

  /**
   * One of the servers.
   *
   * @param name what reports call it
   * @param role what it answered to be, in words
   * @param executions statements and batches that ran there
   * @param trouble why it gets no reads; empty if it is in order
   */
  public record Server(String name, String role, long executions, String trouble) {}

  /**
   * What went to one server for one reason.
   *
   * @param reason in words
   * @param server its name
   * @param executions how many statements and batches
   */
  public record Route(String reason, String server, long executions) {}

  /**
   * What has happened to the servers.
   *
   * @param kind in words
   * @param times how often
   */
  public record Change(String kind, long times) {}
}
