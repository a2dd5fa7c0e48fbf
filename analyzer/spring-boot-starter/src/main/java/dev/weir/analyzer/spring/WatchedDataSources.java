package dev.weir.analyzer.spring;

import dev.weir.Weir;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.Unit;
import dev.weir.analyzer.model.Fact.Measure;
import dev.weir.consistency.TokenStore;
import dev.weir.topology.NodeState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;
import org.springframework.util.ClassUtils;

/**
 * Owns what Weir makes in an application: the analyzer, and the DataSources that are observed or
 * routed. It is closed before the pools are. What is executed until the application has been
 * started is set-up, and no finding. Thread-safe.
 */
final class WatchedDataSources
    implements SmartApplicationListener, ApplicationContextAware, DisposableBean {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedDataSources.class);

  /** Spring Boot's, in each context that it runs: it says when the application has been started. */
  private static final String RUN_BY_SPRING_BOOT = "springApplicationArguments";

  private static final String OBSERVED = "observed, not routed: what it is, is not asked";

  private static final String ACTUATOR =
      "org.springframework.boot.actuate.endpoint.annotation.Endpoint";

  private final ModeDecision mode;
  private final Routings routings;
  private final ObjectProvider<TokenStore> tokens;
  private final Supplier<Analyzer> making;
  private final String application;
  private final ConfigurableBeanFactory beans;
  private final Map<String, WeirDataSource> byName = new LinkedHashMap<>();
  private final Map<String, WeirDataSource> routed = new LinkedHashMap<>();
  private final List<WeirDataSource> made = new ArrayList<>();
  private final List<Consumer<WeirDataSource>> interested = new ArrayList<>();
  private @Nullable Analyzer analyzer;
  private @Nullable Unit startUp;
  private @Nullable ApplicationContext context;
  private boolean started;

  /**
   * Watches nothing yet.
   *
   * @param mode whether to watch, and why
   * @param routings which are routed, and how
   * @param tokens carries the sessions of those that are routed, if there is one
   * @param analyzer makes what is closed with this
   * @param application its name; empty if it has none
   */
  WatchedDataSources(
      ModeDecision mode,
      Routings routings,
      ObjectProvider<TokenStore> tokens,
      Supplier<Analyzer> analyzer,
      String application,
      ConfigurableBeanFactory beans) {
    this.mode = mode;
    this.routings = routings;
    this.tokens = tokens;
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
   * Tells of each DataSource that is watched or routed, also of those that are already.
   *
   * @param told at once, on the thread that makes them
   */
  synchronized void each(Consumer<WeirDataSource> told) {
    interested.add(told);
    byName.values().forEach(told);
  }

  /** How the application is analyzed, and why. */
  ModeDecision mode() {
    return mode;
  }

  /** All, in the order in which they were made. */
  synchronized List<WeirDataSource> dataSources() {
    return List.copyOf(byName.values());
  }

  /** What the servers of each DataSource are, for whoever asks how the application is. */
  Map<String, Map<String, String>> servers() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (WeirDataSource dataSource : dataSources()) {
      Map<String, String> servers = new LinkedHashMap<>();
      for (NodeState server : dataSource.topology().nodes()) {
        servers.put(server.node().name(), isOnlyObserved(dataSource) ? OBSERVED : said(server));
      }
      all.put(dataSource.name(), servers);
    }
    return all;
  }

  /** Why not more is known of a server, or is good; empty if all is. */
  String trouble(WeirDataSource dataSource, NodeState server) {
    return isOnlyObserved(dataSource) ? OBSERVED : server.trouble();
  }

  /** Nothing depends on what its server is, so nobody asks. */
  private synchronized boolean isOnlyObserved(WeirDataSource dataSource) {
    return made.contains(dataSource) && !routed.containsValue(dataSource);
  }

  private static String said(NodeState server) {
    String role = server.role().name().toLowerCase(Locale.ROOT);
    return server.trouble().isEmpty() ? role : role + ": " + server.trouble();
  }

  /**
   * Watches a DataSource, and routes it if the settings say so, unless that is done already.
   *
   * @param bean the name of its bean
   * @return what to use in its place
   */
  synchronized DataSource watch(String bean, DataSource dataSource) {
    if (leadsToWatched(dataSource)) {
      return dataSource;
    }
    Routing routing = routings.of(bean);
    boolean routes = !routing.isNone() || RoutedDataSources.isForUrl(dataSource);
    if (mode.mode() == Mode.OFF && !routes) {
      return dataSource;
    }
    WeirDataSource weir =
        dataSource instanceof WeirDataSource own ? own : make(bean, dataSource, routing, routes);
    byName.put(weir.name(), weir);
    if (mode.mode() != Mode.OFF && !isAnalyzed(weir)) {
      if (!started && startUp == null) {
        startUp = analyzer().unwatched("start-up");
      }
      analyzer().watch(weir);
    }
    interested.forEach(told -> told.accept(weir));
    return weir;
  }

  /** By an analyzer of its own, which its URL asks for. */
  private static boolean isAnalyzed(WeirDataSource weir) {
    try {
      return Analyzer.of(weir) != null;
    } catch (SQLException | RuntimeException e) {
      return false; // What routes by thread may not know where to ask.
    }
  }

  private WeirDataSource make(String bean, DataSource dataSource, Routing routing, boolean routes) {
    String name = name(bean);
    WeirDataSource weir =
        routes
            ? RoutedDataSources.route(
                name, dataSource, routing, routings.property(bean), tokens.getIfAvailable())
            : Weir.observe(name, dataSource);
    made.add(weir);
    if (routes) {
      routed.put(bean, weir);
    }
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

  @Override
  public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
    return ContextRefreshedEvent.class.isAssignableFrom(type)
        || ApplicationStartedEvent.class.isAssignableFrom(type);
  }

  @Override
  public synchronized void onApplicationEvent(ApplicationEvent event) {
    if (event instanceof ContextRefreshedEvent refreshed) {
      refreshed(refreshed.getApplicationContext());
    } else if (event instanceof ApplicationStartedEvent running
        && running.getApplicationContext() == context) {
      started();
    }
  }

  /** All beans are there; who waits for that may be about to read much. */
  private void refreshed(ApplicationContext refreshed) {
    if (refreshed != context) {
      return; // A child.
    }
    if (!beans.containsSingleton(RUN_BY_SPRING_BOOT)) {
      started();
    }
    if (!ModeDecision.isTest(refreshed.getEnvironment())) {
      routings.check(routed); // A slice of a test may not have all of them.
    }
    if (!byName.isEmpty() || mode.mode() == Mode.OFF) {
      LOG.info("Weir {}{}", String.join("; ", doings()), invitation(refreshed));
    }
  }

  /** The application has been started. */
  private void started() {
    started = true;
    if (startUp != null) {
      startUp.close();
      startUp = null;
    }
  }

  private List<String> doings() {
    List<String> doings = new ArrayList<>();
    for (WeirDataSource weir : routed.values()) {
      int servers = weir.topology().nodes().size();
      doings.add(
          "routes %s over %s"
              .formatted(weir.name(), Measure.COUNT.text((double) servers, "server")));
    }
    if (mode.mode() == Mode.OFF) {
      doings.add(mode.nothing());
    } else {
      doings.add(
          "analyzes %s in %s mode, because %s: findings are logged as dev.weir.finding"
              .formatted(
                  String.join(", ", byName.keySet()),
                  mode.mode().name().toLowerCase(Locale.ROOT),
                  mode.because()));
    }
    return doings;
  }

  /** What else there is to see, and does not show. */
  private String invitation(ApplicationContext application) {
    boolean hidden =
        !byName.isEmpty()
            && ClassUtils.isPresent(ACTUATOR, application.getClassLoader())
            && !application.containsBean("weirEndpoint");
    return hidden
        ? "; /actuator/weir has the report once management.endpoints.web.exposure.include names it"
        : "";
  }

  @Override
  public synchronized void destroy() {
    if (analyzer != null) {
      analyzer.close();
    }
    made.forEach(WeirDataSource::close);
  }
}
