package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.meter.DataSourceStatistics;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@SuppressWarnings("try") // Some resources are only there to be open.
class JmxTest {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private static ObjectName bean(String name) throws Exception {
    return new ObjectName("dev.weir:type=DataSource,name=" + ObjectName.quote(name));
  }

  /** All beans of Weir and HikariCP with a name in theirs. */
  private static Set<String> beans(String name) throws Exception {
    return Stream.of("dev.weir:*", "com.zaxxer.hikari:*")
        .flatMap(
            domain -> {
              try {
                return SERVER.queryNames(new ObjectName(domain), null).stream();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            })
        .map(ObjectName::toString)
        .filter(bean -> bean.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static CompositeData row(Object table, String key) {
    return ((TabularData) table).get(new Object[] {key});
  }

  @Test
  void numbersAreThoseOfTheStatistics() throws Exception {
    try (WeirDataSource weir = cluster.open(b -> b.name("jmx, \"quoted\"").jmx(true))) {
      Cluster.query(weir, "select 1");
      ObjectName bean = bean("jmx, \"quoted\"");
      DataSourceStatistics now = weir.statistics();

      assertThat(SERVER.getAttribute(bean, "DataSource")).isEqualTo("jmx, \"quoted\"");
      assertThat(SERVER.getAttribute(bean, "ShadowMode")).isEqualTo(false);
      assertThat(SERVER.getAttribute(bean, "SpillOver")).isEqualTo(now.spillOver());
      assertThat(SERVER.getAttribute(bean, "ListenerFailures")).isEqualTo(0L);
      assertThat(SERVER.getAttribute(bean, "StaleReads")).isEqualTo(0L);
      assertThat(SERVER.getAttribute(bean, "ActivePins")).isEqualTo(0L);
      Object nodes = SERVER.getAttribute(bean, "Nodes");
      assertThat(((TabularData) nodes).size()).isEqualTo(3);
      CompositeData primary = (CompositeData) row(nodes, "primary").get("value");
      assertThat(primary.get("role")).isEqualTo("PRIMARY");
      assertThat(primary.get("confirmedAgeMillis")).isNull();
      assertThat(primary.get("poolMaximum")).isEqualTo(10);
      CompositeData replica = (CompositeData) row(nodes, "replica1").get("value");
      assertThat(replica.get("role")).isEqualTo("REPLICA");
      assertThat((Long) replica.get("confirmedAgeMillis")).isNotNegative();
      assertThat((Long) replica.get("samples")).isPositive();
      Object routes = SERVER.getAttribute(bean, "Routes");
      now.routes()
          .forEach(
              count ->
                  assertThat(row(routes, count.node() + " " + count.reason()).get("value"))
                      .isEqualTo(count.executions()));
      CompositeData pins = (CompositeData) SERVER.getAttribute(bean, "Pins");
      assertThat(pins.get("count")).isEqualTo(0L);
      assertThat(pins.get("medianMillis")).isNull();
      CompositeData found = row(SERVER.getAttribute(bean, "TopologyChanges"), "PRIMARY_FOUND");
      assertThat((Long) found.get("value")).isPositive();
    }
  }

  @Test
  void beansAreThereOnRequestAndUntilClosed() throws Exception {
    try (WeirDataSource weir = cluster.open(b -> b.name("jmx-unasked"))) {
      assertThat(beans("jmx-unasked")).isEmpty();
    }
    try (WeirDataSource weir = cluster.open(b -> b.name("jmx-life").jmx(true))) {
      assertThat(beans("jmx-life"))
          .containsExactly(
              "com.zaxxer.hikari:type=Pool (jmx-life-primary)",
              "com.zaxxer.hikari:type=Pool (jmx-life-replica1)",
              "com.zaxxer.hikari:type=Pool (jmx-life-replica2)",
              "com.zaxxer.hikari:type=PoolConfig (jmx-life-primary)",
              "com.zaxxer.hikari:type=PoolConfig (jmx-life-replica1)",
              "com.zaxxer.hikari:type=PoolConfig (jmx-life-replica2)",
              "dev.weir:type=DataSource,name=\"jmx-life\"");
    }
    assertThat(beans("jmx-life")).isEmpty();
  }

  @Test
  void nothingCanBeSet() throws Exception {
    try (WeirDataSource weir = cluster.open(b -> b.name("jmx-read").jmx(true))) {
      ObjectName bean = bean("jmx-read");

      assertThat(SERVER.getMBeanInfo(bean).getAttributes())
          .noneMatch(MBeanAttributeInfo::isWritable);
      assertThat(SERVER.getMBeanInfo(bean).getOperations()).isEmpty();
      assertThatThrownBy(() -> SERVER.setAttribute(bean, new Attribute("StaleReads", 1L)))
          .isInstanceOf(AttributeNotFoundException.class);
    }
  }

  /** The one that was there first keeps its beans, whichever is closed first. */
  @Test
  void secondOfTheSameNameIsNumbered() throws Exception {
    HikariConfig small = new HikariConfig();
    small.setMaximumPoolSize(3);
    try (WeirDataSource first = cluster.open(b -> b.name("jmx-same").jmx(true))) {
      Set<String> alone = beans("jmx-same");
      String second = "dev.weir:type=DataSource,name=\"jmx-same\",instance=2";
      java.util.List<String> said =
          Logs.during(
              () -> {
                try (WeirDataSource same =
                    cluster.open(b -> b.name("jmx-same").jmx(true).pool(small))) {
                  Set<String> both = new TreeSet<>(alone);
                  both.add(second);
                  assertThat(beans("jmx-same")).isEqualTo(both);
                  CompositeData primary =
                      (CompositeData)
                          row(SERVER.getAttribute(new ObjectName(second), "Nodes"), "primary")
                              .get("value");
                  assertThat(primary.get("poolMaximum")).isEqualTo(3);
                }
              });
      assertThat(beans("jmx-same")).isEqualTo(alone);
      assertThat(said).anyMatch(line -> line.contains("WARN") && line.endsWith("are " + second));
      assertThat(said).noneMatch(line -> line.contains("ERROR"));
    }
  }

  @Test
  void urlSwitchesItOn() throws Exception {
    String url = cluster.servers().jdbcUrl().replace("jdbc:", "jdbc:weir:");
    String with =
        url + (url.contains("?") ? '&' : '?') + "weir.name=jmx-url&weir.jmx=true&weir.linger=0";

    try (var c = new WeirDriver().connect(with, new Properties())) {
      assertThat(beans("jmx-url")).hasSize(3);
    }
    assertThat(beans("jmx-url")).isEmpty();
  }
}
