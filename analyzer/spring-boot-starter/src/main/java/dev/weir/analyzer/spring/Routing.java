package dev.weir.analyzer.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The servers beside the primary of one DataSource, and which reads they get. The primary is the
 * server that the DataSource has without Weir.
 *
 * @param replicas the servers that get its reads
 * @param reportingReplicas the servers that get its reports, and nothing else
 * @param readerEndpoint an address behind which replicas are that nobody lists, such as Aurora's
 * @param freshness how fresh its reads are where neither a hint nor a scope says it: own_writes,
 *     primary, bounded 250ms, any or reporting; null for own_writes
 * @param maxLag beyond which lag a replica gets no reads; null for 10 s
 */
public record Routing(
    @DefaultValue List<Replica> replicas,
    @DefaultValue List<Replica> reportingReplicas,
    @Nullable Replica readerEndpoint,
    @Nullable String freshness,
    @Nullable Duration maxLag) {
  static final Routing NONE = new Routing(List.of(), List.of(), null, null, null);

  /**
   * A server, with a pool like that of the primary.
   *
   * @param url as in spring.datasource.url; without it the application does not start
   * @param username null for the primary's
   * @param password null for the primary's
   * @param weight how much of the reads it gets, relative to the others, from 1 to 1000
   */
  public record Replica(
      @Nullable String url,
      @Nullable String username,
      @Nullable String password,
      @DefaultValue("1") int weight) {
    /** Not the URL and the password: both may hold secrets. */
    @Override
    public String toString() {
      return "Replica[weight=" + weight + "]";
    }
  }

  /** Whether there is any server to route to. */
  boolean isNone() {
    return replicas.isEmpty() && reportingReplicas.isEmpty() && readerEndpoint == null;
  }
}
