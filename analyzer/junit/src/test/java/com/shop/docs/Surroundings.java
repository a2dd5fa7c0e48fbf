package com.shop.docs;

import com.zaxxer.hikari.HikariConfig;
import dev.weir.WeirDataSource;
import dev.weir.analyzer.Analyzer;
import dev.weir.analyzer.AnalyzerConfig;
import dev.weir.analyzer.detect.UnitDetector;
import dev.weir.analyzer.model.Code;
import dev.weir.analyzer.model.Finding;
import dev.weir.analyzer.model.UnitTrace;
import dev.weir.event.ExecutionListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.servlet.ServletContext;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** What the snippets of the documentation take for granted: the code of an application. */
@SuppressWarnings({"NullAway", "unused"}) // Nothing of it runs.
abstract class Surroundings implements ExecutionListener {
  static WeirDataSource dataSource;

  WeirDataSource weir;
  WeirDataSource shop;
  DataSource yourDataSource;
  ProxyDataSource yourProxyDataSource;
  ProxyDataSource proxyDataSource;
  Analyzer analyzer;
  AnalyzerConfig config;
  Connection connection;
  PreparedStatement statement;
  MeterRegistry registry;
  Tags tags;
  HikariConfig common;
  DataSource pool;
  String password;
  String name;
  String token;
  Mail mail;
  Counters counters;
  String db1;
  String db2;
  ServletContext servletContext;
  ScheduledExecutorService scheduler;
  ExecutorService executor;
  Runnable job;
  Runnable part;
  Runnable task;
  Orders orders;
  TransactionTemplate transactions;
  Pricing pricing;
  Order order;
  List<Item> items;
  List<Long> ids;
  int count;
  Histogram histogram;

  void bind(PreparedStatement statement, Item item) throws SQLException {}

  List<List<Long>> chunks(List<Long> all, int size) {
    return List.of(all);
  }

  /** Of an application that has orders. */
  static final class Orders {
    Orders(DataSource dataSource) {}

    void insert(Order order) {}

    void ship(long id) {}

    void setPrice(Order order, Price price) {}

    void close(List<Long> ids) {}
  }

  interface Mail {
    void enqueue(Order order);
  }

  interface Counters {
    void increment(Object which);
  }

  interface Pricing {
    Price quote(Order order);
  }

  interface Histogram {
    void record(String fingerprint, long nanos);
  }

  /** A detector of the application's. */
  static final class ManyReads implements UnitDetector {
    @Override
    public Code code() {
      return new Code("SHOP1", "many-reads", "a unit over its budget");
    }

    @Override
    public String words(Finding finding) {
      return "";
    }

    @Override
    public String fix() {
      return "";
    }

    @Override
    public List<Finding> inspect(UnitTrace unit) {
      return List.of();
    }
  }

  record Price(BigDecimal amount) {}

  record Order(long id) {}

  record Item(long id) {}

  record Product(String name) {}

  record Turnover(BigDecimal amount) {}
}
