package dev.weir.analyzer.spring;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/**
 * Owns what Weir makes in an application: the analyzer, and the DataSources that are observed. It
 * is closed before the pools are. What is executed until the application has been started is
 * set-up, and no finding. Thread-safe.
 */
final class WatchedDataSources
    implements ApplicationListener<ContextRefreshedEvent>, ApplicationContextAware, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedDataSources.class);

  private final ModeDecision mode;
  private final Supplier<Analyzer> making;
  private final String application;
  private final ConfigurableBeanFactory beans;
  private final Map<String, WeirDataSource> byName = new LinkedHashMap<>();
  private final List<WeirDataSource> observed = new ArrayList<>();
  private @Nullable Analyzer analyzer;
  private @Nullable Unit startUp;
  private @Nullable ApplicationContext context;
  private boolean started;

  /**
   * Watches nothing yet.
   *
   * @param mode whether to watch, and why
   * @param analyzer makes what is closed with this
   * @param application its name; empty if it has none
   */
  WatchedDataSources(
      ModeDecision mode,
      Supplier<Analyzer> analyzer,
      String application,
      ConfigurableBeanFactory beans) {
    this.mode = mode;
    this.making = analyzer;
    this.application = application;
    this.beans = beans;
  }

  @Override
  public void setApplicationContext(ApplicationContext context) {
    this.context = context;
  }

  synchronized Analyzer analyzer() {
    if (analyzer == null) {
      analyzer = making.get();
    }
    return analyzer;
  }

  /**
   * Watches a DataSource, unless that is done already.
   *
   * @param bean the name of its bean
   * @return what to use in its place
   */
  synchronized DataSource watch(String bean, DataSource dataSource) {
    if (mode.mode() == Mode.OFF || leadsToWatched(dataSource)) {
      return dataSource;
    }
    if (!started && startUp == null) {
      startUp = analyzer().unwatched("start-up");
    }
    WeirDataSource weir =
        dataSource instanceof WeirDataSource own ? own : observe(bean, dataSource);
    byName.put(weir.name(), weir);
    analyzer().watch(weir);
    return weir;
  }

  private WeirDataSource observe(String bean, DataSource dataSource) {
    WeirDataSource weir = Weir.observe(name(bean), dataSource);
    observed.add(weir);
    // So that Spring closes this before the pool.
    beans.registerDependentBean(bean, "weirWatchedDataSources");
    return weir;
  }

  /** Spring Boot's own is called as the application is, others as their beans are. */
  private String name(String bean) {
    boolean boots = bean.toLowerCase(Locale.ROOT).equals("datasource");
    return boots && !application.isBlank() && !byName.containsKey(application) ? application : bean;
  }

  /** Whether what it executes is seen already, as a bean that it delegates to is watched. */
  private static boolean leadsToWatched(DataSource dataSource) {
    if (dataSource instanceof DelegatingDataSource delegating) {
      DataSource target = delegating.getTargetDataSource();
      return target != null && isOrLeadsToWatched(target);
    }
    if (dataSource instanceof AbstractRoutingDataSource routing) {
      return routing.getResolvedDataSources().values().stream()
          .anyMatch(WatchedDataSources::isOrLeadsToWatched);
    }
    return !(dataSource instanceof WeirDataSource) && wraps(dataSource);
  }

  private static boolean isOrLeadsToWatched(DataSource dataSource) {
    return dataSource instanceof WeirDataSource || leadsToWatched(dataSource);
  }

  private static boolean wraps(DataSource dataSource) {
    try {
      return dataSource.isWrapperFor(WeirDataSource.class);
    } catch (SQLException | RuntimeException e) {
      return false; // It does not say, as some may that are not open yet.
    }
  }

  /** The application has been started. */
  @Override
  public synchronized void onApplicationEvent(ContextRefreshedEvent event) {
    if (event.getApplicationContext() != context) {
      return; // A child's.
    }
    started = true;
    if (startUp != null) {
      startUp.close();
      startUp = null;
    }
    if (mode.mode() == Mode.OFF) {
      LOG.info(
          "Weir watches nothing, because {}; weir.analyzer.mode=production would", mode.because());
    } else if (!byName.isEmpty()) {
      LOG.info(
          "Weir analyzes {} in {} mode, because {}: findings are logged as dev.weir.finding",
          String.join(", ", byName.keySet()),
          mode.mode().name().toLowerCase(Locale.ROOT),
          mode.because());
    }
  }

  @Override
  public synchronized void destroy() {
    if (analyzer != null) {
      analyzer.close();
    }
    observed.forEach(WeirDataSource::close);
  }
}
