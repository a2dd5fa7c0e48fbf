package dev.weir.samples.spring;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Works, and asks the database row by row. */
@RestController
@RequestMapping("/faulty")
@Transactional
public class FaultyShop {
  private final Orders orders;
  private final JdbcTemplate jdbc;

  FaultyShop(Orders orders, JdbcTemplate jdbc) {
    this.orders = orders;
    this.jdbc = jdbc;
  }

  /** What a customer has bought: the items of each order are read for themselves. */
  @GetMapping("/customers/{id}/items")
  @Transactional(readOnly = true)
  public List<String> items(@PathVariable long id) {
    return orders.findByCustomerId(id).stream().flatMap(o -> o.getItems().stream()).toList();
  }

  /** A delivery has come: each product is written for itself. */
  @PostMapping("/deliveries/{first}")
  public void deliver(@PathVariable long first) {
    for (long id = first; id < first + 20; id++) {
      jdbc.update("update product set stock = stock + 1 where id = ?", id);
    }
  }
}
