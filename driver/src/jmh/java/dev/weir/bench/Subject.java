package dev.weir.bench;

import com.p6spy.engine.spy.P6DataSource;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.model.Profile;
import dev.weir.event.ExecutionListener;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.apache.shardingsphere.driver.api.yaml.YamlShardingSphereDataSourceFactory;

/** What stands between the application and the driver. Each has its pools, all alike. */
public enum Subject implements Row {
  /** The pool, and nothing else. */
  HIKARI("HikariCP alone") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool = pool(urls.get(0));
      return new Opened(pool, pool);
    }
  },

  /** One node, nobody listens. */
  OBSERVE_SILENTLY("Weir observing, no listener") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool = pool(urls.get(0));
      return new Opened(Weir.observe(pool), pool);
    }
  },

  /** One node, every event is made and told. */
  OBSERVE("Weir observing, an empty listener") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool = pool(urls.get(0));
      WeirDataSource weir = Weir.observe(pool);
      weir.addListener(EmptyListener.make());
      return new Opened(weir, pool);
    }
  },

  /** One node that Weir has pools of, nobody listens. */
  ROUTE_PRIMARY("Weir routing, the primary only") {
    @Override
    public Opened open(List<String> urls) {
      WeirDataSource weir = routing(urls.subList(0, 1)).build();
      return new Opened(weir, weir);
    }
  },

  /** All nodes, nobody listens. */
  ROUTE("Weir routing") {
    @Override
    public Opened open(List<String> urls) {
      WeirDataSource weir = routing(urls).build();
      return new Opened(weir, weir);
    }
  },

  /** All nodes, and all that production is given. */
  ROUTE_AND_ANALYZE("Weir routing and analyzing") {
    @Override
    public Opened open(List<String> urls) {
      return analyzing(urls, Profile.production());
    }
  },

  /** All nodes, and all that a developer is given. */
  ROUTE_AND_DEVELOP("Weir routing and analyzing, development") {
    @Override
    public Opened open(List<String> urls) {
      return analyzing(urls, Profile.development());
    }
  },

  /** The listener standard of the JVM. */
  DATASOURCE_PROXY("datasource-proxy, an empty listener") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool = pool(urls.get(0));
      DataSource proxy =
          ProxyDataSourceBuilder.create(pool).listener(QueryExecutionListener.DEFAULT).build();
      return new Opened(proxy, pool);
    }
  },

  /** Wraps everything, writes nothing: see {@code spy.properties}. */
  P6SPY("p6spy, logging off") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool = pool(urls.get(0));
      return new Opened(new P6DataSource(pool), pool);
    }
  },

  /** Its library for applications, without an SDK: what it makes is dropped at once. */
  OPENTELEMETRY("OpenTelemetry JDBC, no-op") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool = pool(urls.get(0));
      return new Opened(JdbcTelemetry.create(OpenTelemetry.noop()).wrap(pool), pool);
    }
  },

  /** All nodes of PostgreSQL, by its rule that splits reads from writes. */
  SHARDINGSPHERE("ShardingSphere-JDBC, splitting reads") {
    @Override
    public Opened open(List<String> urls) {
      StringBuilder yaml = new StringBuilder("databaseName: bench\ndataSources:\n");
      for (int i = 0; i < urls.size(); i++) {
        yaml.append(
            """
              node%d:
                dataSourceClassName: com.zaxxer.hikari.HikariDataSource
                jdbcUrl: %s
                maximumPoolSize: %d
            """
                .formatted(i, urls.get(i), CONNECTIONS));
      }
      yaml.append(
          """
          rules:
          - !READWRITE_SPLITTING
            dataSourceGroups:
              nodes:
                writeDataSourceName: node0
                readDataSourceNames: [node1, node2]
                loadBalancerName: robin
            loadBalancers:
              robin:
                type: ROUND_ROBIN
          - !SINGLE
            tables: ["*.*.*"]
          """);
      try {
        DataSource sphere =
            YamlShardingSphereDataSourceFactory.createDataSource(
                yaml.toString().getBytes(StandardCharsets.UTF_8));
        return new Opened(sphere, (AutoCloseable) sphere);
      } catch (SQLException | IOException e) {
        throw new IllegalStateException(e);
      }
    }
  },

  /** One node of PostgreSQL, with the plugins that it has unless told otherwise. */
  AWS("AWS JDBC wrapper, default plugins") {
    @Override
    public Opened open(List<String> urls) {
      HikariDataSource pool =
          pool(urls.get(0).replace("jdbc:postgresql:", "jdbc:aws-wrapper:postgresql:"));
      return new Opened(pool, pool);
    }
  };

  private static final int CONNECTIONS = 4;

  private final String title;

  Subject(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }

  /** Makes it over servers, the first of which is the primary. */
  public abstract Opened open(List<String> urls);

  /** Makes it over the driver that answers at once. */
  Opened open() {
    InstantDriver.register();
    return open(
        List.of(InstantDriver.PRIMARY, InstantDriver.REPLICA + "1", InstantDriver.REPLICA + "2"));
  }

  private static HikariConfig settings() {
    HikariConfig settings = new HikariConfig();
    settings.setMaximumPoolSize(CONNECTIONS);
    return settings;
  }

  private static HikariDataSource pool(String url) {
    HikariConfig settings = settings();
    settings.setJdbcUrl(url);
    return new HikariDataSource(settings);
  }

  private static WeirDataSource.Builder routing(List<String> urls) {
    WeirDataSource.Builder builder = WeirDataSource.builder().primary(urls.get(0)).pool(settings());
    urls.stream().skip(1).forEach(builder::replica);
    return builder;
  }

  private static Opened analyzing(List<String> urls, Profile profile) {
    Analyzer analyzer = Analyzer.create(AnalyzerConfig.builder().profile(profile).build());
    WeirDataSource weir = routing(urls).listener(analyzer.listener()).build();
    return new Opened(weir, weir, analyzer);
  }

  /** Apart, so that {@link Subject} can be verified where Weir is not in the class path. */
  private static final class EmptyListener implements ExecutionListener {
    static ExecutionListener make() {
      return new EmptyListener();
    }
  }
}
