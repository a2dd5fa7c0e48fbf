package dev.weir.analyzer.spring;

import dev.weir.WeirDataSource;
import dev.weir.consistency.Freshness;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Which DataSource of an application is routed, and how. */
final class Routings {
  /** Spring Boot's own. */
  private static final String USUAL = "dataSource";

  private final WeirProperties properties;
  private final ObjectProvider<WeirConnectionDetails> details;
  private final ConfigurableListableBeanFactory beans;

  /**
   * Creates it.
   *
   * @param properties the settings
   * @param details of servers, where somebody knows them
   * @param beans of which none is created
   */
  Routings(
      WeirProperties properties,
      ObjectProvider<WeirConnectionDetails> details,
      ConfigurableListableBeanFactory beans) {
    this.properties = properties;
    this.details = details;
    this.beans = beans;
  }

  /**
   * How a DataSource is routed.
   *
   * @param bean the name of its bean
   */
  Routing of(String bean) {
    Routing own = properties.dataSources().get(bean);
    Routing settings = own == null && isMain(bean) ? properties.routing() : own;
    WeirConnectionDetails known = details.getIfAvailable();
    if (known == null) {
      return settings == null ? Routing.NONE : settings;
    }
    Routing base = settings == null ? Routing.NONE : settings;
    return new Routing(
        known.replicas(bean), known.reportingReplicas(bean), null, base.freshness(), base.maxLag());
  }

  /**
   * The setting that routes a DataSource.
   *
   * @param bean the name of its bean
   */
  String property(String bean) {
    return properties.dataSources().containsKey(bean) ? "weir.data-sources." + bean : "weir";
  }

  /** The only one, the primary one of several, or the one with the usual name. */
  private boolean isMain(String bean) {
    return bean.equals(USUAL)
        || names().size() == 1
        || (beans.containsBeanDefinition(bean) && beans.getMergedBeanDefinition(bean).isPrimary());
  }

  private List<String> names() {
    return Arrays.asList(beans.getBeanNamesForType(DataSource.class, true, false));
  }

  /**
   * Says so of settings that nobody has heard of.
   *
   * @param routed those that were, by the names of their beans
   * @throws InvalidConfigurationException if there are such
   */
  void check(Map<String, WeirDataSource> routed) {
    List<String> names = names();
    checkFreshness("weir", properties.routing());
    for (Map.Entry<String, Routing> each : properties.dataSources().entrySet()) {
      String setting = "weir.data-sources." + each.getKey();
      check(names, each.getKey(), setting);
      checkFreshness(setting, each.getValue());
    }
    for (String name : properties.exclude()) {
      check(names, name, "weir.exclude: " + name);
    }
    if (!properties.routing().isNone() && routed.isEmpty() && names.size() > 1) {
      throw new InvalidConfigurationException(
          "weir.replicas is of one DataSource, and there are several, of which none is the"
              + " primary one: "
              + String.join(", ", names),
          "Name the one that has these replicas: weir.data-sources." + names.get(0) + ".replicas.",
          null);
    }
  }

  /** Also where there are no replicas yet, so that it is not the day on which they come. */
  private static void checkFreshness(String property, Routing routing) {
    if (routing.freshness() == null) {
      return;
    }
    try {
      Freshness.parse(routing.freshness());
    } catch (IllegalArgumentException e) {
      throw new InvalidConfigurationException(
          property + ".freshness: " + e.getMessage(),
          "It is one of own_writes, primary, bounded 250ms, any or reporting.",
          e);
    }
  }

  private static void check(List<String> names, String name, String setting) {
    if (!names.contains(name)) {
      throw new InvalidConfigurationException(
          setting + " names no DataSource bean",
          "The DataSource beans are called " + String.join(", ", names) + ".",
          null);
    }
  }
}
