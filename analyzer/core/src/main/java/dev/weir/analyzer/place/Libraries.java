package dev.weir.analyzer.place;

import java.util.List;

/**
 * The classes that are no application's: one list for all that asks. Names begin so, but for those
 * of generated classes, which contain it. Immutable.
 */
final class Libraries {
  /** Languages, drivers, mappers, frameworks, servers, tools. */
  private static final List<String> ALL =
      List.of(
          // the languages
          "java.",
          "javax.",
          "jakarta.",
          "jdk.",
          "sun.",
          "com.sun.",
          "kotlin.",
          "kotlinx.",
          "scala.",
          "groovy.",
          "org.codehaus.groovy.",
          "clojure.",
          // Weir
          "dev.weir.Weir",
          "dev.weir.sql.",
          "dev.weir.catalog.",
          "dev.weir.topology.",
          "dev.weir.consistency.",
          "dev.weir.route.",
          "dev.weir.event.",
          "dev.weir.forward.",
          "dev.weir.plan.",
          "dev.weir.lease.",
          "dev.weir.jdbc.",
          "dev.weir.meter.",
          "dev.weir.analyzer.",
          // drivers, pools, proxies
          "org.postgresql.",
          "com.zaxxer.",
          "net.ttddyy.",
          "com.p6spy.",
          "io.agroal.",
          "com.mchange.",
          "oracle.ucp.",
          // mappers and migrations
          "org.hibernate.",
          "org.jooq.",
          "org.mybatis.",
          "org.apache.ibatis.",
          "com.baomidou.",
          "org.jdbi.",
          "org.eclipse.persistence.",
          "io.ebean.",
          "com.querydsl.",
          "org.seasar.doma.",
          "org.apache.cayenne.",
          "org.sql2o.",
          "org.ktorm.",
          "org.komapper.",
          "slick.",
          "doobie.",
          "scalikejdbc.",
          "com.blazebit.",
          "org.flywaydb.",
          "liquibase.",
          "net.javacrumbs.shedlock.",
          "org.jetbrains.exposed.",
          "org.datanucleus.",
          "org.apache.openjpa.",
          "org.quartz.",
          // frameworks and servers
          "org.springframework.",
          "io.micronaut.",
          "io.quarkus.",
          "io.helidon.",
          "io.vertx.",
          "io.netty.",
          "io.undertow.",
          "org.jboss.",
          "org.wildfly.",
          "org.eclipse.jetty.",
          "org.apache.",
          "reactor.",
          "io.reactivex.",
          "io.micrometer.",
          "io.opentelemetry.",
          "io.grpc.",
          "io.vavr.",
          "com.google.common.",
          "com.google.inject.",
          "com.fasterxml.",
          "tools.jackson.",
          "net.bytebuddy.",
          "org.slf4j.",
          "ch.qos.logback.",
          // test and build tools
          "org.junit.",
          "junit.",
          "org.testng.",
          "org.assertj.",
          "org.mockito.",
          "org.gradle.",
          "com.intellij.");

  /** What tries again what failed: its loops repeat nothing that went well. */
  private static final List<String> RETRYING =
      List.of(
          "io.github.resilience4j.",
          "dev.failsafe.",
          "net.jodah.failsafe.",
          "com.github.rholder.retry.",
          "com.evanlennick.retry4j.",
          "org.springframework.retry.",
          "org.springframework.core.retry.",
          "org.springframework.resilience.",
          "io.smallrye.faulttolerance.",
          "io.helidon.faulttolerance.",
          "io.micronaut.retry.",
          "arrow.resilience.");

  /** Between the application and its database: no part of a chain of calls. */
  private static final List<String> BELOW =
      List.of(
          "dev.weir.analyzer.place.",
          "dev.weir.analyzer.unit.",
          "dev.weir.analyzer.proxy.",
          "dev.weir.analyzer.StackInvocations",
          "dev.weir.analyzer.AnalyzerQueryListener",
          "dev.weir.event.",
          "dev.weir.jdbc.",
          "dev.weir.forward.",
          "dev.weir.lease.",
          "net.ttddyy.",
          "com.zaxxer.hikari.",
          "com.p6spy.",
          "java.lang.reflect.",
          "jdk.internal.",
          "jdk.proxy",
          "com.sun.proxy.");

  /** What hands out work; of those on a stack, the innermost counts. */
  private static final List<String> DISPATCHERS =
      List.of(
          // executors and timers
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ForkJoin",
          "java.util.TimerThread",
          "jdk.internal.vm.ThreadContainers",
          "kotlinx.coroutines.",
          "scala.concurrent.impl.",
          "akka.dispatch.",
          "org.apache.pekko.dispatch.",
          "reactor.core.scheduler.",
          "io.reactivex.",
          // servers
          "org.apache.catalina.",
          "org.apache.coyote.",
          "org.apache.tomcat.util.",
          "org.eclipse.jetty.",
          "io.undertow.",
          "io.netty.",
          "io.vertx.core.",
          "io.helidon.webserver.",
          "io.grpc.",
          "com.sun.net.httpserver.",
          "sun.net.httpserver.",
          "java.awt.EventDispatchThread",
          // schedulers and message clients
          "org.quartz.core.",
          "org.quartz.simpl.",
          "org.jobrunr.",
          "com.github.kagkarlsson.scheduler.",
          "org.springframework.scheduling.",
          "org.springframework.kafka.listener.",
          "org.springframework.amqp.rabbit.listener.",
          "org.springframework.jms.listener.",
          "org.springframework.integration.",
          "com.rabbitmq.client.impl.",
          "org.apache.activemq.",
          "org.apache.camel.",
          "io.nats.client.",
          // tests
          "org.junit.",
          "junit.framework.",
          "org.testng.");

  /** Proxies and hidden classes. Of most no file can be read, but they have no loops. */
  private static final List<String> GENERATED =
      List.of(
          "$$",
          "$Proxy",
          "$HibernateProxy",
          "$ByteBuddy$",
          "GeneratedMethodAccessor",
          "LambdaForm$",
          "/0x");

  private Libraries() {}

  /** Whether a class is of a library, by its name. */
  static boolean contain(String className) {
    return startsWithAny(ALL, className) || retry(className);
  }

  /** Whether a class tries again what failed. */
  static boolean retry(String className) {
    return startsWithAny(RETRYING, className);
  }

  /** Whether a class is between the application and its database. */
  static boolean areBelow(String className) {
    return startsWithAny(BELOW, className);
  }

  /** Whether a class brings a task into the unit of whoever has handed it out, maybe in a loop. */
  static boolean bringsTasks(String className) {
    return className.startsWith("dev.weir.analyzer.UnitTasks");
  }

  /** Whether a class hands out work. */
  static boolean dispatch(String className) {
    return startsWithAny(DISPATCHERS, className);
  }

  /** Whether a class was generated. */
  static boolean generate(String className) {
    for (int i = 0; i < GENERATED.size(); i++) {
      if (className.contains(GENERATED.get(i))) {
        return true;
      }
    }
    return false;
  }

  static boolean startsWithAny(List<String> prefixes, String name) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (name.startsWith(prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }
}
