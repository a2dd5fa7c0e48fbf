package com.shop.web;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application as somebody writes it who has never heard of Weir. */
@SpringBootApplication
@RestController
public class Shop {
  private final JdbcTemplate jdbc;

  /** Creates the application. */
  public Shop(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The items of so many orders, order by order. */
  @GetMapping("/first/{orders}")
  public List<String> first(@PathVariable("orders") int orders) {
    return jdbc.queryForList("select id from orders where id <= ?", Long.class, orders).stream()
        .flatMap(order -> order(order).stream())
        .toList();
  }

  /** The items of one order. */
  @GetMapping("/orders/{id}")
  public List<String> order(@PathVariable("id") long id) {
    return jdbc.queryForList("select name from item where order_id = ?", String.class, id);
  }

  /** The same as {@link #first}, on a thread of some pool. */
  public CompletableFuture<List<String>> firstLater(int orders) {
    return CompletableFuture.supplyAsync(() -> first(orders));
  }
}
