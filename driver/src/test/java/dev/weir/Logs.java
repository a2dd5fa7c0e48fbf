package dev.weir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LocationAwareLogger;

/** What is logged while something is done: everything that there is, whatever levels are set. */
final class Logs {
  private static final String LEVEL = "org.slf4j.simpleLogger.log.";

  /** Those of simplelogger.properties too: they would win over their parents. */
  private static final List<String> PARENTS =
      List.of(
          "dev.weir",
          "dev.weir.topology",
          "dev.weir.event",
          "dev.weir.plan.RefusalMemory",
          "com.zaxxer.hikari");

  private Logs() {}

  /** Does something. */
  static List<String> during(Cluster.Action action) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Map<Logger, Integer> levels = new HashMap<>();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    PARENTS.forEach(name -> System.setProperty(LEVEL + name, "trace")); // For those to come.
    try {
      Field level =
          LoggerFactory.getLogger(Logs.class).getClass().getDeclaredField("currentLogLevel");
      level.setAccessible(true);
      for (Logger logger : loggers()) {
        levels.put(logger, level.getInt(logger));
        level.setInt(logger, LocationAwareLogger.TRACE_INT);
      }
      try {
        action.run();
      } finally {
        for (Logger logger : loggers()) {
          level.setInt(logger, levels.getOrDefault(logger, LocationAwareLogger.WARN_INT));
        }
      }
    } finally {
      PARENTS.forEach(name -> System.clearProperty(LEVEL + name));
      System.setErr(before);
    }
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<Logger> loggers() throws ReflectiveOperationException {
    Object factory = LoggerFactory.getILoggerFactory();
    Field map = factory.getClass().getDeclaredField("loggerMap");
    map.setAccessible(true);
    return ((Map<?, ?>) map.get(factory)).values().stream().map(Logger.class::cast).toList();
  }
}
