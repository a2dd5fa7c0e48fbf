package com.shop;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application as somebody writes it who has never heard of Weir. */
@SpringBootApplication
@EnableScheduling
@RestController
public class Shop {
  private final JdbcTemplate jdbc;
  private final CountDownLatch reports = new CountDownLatch(2);

  /** Creates the application. */
  public Shop(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    for (int i = 0; i < 20; i++) {
      jdbc.queryForObject("select count(*) from item where order_id = ?", Long.class, i);
    }
  }

  /** The items of a customer's orders, order by order. */
  @GetMapping("/customers/{id}/items")
  public List<String> items(@PathVariable("id") long id) {
    return jdbc.queryForList("select id from orders where customer_id = ?", Long.class, id).stream()
        .flatMap(order -> items(jdbc, order).stream())
        .toList();
  }

  /** The same, when a thread of another pool finds time. */
  @GetMapping("/customers/{id}/slowly")
  public Callable<List<String>> slowly(@PathVariable("id") long id) {
    return () -> items(id);
  }

  /** One order. */
  @GetMapping("/orders/{id}")
  public List<String> order(@PathVariable("id") long id) {
    return items(jdbc, id);
  }

  /** A job that looks at each order. */
  @Scheduled(fixedDelay = 50)
  public void report() {
    for (long order : jdbc.queryForList("select id from orders", Long.class)) {
      jdbc.queryForList(
          "select name from item where order_id = ? order by name", String.class, order);
    }
    reports.countDown();
  }

  /** Waits until the job has run twice. */
  public void awaitReports() throws InterruptedException {
    reports.await();
  }

  private static List<String> items(JdbcTemplate jdbc, long order) {
    return jdbc.queryForList("select name from item where order_id = ?", String.class, order);
  }
}
