package dev.weir.analyzer.spring;

import dev.weir.analyzer.spring.Routing.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;

/**
 * The settings of Weir.
 *
 * @param enabled whether to do anything at all
 * @param exclude names of DataSource beans to leave alone, such as one that is injected as a {@code
 *     HikariDataSource}
 * @param analyzer how the application is watched
 * @param replicas the servers that get the reads of the application's one or primary DataSource;
 *     what the DataSource has without Weir is the primary
 * @param reportingReplicas the servers that get its reports, and nothing else
 * @param readerEndpoint an address behind which replicas are that nobody lists, such as Aurora's
 * @param freshness how fresh its reads are where neither a hint nor a scope says it. One of
 *     own_writes (the default), primary, bounded 250ms, any and reporting
 * @param maxLag beyond which lag a replica gets no reads. 10 s by default
 * @param dataSources the same settings for other DataSources, by the names of their beans
 * @param session whose writes a request must see; with principal those of the user who makes it. By
 *     default those of all
 * @param tokens how sessions go on in other instances
 * @param page where the live page is, if weir-page is there
 * @param observation what the application's own observations are told
 */
@ConfigurationProperties(value = "weir", ignoreUnknownFields = false)
public record WeirProperties(
    @DefaultValue("true") boolean enabled,
    @DefaultValue List<String> exclude,
    @DefaultValue Analysis analyzer,
    @DefaultValue List<Replica> replicas,
    @DefaultValue List<Replica> reportingReplicas,
    @Nullable Replica readerEndpoint,
    @Nullable String freshness,
    @Nullable Duration maxLag,
    @DefaultValue Map<String, Routing> dataSources,
    @Nullable Session session,
    @DefaultValue Tokens tokens,
    @DefaultValue Page page,
    @DefaultValue Observation observation) {
  /** Whose writes a request must see. */
  public enum Session {
    /** Those of the user who makes it, by the name of the principal. */
    PRINCIPAL
  }

  /**
   * How sessions go on in other instances.
   *
   * @param store what carries what they wrote; with redis the application's Redis, by its
   *     RedisConnectionFactory. By default a bean of type TokenStore, if there is one
   * @param timeToLive for how long it is kept there; not below max-lag
   */
  public record Tokens(@Nullable Store store, @DefaultValue("10m") Duration timeToLive) {
    /** What carries it. */
    public enum Store {
      /** The application's Redis. */
      REDIS
    }
  }

  /**
   * The live page.
   *
   * @param address where it is served, such as 127.0.0.1:8086, with port 0 at any that is free. Not
   *     set, there is none
   * @param token what whoever looks at it must enter, of 16 characters or more; needed at an
   *     address that others can reach
   */
  public record Page(@DefaultValue("") String address, @Nullable String token) {}

  /**
   * What the application's own observations are told.
   *
   * @param findings whether those of requests, jobs and messages get the codes of what is found in
   *     them, as weir.findings, for their traces; they are then judged on the application's threads
   */
  public record Observation(@DefaultValue("false") boolean findings) {}

  /** How the application's one or primary DataSource is routed. */
  Routing routing() {
    return new Routing(replicas, reportingReplicas, readerEndpoint, freshness, maxLag);
  }

  /**
   * How the application is watched.
   *
   * @param mode from where on something is a finding. With auto it is development in tests and when
   *     the application's classes are in a directory; off in a packaged jar, a native image, or on
   *     a cloud platform
   * @param applicationPackages what the names of the application's classes begin with. By default
   *     the packages of the classes with SpringBootApplication
   * @param roundTrip what one round trip to the database costs in production
   * @param maxFindings how many findings are kept
   * @param accepted the file of the findings that somebody has accepted. By default
   *     weir-findings.yml in the class path, if it is there
   * @param release what the application's release is called. By default the version of its
   *     BuildProperties, if there are any
   * @param earlier a file with the JSON lines of what earlier releases had, so that findings are
   *     new, ongoing, come back or gone; it need not be there before the first release
   */
  public record Analysis(
      @DefaultValue("auto") Mode mode,
      @DefaultValue List<String> applicationPackages,
      @DefaultValue("1ms") Duration roundTrip,
      @DefaultValue("1000") int maxFindings,
      @Nullable Resource accepted,
      @Nullable String release,
      @Nullable Path earlier) {}
}
