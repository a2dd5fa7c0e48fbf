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
import java.util.List;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;

/** What stands between the application and the driver. Each has its pools, all alike. */
public enum Subject implements Row {
  /** The pool, and nothing else. */
  HIKARI("HikariCP alone") {
    @Override
    Opened open() {
      HikariDataSource pool = pool();
      return new Opened(pool, pool);
    }
  },

  /** One node, nobody listens. */
  OBSERVE_SILENTLY("Weir observing, no listener") {
    @Override
    Opened open() {
      HikariDataSource pool = pool();
      return new Opened(Weir.observe(pool), pool);
    }
  },

  /** One node, every event is made and told. */
  OBSERVE("Weir observing, an empty listener") {
    @Override
    Opened open() {
      HikariDataSource pool = pool();
      WeirDataSource weir = Weir.observe(pool);
      weir.addListener(new ExecutionListener() {});
      return new Opened(weir, pool);
    }
  },

  /** Three nodes, nobody listens. */
  ROUTE("Weir routing") {
    @Override
    Opened open() {
      WeirDataSource weir = routing().build();
      return new Opened(weir, weir);
    }
  },

  /** Three nodes, and all that production is given. */
  ROUTE_AND_ANALYZE("Weir routing and analyzing") {
    @Override
    Opened open() {
      return analyzing(Profile.production());
    }
  },

  /** Three nodes, and all that a developer is given. */
  ROUTE_AND_DEVELOP("Weir routing and analyzing, development") {
    @Override
    Opened open() {
      return analyzing(Profile.development());
    }
  },

  /** The listener standard of the JVM. */
  DATASOURCE_PROXY("datasource-proxy, an empty listener") {
    @Override
    Opened open() {
      HikariDataSource pool = pool();
      DataSource proxy =
          ProxyDataSourceBuilder.create(pool).listener(QueryExecutionListener.DEFAULT).build();
      return new Opened(proxy, pool);
    }
  },

  /** Wraps everything, writes nothing: see {@code spy.properties}. */
  P6SPY("p6spy, logging off") {
    @Override
    Opened open() {
      HikariDataSource pool = pool();
      return new Opened(new P6DataSource(pool), pool);
    }
  },

  /** Its library for applications, without an SDK: what it makes is dropped at once. */
  OPENTELEMETRY("OpenTelemetry JDBC, no-op") {
    @Override
    Opened open() {
      HikariDataSource pool = pool();
      return new Opened(JdbcTelemetry.create(OpenTelemetry.noop()).wrap(pool), pool);
    }
  };

  private final String title;

  Subject(String title) {
    this.title = title;
  }

  @Override
  public String title() {
    return title;
  }

  /** Makes it. */
  abstract Opened open();

  private static HikariConfig settings() {
    InstantDriver.register();
    HikariConfig settings = new HikariConfig();
    settings.setMaximumPoolSize(4);
    return settings;
  }

  private static HikariDataSource pool() {
    HikariConfig settings = settings();
    settings.setJdbcUrl(InstantDriver.PRIMARY);
    return new HikariDataSource(settings);
  }

  private static WeirDataSource.Builder routing() {
    return WeirDataSource.builder()
        .primary(InstantDriver.PRIMARY)
        .replica(InstantDriver.REPLICA + "1")
        .replica(InstantDriver.REPLICA + "2")
        .pool(settings());
  }

  private static Opened analyzing(Profile profile) {
    Analyzer analyzer = Analyzer.create(AnalyzerConfig.builder().profile(profile).build());
    WeirDataSource weir = routing().listener(analyzer.listener()).build();
    return new Opened(weir, weir, analyzer);
  }

  /**
   * One that is open.
   *
   * @param dataSource for the work
   * @param closeables in the order in which they are to be closed
   */
  record Opened(DataSource dataSource, List<AutoCloseable> closeables) implements AutoCloseable {
    Opened(DataSource dataSource, AutoCloseable... closeables) {
      this(dataSource, List.of(closeables));
    }

    @Override
    public void close() {
      for (AutoCloseable closeable : closeables) {
        try {
          closeable.close();
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
