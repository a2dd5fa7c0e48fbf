package dev.weir.samples.spring;

import java.util.List;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Does the same as {@link FaultyShop}, in one statement each. */
@RestController
@RequestMapping("/repaired")
@Transactional
public class RepairedShop {
  private final Orders orders;
  private final JdbcTemplate jdbc;

  RepairedShop(Orders orders, JdbcTemplate jdbc) {
    this.orders = orders;
    this.jdbc = jdbc;
  }

  /** What a customer has bought. */
  @GetMapping("/customers/{id}/items")
  @Transactional(readOnly = true)
  public List<String> items(@PathVariable long id) {
    return orders.findWithItems(id).stream().flatMap(o -> o.getItems().stream()).toList();
  }

  /** A delivery has come. */
  @PostMapping("/deliveries/{first}")
  public void deliver(@PathVariable long first) {
    Long[] ids = LongStream.range(first, first + 20).boxed().toArray(Long[]::new);
    jdbc.update(
        "update product set stock = stock + 1 where id = any (?)",
        statement -> statement.setArray(1, statement.getConnection().createArrayOf("bigint", ids)));
  }
}
