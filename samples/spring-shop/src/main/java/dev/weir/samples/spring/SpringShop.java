package dev.weir.samples.spring;

import dev.weir.samples.cluster.PostgresCluster;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * An online shop as it is written with Spring Data JPA. That Weir watches and routes it is one
 * dependency, and the addresses of its replicas.
 */
@SpringBootApplication
@EnableScheduling
public class SpringShop {
  /**
   * Starts a PostgreSQL primary with two streaming replicas, and the shop on port 8080.
   *
   * @param args settings, such as {@code --server.port=8081}
   */
  public static void main(String[] args) {
    PostgresCluster cluster = PostgresCluster.start(2);
    Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
    try {
      start(cluster, args);
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Starts the shop.
   *
   * @param cluster a primary and two replicas
   * @param args settings
   */
  static ConfigurableApplicationContext start(PostgresCluster cluster, String... args) {
    List<String> replicas = cluster.replicas().stream().map(node -> node.jdbcUrl()).toList();
    Map<String, Object> servers =
        Map.of(
            "spring.datasource.url", cluster.jdbcUrl(),
            "weir.replicas[0].url", replicas.get(0),
            "weir.replicas[1].url", replicas.get(1));
    return new SpringApplicationBuilder(SpringShop.class).properties(servers).run(args);
  }
}
