package dev.weir.analyzer.spring;

import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the replicas are, for whoever knows better than the settings: a test that starts servers, a
 * service connection of Testcontainers, a platform that lists them. A bean of this type takes the
 * place of {@code weir.replicas} and its like; how reads are routed stays a setting.
 */
@FunctionalInterface
public interface WeirConnectionDetails extends ConnectionDetails {
  /**
   * The servers that get the reads of a DataSource.
   *
   * @param dataSource the name of its bean
   * @return empty if it is not routed
   */
  List<Routing.Replica> replicas(String dataSource);

  /**
   * The servers that get the reports of a DataSource, and nothing else.
   *
   * @param dataSource the name of its bean
   */
  default List<Routing.Replica> reportingReplicas(String dataSource) {
    return List.of();
  }
}
