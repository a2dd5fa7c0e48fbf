package dev.weir.samples.spring;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is sold. Reads go to replicas, and see what was written before. */
@RestController
@RequestMapping("/products")
public class Catalogue {
  private final Products products;
  private final JdbcTemplate jdbc;

  Catalogue(Products products, JdbcTemplate jdbc) {
    this.products = products;
    this.jdbc = jdbc;
  }

  /** The name of a product. */
  @GetMapping("/{id}/name")
  @Transactional(readOnly = true)
  public String name(@PathVariable long id) {
    return products.findById(id).orElseThrow().getName();
  }

  /** Gives a product a name. */
  @PutMapping("/{id}/name")
  @Transactional
  public void rename(@PathVariable long id, @RequestBody String name) {
    jdbc.update("update product set name = ? where id = ?", name, id);
  }

  /** Whether this is read on a replica. */
  @GetMapping("/replica")
  @Transactional(readOnly = true)
  public boolean isOnReplica() {
    return Boolean.TRUE.equals(jdbc.queryForObject("select pg_is_in_recovery()", Boolean.class));
  }
}
