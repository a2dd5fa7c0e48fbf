package dev.weir.analyzer.place;

import java.util.List;

/**
 * Tells the application's classes from those of the JDK, of Weir, and of the libraries between an
 * application and its database. Immutable.
 */
final class ApplicationFrames {
  private static final List<String> NOT_APPLICATION =
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
          "com.blazebit.",
          "org.flywaydb.",
          "liquibase.",
          "net.javacrumbs.shedlock.",
          "org.jetbrains.exposed.",
          "org.datanucleus.",
          "org.apache.openjpa.",
          "io.github.resilience4j.",
          "dev.failsafe.",
          "net.jodah.failsafe.",
          "com.github.rholder.retry.",
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

  /** What class names of generated proxies and hidden classes contain. */
  private static final List<String> GENERATED =
      List.of("$$", "$Proxy", "$HibernateProxy", "$ByteBuddy$", "/0x");

  private final List<String> packages;

  /**
   * Creates the filter.
   *
   * @param packages what names of the application's classes begin with; empty for all that are no
   *     known library's
   */
  ApplicationFrames(List<String> packages) {
    this.packages = List.copyOf(packages);
  }

  boolean contains(String className) {
    if (startsWithAny(GENERATED, className, true)) {
      return false;
    }
    return packages.isEmpty()
        ? !startsWithAny(NOT_APPLICATION, className, false)
        : startsWithAny(packages, className, false);
  }

  private static boolean startsWithAny(List<String> parts, String name, boolean anywhere) {
    for (String part : parts) {
      if (anywhere ? name.contains(part) : name.startsWith(part)) {
        return true;
      }
    }
    return false;
  }
}
